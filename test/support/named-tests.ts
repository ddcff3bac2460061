/** Finds a test by its file and its title, in the source, and tells what stands inside it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What all nodes of the tree have. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** A test as it is written: one, or the pattern of as many as its table has rows. */
interface Written {
  readonly title: string;
  readonly body: Node;
  /** What `each` was given. */
  readonly table: Node | null;
}

const isTestName = (node: unknown): boolean => isNode(node) && (node['name'] === 'test' || node['name'] === 'it');

/** `test(…)`, `test.each(table)(…)`, `test.skipIf(…)(…)`, `cephTest(need)(…)`; null for any other call, `test.skip(…)` among them. */
function writtenTest({ callee, arguments: given }: Node): Written | null {
  const [first, ...rest] = given as Node[];
  const title = first?.type === 'Literal' ? first['value'] : null;
  const body = rest.findLast(({ type }) => /Function/.test(type));
  if (typeof title !== 'string' || !body || !isNode(callee)) return null;
  if (isTestName(callee)) return { title, body, table: null };
  const made = callee.type === 'CallExpression' ? callee : null;
  const member = made?.['callee'];
  if (isNode(member) && member['name'] === 'cephTest') return { title, body, table: null };
  if (!made || !isNode(member) || !isTestName(member['object'])) return null;
  const [table = null] = made['arguments'] as Node[];
  return { title, body, table: (member['property'] as Node)['name'] === 'each' ? table : null };
}

const isList = ({ type }: Node): boolean => type === 'ArrayExpression';
const elementsOf = (list: Node): Node[] => (list['elements'] as unknown[]).filter(isNode);

/** The same for rows with names, `$name` for each; null where one of them is not written out. */
function titleOfFields(pattern: string, row: Node): string | null {
  const fields = new Map(
    (row['properties'] as Node[]).map(({ key, value }) => [isNode(key) ? key['name'] : null, value] as const),
  );
  let isWhole = true;
  const title = pattern.replace(/\$([a-zA-Z]+)/g, (_all, name: string) => {
    const field = fields.get(name);
    if (isNode(field) && field.type === 'Literal') return String(field['value']);
    isWhole = false;
    return '';
  });
  return isWhole && title !== pattern ? title : null;
}

/** The title that a row of a table gives; null where its beginning is not written out. */
function titleOfRow(pattern: string, row: Node): string | null {
  if (row.type === 'ObjectExpression') return titleOfFields(pattern, row);
  const cells = isList(row) ? elementsOf(row) : [row];
  let index = 0;
  let isWhole = true;
  const title = pattern.replace(/%([sidjp])/g, (_all, kind: string) => {
    const cell = cells[index];
    index += 1;
    if (cell?.type !== 'Literal') isWhole = false;
    const value = cell?.['value'];
    return kind === 'j' ? JSON.stringify(value) : String(value);
  });
  return isWhole && index > 0 ? title : null;
}

/** The parts of a test that count as inside it. */
export interface NamedTest {
  readonly parts: readonly Node[];
}

/** The tests of a file. */
export class TestFile {
  readonly #nodes: readonly Node[];
  readonly #tests: readonly Written[];

  /** Throws where it cannot be parsed. */
  constructor(file: string, source: string) {
    const { program, errors } = parseSync(file, source);
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
    this.#nodes = [...walk(program as unknown as Node)];
    this.#tests = this.#nodes.flatMap((node) => {
      const written = node.type === 'CallExpression' ? writtenTest(node) : null;
      return written ? [written] : [];
    });
  }

  /**
   * All tests of this title. A row of a table is a test by the title that it gives; the pattern itself stands for the test with
   * all of its rows.
   */
  named(title: string): NamedTest[] {
    return this.#tests.flatMap((test): NamedTest[] => {
      if (test.title === title) return [{ parts: test.table ? [test.body, this.#resolved(test.table)] : [test.body] }];
      if (!test.table) return [];
      return this.#rowsOf(test.table)
        .filter((row) => titleOfRow(test.title, row) === title)
        .map((row) => ({ parts: [test.body, row] }));
    });
  }

  /** The rows of a table. Of one that is handed on as a parameter, whatever stands in a list of the file. */
  #rowsOf(table: Node): Node[] {
    const [list] = [...walk(this.#resolved(table))].filter(isList);
    return list ? elementsOf(list) : this.#anyRows();
  }

  /** The cells of a row are no rows. */
  #anyRows(): Node[] {
    const lists = this.#nodes.filter(isList);
    const inLists = new Set(lists.flatMap(elementsOf).filter(isList));
    return lists.flatMap((list) => {
      const rows = elementsOf(list).filter(isList);
      return rows.length > 0 || inLists.has(list) ? rows : elementsOf(list);
    });
  }

  /** What a name stands for in this file. */
  #resolved(table: Node): Node {
    if (table.type !== 'Identifier') return table;
    const made = this.#nodes.find(
      ({ type, id }) => type === 'VariableDeclarator' && isNode(id) && id['name'] === table['name'],
    )?.['init'];
    return isNode(made) ? made : table;
  }
}

/** Reads a file by its path from the root of the repository. Throws where it is not there or cannot be parsed. */
export function readTestFile(file: string): TestFile {
  return new TestFile(file, readFileSync(path.join(ROOT, file), 'utf8'));
}

/** What makes a failure out of a code: the code is then what a test puts in, not what comes of it. */
const MAKERS = new Set(['PailError', 'failure']);

/** Whether a test has a code in it as something that is expected: alone, or behind what it is of (`failed CODE`). */
export function expectsCode({ parts }: NamedTest, code: string): boolean {
  const has = (node: Node): boolean => {
    const maker = (node.type === 'NewExpression' || node.type === 'CallExpression') && node['callee'];
    if (isNode(maker) && MAKERS.has(String(maker['name']))) return false;
    if (node.type === 'Literal') return ` ${node['value']}`.endsWith(` ${code}`);
    return childrenOf(node).some(has);
  };
  return parts.some(has);
}
