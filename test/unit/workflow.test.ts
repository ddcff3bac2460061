/** What of the workflow its linter does not know: what it may do, and that what it runs is there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const workflow = readFileSync(path.join(root, '.github/workflows/ci.yml'), 'utf8');
const all = (pattern: RegExp): string[] => [...workflow.matchAll(pattern)].map(([, found = '']) => found);

it('may read the repository and nothing else, and leaves no token for what it runs', () => {
  expect(all(/^( *permissions:\n(?: +.*\n)+)/gm)).toEqual(['permissions:\n  contents: read\n']);
  expect(all(/(checkout@)/g)).toHaveLength(all(/(persist-credentials: false)/g).length);
  expect(workflow).not.toMatch(/pull_request_target|secrets\./);
});

it('runs only scripts that package.json has', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const asked = all(/run: npm (?:run )?([a-z]+)/g).filter((name) => name !== 'ci');
  expect(asked.length).toBeGreaterThan(3);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(asked));
});

it('uses actions of GitHub alone, each of one major version, and one of each', () => {
  const used = all(/uses: (\S+)/g);
  expect(used.filter((action) => !/^actions\/[a-z-]+@v\d+$/.test(action))).toEqual([]);
  expect(new Set(used).size).toBe(new Set(used.map((action) => action.split('@')[0])).size);
});
