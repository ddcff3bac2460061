/** docs/errors.md: from what goes wrong to what people read of it, and to the test that causes it. Pure. */
import { ERROR_CODES, type ErrorCode, failure, type Remedy } from '../../src/shared/errors.ts';
import { EDGE_AREAS, type Edge, type EdgeArea } from './edges.ts';
import { ERROR_EXAMPLES } from './error-examples.ts';

const WHO: Record<Remedy, string> = {
  user: 'the person',
  admin: 'the administrator',
  network: 'the network',
  nobody: 'whoever makes Pail',
};

/** A text as a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const testOf = ({ test, title, recorded }: Edge): string =>
  `\`${test}\` › ${cell(title)}${recorded ? ' (recorded answer)' : ''}`;

/** The sentences of a code, one for each example. */
export function sentencesOf(code: ErrorCode): string[] {
  return ERROR_EXAMPLES[code].map((detail) => failure(code, detail).message);
}

function codeRow(code: ErrorCode, edges: readonly Edge[]): string {
  const { remedy, retryable } = failure(code);
  const sentences = sentencesOf(code).map(cell).join('<br>');
  const tests = [...new Set(edges.filter(({ codes }) => codes.includes(code)).map(testOf))].join('<br>');
  return `| \`${code}\` | ${sentences} | ${WHO[remedy]} | ${retryable ? 'yes' : 'no'} | ${tests} |`;
}

function edgeRow(edge: Edge): string {
  const outcome = edge.says === undefined ? edge.codes.map((code) => `\`${code}\``).join(', ') : cell(edge.says);
  return `| ${cell(edge.edge)} | ${outcome} | ${testOf(edge)} |`;
}

/** The document of these edges. */
export function errorsDocument(areas: ReadonlyMap<EdgeArea, readonly Edge[]>): string {
  const all = [...areas.values()].flat();
  const sections = [...areas].flatMap(([area, edges]) =>
    edges.length === 0
      ? []
      : [
          `### ${EDGE_AREAS[area]}

| what goes wrong | what it ends in | test |
|---|---|---|
${edges.map(edgeRow).join('\n')}
`,
        ],
  );
  return `# Errors

Written by \`npm run errors\` from \`src/shared/errors.ts\`, the sentences of \`src/shared/text/errors-en.ts\` and the edges of
\`test/cases/edges\`; \`test/unit/errors-document.test.ts\` holds it against them and looks for each code inside the tests that are named.

A code is caused by an answer of a server, a proxy before one, a file system or a process. What only AWS answers is had from its recorded
answer through the real parser, and says so. “Retry helps”: the same may succeed later without anybody changing anything.

## Codes

| code | what is said | who can mend it | retry helps | caused by |
|---|---|---|---|---|
${ERROR_CODES.map((code) => codeRow(code, all)).join('\n')}

## Edges

${sections.join('\n')}`;
}
