import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransferSummary } from '../../../../shared/model/transfer.ts';
import { TITLE } from '../../testing/transfer-parts.ts';
import { JournalFolder } from './journal-folder.ts';
import type { JournalRecord } from './records.ts';

let base = '';
let path = '';
let folder: JournalFolder;
const errors: string[] = [];
const onError = (id: string): unknown => errors.push(id);
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pail-journals-'));
  path = join(base, 'transfers');
  folder = new JournalFolder(path, () => 7);
  errors.length = 0;
});
afterEach(() => rm(base, { recursive: true }));

const ended = (id: string, startedAt: number, begun = 0): JournalRecord => ({
  r: 'ended',
  summary: { id, startedAt, state: 'completed' } as TransferSummary,
  begun,
});

async function write(id: string, startedAt: number, ...records: JournalRecord[]): Promise<void> {
  const journal = folder.create(id, onError.bind(null, id));
  for (const record of [{ r: 'title', title: { ...TITLE, id, startedAt } } as const, ...records])
    journal.append(record);
  await journal.close();
}
const ids = async (): Promise<string[]> => {
  const { open, past, unreadable } = await folder.recallAll(onError);
  errors.push(...unreadable.map(({ code, detail }) => `${code} ${detail.subject}: ${detail.reason}`));
  return [...open.map(({ recalled }) => recalled.title.id), ...past.map(({ id }) => id)];
};

test('nothing is recalled where there is no folder; it is made for its owner only', async () => {
  expect(await ids()).toEqual([]);
  await write('a', 1);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  expect((await stat(join(path, 'a.journal'))).mode & 0o777).toBe(0o600);
});

test('journals come back oldest first, and one that cannot be read keeps no other from it', async () => {
  await write('late', 2);
  await write('early', 1);
  await write('torn', 3);
  await writeFile(join(path, 'torn.journal'), (await readFile(join(path, 'torn.journal'))).subarray(0, 20));
  await write('elsewhere', 4);
  await writeFile(join(path, 'renamed.journal'), await readFile(join(path, 'elsewhere.journal')));
  await writeFile(join(path, 'empty.journal'), '');
  await writeFile(join(path, 'notes.txt'), 'not ours');
  await mkdir(join(path, 'folder.journal'));
  expect(await ids()).toEqual(['early', 'late', 'elsewhere']);
  expect(errors.sort()).toEqual([
    'journal-unreadable folder.journal: EISDIR',
    'journal-unreadable renamed.journal.7.unreadable: it has another name than Pail gave it',
  ]);
  // Of those of which nothing was ever written whole nothing was begun.
  expect((await readdir(path)).sort()).toEqual([
    'early.journal',
    'elsewhere.journal',
    'folder.journal',
    'late.journal',
    'notes.txt',
    'renamed.journal.7.unreadable',
  ]);
});

test('a frame that is whole and no record of ours is told once with its place, and the file is set aside as it was', async () => {
  await write('good', 1);
  await write('odd', 2);
  const { encodeFrame, MAGIC } = await import('./frames.ts');
  const content = Buffer.concat([MAGIC, encodeFrame(Buffer.from('no JSON'))]);
  await writeFile(join(path, 'odd.journal'), content);
  const { unreadable } = await folder.recallAll(onError);
  const aside = join(path, 'odd.journal.7.unreadable');
  const reason = 'its content is damaged';
  expect(unreadable.map(({ detail }) => detail)).toEqual([
    { subject: 'odd.journal.7.unreadable', path: aside, reason },
  ]);
  expect(await readFile(aside)).toEqual(content);
  expect(await ids()).toEqual(['good']);
  expect(errors).toEqual([]);
  expect(await readdir(path)).toEqual(['good.journal', 'odd.journal.7.unreadable']);
});

test('100 that have ended are remembered, and every one that has not or has left something in a store', async () => {
  for (let at = 0; at < 103; at += 1) {
    const id = `ended-${String(at).padStart(3, '0')}`;
    await write(id, at + 10, ended(id, at + 10));
  }
  await write('open', 1);
  await write('left', 2, { r: 'begun', index: 0, base: {} }, ended('left', 2, 1));
  const found = await ids();
  expect(found).toHaveLength(102);
  expect(found.slice(0, 3)).toEqual(['open', 'left', 'ended-003']);
  expect(await readdir(path)).toHaveLength(102);
});

test('a folder that may not be written is told, and nobody has to wait for it', async () => {
  await writeFile(path, 'a file');
  const journal = folder.create('a', onError.bind(null, 'a'));
  journal.append({ r: 'title', title: TITLE });
  await expect(journal.commit()).rejects.toBeInstanceOf(Error);
  await journal.close();
  expect(errors).toEqual(['a']);
});

test('of one that ended only the end is read, and all of it when it is asked for', async () => {
  const items = { from: 0, names: ['a'.repeat(2000)], sizes: [1], modified: [0], origins: [''] };
  await write('done', 1, { r: 'items', ...items }, ended('done', 1));
  await write('again', 2, ended('again', 2), { r: 'states', changes: [{ index: 0, state: 'waiting' }] });
  const { open, past } = await folder.recallAll(onError);
  expect([open.map(({ recalled }) => recalled.title.id), past.map(({ id }) => id)]).toEqual([['again'], ['done']]);
  const one = await folder.recall('done', onError);
  expect(one?.recalled.items.count).toBe(1);
  expect(one?.recalled.ended?.state).toBe('completed');
});

test('one that is damaged at its start is set aside; one of another version stays for that version to go on with', async () => {
  for (const id of ['other', 'start', 'magic', 'length']) await write(id, 1, { r: 'seeded' });
  const damage = async (id: string, at: number, byte: number): Promise<void> => {
    const file = join(path, `${id}.journal`);
    const content = await readFile(file);
    content[at] = byte;
    await writeFile(file, content);
  };
  await damage('other', 7, '2'.charCodeAt(0));
  await damage('start', 20, 0);
  await damage('magic', 0, 0);
  // As if its first frame were longer than the file.
  await damage('length', 9, 0xff);
  await writeFile(join(path, 'zeros.journal'), Buffer.alloc(100));
  expect(await ids()).toEqual([]);
  expect(errors.sort()).toEqual([
    'journal-unreadable length.journal.7.unreadable: its beginning is damaged',
    'journal-unreadable magic.journal.7.unreadable: its beginning is damaged',
    'journal-unreadable other.journal: another version of Pail wrote it',
    'journal-unreadable start.journal.7.unreadable: its beginning is damaged',
  ]);
  expect((await readdir(path)).sort()).toEqual([
    'length.journal.7.unreadable',
    'magic.journal.7.unreadable',
    'other.journal',
    'start.journal.7.unreadable',
  ]);
});

test('one that cannot be set aside is told all the same, where it is', async () => {
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'odd.journal'), 'no journal');
  await mkdir(join(path, 'odd.journal.7.unreadable'));
  const { unreadable } = await folder.recallAll(onError);
  expect(unreadable.map(({ detail }) => detail.path)).toEqual([join(path, 'odd.journal')]);
});
