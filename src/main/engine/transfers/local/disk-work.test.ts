import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doDiskWork } from './disk-work.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-disk-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (name: string, content: string, replace = false, modified = 0) => ({
  folder,
  name,
  replace,
  tag: 't',
  content: Buffer.from(content),
  modified,
});
const contentOf = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

test('files are written together, each with its time', async () => {
  expect(doDiskWork([file('a', 'one'), file('b', '', false, 1_600_000_000_500), file('c', 'three')])).toEqual([
    null,
    null,
    null,
  ]);
  expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'c']);
  expect([await contentOf('a'), await contentOf('b'), await contentOf('c')]).toEqual(['one', '', 'three']);
  expect((await stat(join(folder, 'b'))).mtimeMs).toBe(1_600_000_000_500);
});

test('one that cannot be written leaves nothing, and the others are written', async () => {
  await writeFile(join(folder, 'taken'), 'theirs');
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
  await mkdir(join(folder, 'folder'));
  const outcomes = doDiskWork([
    file('good', 'good'),
    file('taken', 'ours'),
    file('dangling', 'ours'),
    file('folder', 'ours', true),
    { ...file('lost', 'x'), folder: join(folder, 'absent') },
    file('a'.repeat(300), 'x'),
    file('also', 'good'),
  ]);
  const codes = ['EEXIST', 'EEXIST', 'EISDIR', 'ENOENT', 'ENAMETOOLONG'];
  expect(outcomes.map((outcome) => outcome?.code ?? null)).toEqual([null, ...codes, null]);
  expect((await readdir(folder)).sort()).toEqual(['also', 'dangling', 'folder', 'good', 'taken']);
  expect(await contentOf('taken')).toBe('theirs');
});

test('two of one name: the first one has it', async () => {
  expect(doDiskWork([file('a', 'first'), file('a', 'second')]).map((outcome) => outcome?.code)).toEqual([
    undefined,
    'EEXIST',
  ]);
  expect(await contentOf('a')).toBe('first');
  expect(doDiskWork([file('a', 'third', true)])).toEqual([null]);
  expect(await contentOf('a')).toBe('third');
});

test('a part gets its name, and stays what it is where it cannot', async () => {
  const part = join(folder, 'the.part');
  await writeFile(part, 'content');
  await writeFile(join(folder, 'taken'), 'theirs');
  expect(doDiskWork([{ folder, name: 'taken', replace: false, tag: 't', part }])).toMatchObject([{ code: 'EEXIST' }]);
  expect(await contentOf('the.part')).toBe('content');
  expect(doDiskWork([{ folder, name: 'x', replace: false, tag: 't', part }])).toEqual([null]);
  expect((await readdir(folder)).sort()).toEqual(['taken', 'x']);
});
