/** docs/errors.md and the tests that it names: no code without a test that causes it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allEdges, EDGE_AREAS, EDGES_FOLDER } from '../../scripts/lib/edges.ts';
import { errorsDocument, sentencesOf } from '../../scripts/lib/errors-document.ts';
import { ERROR_CODES, failure } from '../../src/shared/errors.ts';
import { expectsCode, readTestFile, type TestFile } from '../support/named-tests.ts';

const SOURCE = path.join(import.meta.dirname, '../../src');

/** The code that makes failures: what only words or lists them is left out. */
const MADE = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^shared\/(text\/|errors\.ts)/.test(name.replaceAll('\\', '/')))
  .map((name) => readFileSync(path.join(SOURCE, name), 'utf8'))
  .join('\n');

const areas = allEdges();
const edges = [...areas.values()].flat();

const files = new Map<string, TestFile>();
function testsOf(file: string): TestFile {
  const known = files.get(file) ?? readTestFile(file);
  files.set(file, known);
  return known;
}

describe('docs/errors.md', () => {
  it('is what the codes, the sentences and the edges say (npm run errors)', () => {
    const document = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    expect(document).toBe(errorsDocument(areas));
  });

  it('has a part for each file of edges', () => {
    const names = readdirSync(EDGES_FOLDER).map((name) => name.replace(/\.json$/, ''));
    expect(names.filter((name) => !Object.hasOwn(EDGE_AREAS, name))).toEqual([]);
  });
});

describe('a test that the edges name', () => {
  it.each(edges)('is there once: $test › $title', ({ test, title }) => {
    expect(testsOf(test).named(title)).toHaveLength(1);
  });

  it.each(edges.filter(({ codes }) => codes.length > 0))(
    'expects its codes: $test › $title',
    ({ test, title, codes }) => {
      const [named] = testsOf(test).named(title);
      expect(codes.filter((code) => !named || !expectsCode(named, code))).toEqual([]);
    },
  );
});

describe('a code', () => {
  it.each(ERROR_CODES)('has a test that causes it: %s', (code) => {
    // In the renderer's tests main is a fake: they show what a code looks like and cause none.
    const causes = edges.filter(({ codes, test }) => codes.includes(code) && !test.startsWith('src/renderer/'));
    expect(causes).not.toEqual([]);
  });

  it.each(ERROR_CODES)('is made somewhere: %s', (code) => {
    expect(MADE).toContain(`'${code}'`);
  });

  it.each(ERROR_CODES)('reads well with details and without: %s', (code) => {
    for (const sentence of [...sentencesOf(code), failure(code).message]) {
      expect(sentence).toMatch(/^[A-Z“].*\.$/);
      expect(sentence).not.toMatch(/ {2}|undefined|“”| [.,:;]/);
    }
  });

  it.each(ERROR_CODES)('names an administrator once where only one can mend it: %s', (code) => {
    const { remedy } = failure(code);
    for (const sentence of sentencesOf(code)) {
      const named = sentence.match(/administrator/g)?.length ?? 0;
      expect(named).toBeLessThanOrEqual(1);
      if (remedy === 'admin') expect(named).toBe(1);
    }
  });
});
