import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Bucket, grantOf, localFolder, makeBucket, startEngine, type TestEngine } from './engine-fixture.ts';

let bucket: Bucket;
let local: string;
let removeLocal: () => Promise<void>;
const running: TestEngine[] = [];

beforeAll(async () => {
  bucket = await makeBucket();
  [local, removeLocal] = await localFolder();
  await mkdir(join(local, 'tree'));
  for (const name of ['a', 'b', 'c']) await writeFile(join(local, 'tree', name), name);
});
afterAll(async () => {
  for (const engine of running) await engine.close();
  await removeLocal();
  await bucket.remove();
});

const journals = () => join(local, 'journals');
function start(): TestEngine {
  const engine = startEngine([grantOf(bucket)], undefined, { journals: journals() });
  running.push(engine);
  return engine;
}
const upload = (engine: TestEngine, folder: string) => engine.startUpload('place', folder, [join(local, 'tree')]);

test('what ended is remembered by the next engine, with its items, and can run again', async () => {
  const first = start();
  await bucket.put('one/tree/b', 'theirs');
  const ended = await first.ended(upload(first, 'one/'));
  expect(ended).toMatchObject({ state: 'completed', recorded: true, items: { done: 2, skipped: 1 } });
  // A later one lets go of the items of the earlier; they are read again when somebody looks.
  await first.ended(upload(first, 'two/'));
  const again = await first.items(ended.id, 0, 10);
  expect(again.items.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'tree/a done',
    'tree/b skipped',
    'tree/c done',
  ]);
  await first.close();

  const second = start();
  const known = await second.transfers();
  expect(known.map(({ folder, state }) => `${folder} ${state}`)).toEqual(['two/ completed', 'one/ completed']);
  await second.replaceSkipped(ended.id);
  await vi.waitFor(() => expect(second.summaryOf(ended)).toMatchObject({ state: 'completed', items: { done: 3 } }));
  const { viewId } = await second.listed('place', 'one/tree/');
  expect(second.rows(viewId, 0, 10).sizes).toEqual([1, 1, 1]);
});

test('receipts tell what became of each item, also of a transfer of an earlier engine', async () => {
  const first = start();
  const ended = await first.ended(upload(first, 'receipts/'));
  const live = join(local, 'live.json');
  await first.exportReceipts(ended.id, live, 'json');
  await first.close();
  const second = start();
  await second.transfers();
  const later = join(local, 'later.json');
  await second.exportReceipts(ended.id, later, 'json');
  const rows = JSON.parse(await readFile(later, 'utf8'));
  expect(rows).toEqual(JSON.parse(await readFile(live, 'utf8')));
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({
    key: 'receipts/tree/a',
    file: join(local, 'tree/a'),
    state: 'done',
    bytes: 1,
    // The MD5 of `a`.
    etag: '0cc175b9c0f1b6a831c399e269772661',
  });
});

test('cleared, nothing of it is left', async () => {
  const engine = start();
  await engine.transfers();
  await engine.ended(upload(engine, 'cleared/'));
  await engine.clearEnded();
  expect(await engine.transfers()).toEqual([]);
  expect(await readdir(journals())).toEqual([]);
  const next = start();
  expect(await next.transfers()).toEqual([]);
});
