import { expect, test, vi } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import { begunUploads } from './begun-uploads.ts';
import { Items } from './items.ts';
import { recall } from './journal/recall.ts';
import type { JournalRecord } from './journal/records.ts';

const again = vi.fn();

test('uploads are told, and whatever else was begun is not', () => {
  const items = new Items();
  for (const name of ['a', 'b', 'c']) items.add(name, 1);
  items.begin(0, { uploadId: 'u', key: 'p/a', partSize: 1 });
  items.begin(1, { path: '/tmp/b' });
  expect(begunUploads(TITLE, 'paused', items, again)).toEqual([
    { key: 'p/a', uploadId: 'u', title: TITLE, state: 'paused', retry: null, settle: expect.any(Function) },
  ]);
});

test('one that is settled is forgotten, but not another that was begun in its place', () => {
  const items = new Items();
  items.add('a', 1);
  items.begin(0, { uploadId: 'first', key: 'a' });
  const [first] = begunUploads(TITLE, 'failed', items, again);
  items.begin(0, { uploadId: 'second', key: 'a' });
  first?.settle();
  const [second] = begunUploads(TITLE, 'failed', items, again);
  expect(second?.uploadId).toBe('second');
  second?.settle();
  expect(begunUploads(TITLE, 'failed', items, again)).toEqual([]);
});

test('a transfer that had ended has still ended when what it left is settled later', () => {
  const summary = { id: 't', state: 'cancelled' };
  const records = [
    { r: 'title', title: TITLE },
    { r: 'items', from: 0, names: ['a'], sizes: [1], modified: [0], origins: [''] },
    { r: 'begun', index: 0, base: { uploadId: 'u', key: 'a' } },
    { r: 'ended', summary },
    { r: 'settled', index: 0 },
  ] as JournalRecord[];
  const frames = records.map((record) => Buffer.from(JSON.stringify([record])));
  const recalled = recall(frames);
  expect(recalled?.ended).toEqual(summary);
  expect(recalled?.items.allBegun()).toEqual([]);
  const again = Buffer.from(JSON.stringify([{ r: 'states', changes: [{ index: 0, state: 'waiting' }] }]));
  expect(recall([...frames, again])?.ended).toBeNull();
});

test('only a failed item can be tried again', () => {
  const items = new Items();
  for (const name of ['failed', 'done']) items.begin(items.add(name, 1), { uploadId: name, key: name });
  items.set(0, 'failed', failure('disk-full'));
  items.set(1, 'done');
  const [first, second] = begunUploads(TITLE, 'failed', items, again);
  first?.retry?.();
  expect(again.mock.calls).toEqual([[0]]);
  expect(second?.retry).toBeNull();
  expect(begunUploads(TITLE, 'cancelled', items, again)[0]?.retry).toBeNull();
});

test('an upload that is adopted belongs to the transfer while it still looks at the file, and not once that was refused', () => {
  const adopts = { uploadId: 'u', name: 'a', isOurs: false };
  const request = { kind: 'upload' as const, paths: ['/x'], emptyFolders: false, adopts };
  const title = { ...TITLE, place: { ...TITLE.place, prefix: 'p/' }, folder: 'f/', request };
  const items = new Items();
  expect(begunUploads(title, 'preparing', items, again)).toMatchObject([{ key: 'p/f/a', uploadId: 'u', retry: null }]);
  expect(begunUploads(title, 'failed', items, again)).toEqual([]);
});
