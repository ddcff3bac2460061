/** The table of states in docs/architecture.md names a picture for each: all of them are there, in both schemes. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const DOCS = path.join(import.meta.dirname, '../../docs');

function namesInTable(): string[] {
  const [, section = ''] = readFileSync(path.join(DOCS, 'architecture.md'), 'utf8').split('## States of the views');
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.flatMap((row) => [...row.matchAll(/`([a-z][a-z-]*)`/g)].map(([, name = '']) => name));
}

test('every state that the table names has its pictures', () => {
  const names = namesInTable();
  expect(names.length).toBeGreaterThan(40);
  const missing = names
    .flatMap((name) => ['light', 'dark'].map((scheme) => `${name}-${scheme}-1280.png`))
    .filter((file) => !existsSync(path.join(DOCS, 'screenshots', file)));
  expect(missing).toEqual([]);
});
