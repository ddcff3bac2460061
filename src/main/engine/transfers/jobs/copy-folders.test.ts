import { expect, test, vi } from 'vitest';
import { MemoryStore } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import { copyJob } from './copy.ts';

/** Finds what is in the folders, for copies beside them, where `items` are what was found earlier. */
async function prepare(store: MemoryStore, folders: readonly string[], items: Items): Promise<Items> {
  const end = { port: async () => store.port(), bucket: 'b', prefix: 'from/' };
  const job = copyJob({
    kind: 'copy',
    source: end,
    target: end,
    isSameBucket: true,
    folders,
    objects: null,
    renaming: null,
    ended: () => undefined,
  });
  await job.prepare(contextOf(items));
  return items;
}

const origins = (items: Items): string[] => Array.from({ length: items.count }, (_, index) => items.origin(index));

test('a folder whose content was found in part goes where that goes, and the others to names of their own', async () => {
  const store = new MemoryStore();
  // The copy of the first that was begun, by now, and one that is like it but for its end.
  for (const key of ['one/x', 'one/in/y', 'one (2)/x', 'on/z', 'two/x']) store.put(`from/${key}`, '');
  const earlier = new Items();
  earlier.add('one/x', 0, 0, 'one (2)/x');
  // As one that cannot be listed is told.
  earlier.add('two/', 0, 0, 'two (7)/');
  const items = await prepare(store, ['on', 'one', 'two'], earlier);
  expect(new Set(origins(items).slice(2))).toEqual(new Set(['on (2)/z', 'one (2)/in/y', 'one (2)/x', 'two (7)/x']));
});

test('what was found earlier is looked at once, however many folders there are', async () => {
  const store = new MemoryStore();
  const folders = Array.from({ length: 60 }, (_, row) => `folder ${row}`);
  const items = new Items();
  for (const folder of folders) {
    store.put(`from/${folder}/x`, '');
    items.add(`${folder}/x`, 0, 0, `${folder}/x`);
  }
  const name = vi.spyOn(items, 'name');
  await prepare(store, folders, items);
  expect(name.mock.calls.length).toBeLessThanOrEqual(folders.length);
});
