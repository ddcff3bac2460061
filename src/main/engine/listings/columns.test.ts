import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK_ROWS } from './chunks.ts';
import { Columns } from './columns.ts';
import { addText } from './testing.ts';

const arrivedIn = (columns: Columns): number[] => Array.from({ length: columns.count }, (_, at) => columns.arrived(at));

test('counts folders, objects and bytes', () => {
  const columns = new Columns();
  addText(columns, 'folder', 'a');
  addText(columns, 'object', 'b', 5, 1000);
  addText(columns, 'object', 'c', 7, 2000);
  expect(columns).toMatchObject({ count: 3, folders: 1, bytes: 12, end: 3 });
  expect(arrivedIn(columns)).toEqual([0, 1, 2]);
  expect([columns.name(1), columns.size(1), columns.modified(1)]).toEqual(['b', 5, 1000]);
  expect([columns.isFolder(0), columns.size(0), columns.modified(0)]).toEqual([true, -1, -1]);
});

test('an object of no bytes is there, an id that nobody has is not', () => {
  const columns = new Columns();
  const id = addText(columns, 'object', '', 0, 0);
  expect([columns.has(id), columns.isFolder(id)]).toEqual([true, false]);
  expect([columns.has(1), columns.has(-1), columns.has(CHUNK_ROWS)]).toEqual([false, false, false]);
  expect(columns.name(7)).toBe('');
});

test('what is no number counts as nothing', () => {
  const columns = new Columns();
  const ids = [Number.NaN, -5, Number.POSITIVE_INFINITY].map((bad, index) =>
    addText(columns, 'object', `o${index}`, bad, bad),
  );
  expect(ids.map((id) => [columns.has(id), columns.size(id), columns.modified(id)])).toEqual(
    ids.map(() => [true, 0, 0]),
  );
});

test('names of every kind and many of them come back as they are', () => {
  const names = ['', 'é', 'e\u0301', '日本', '\u0000', 'caf\udce9', '😀', '\ufeffx', 'k'.repeat(1024), '9'.repeat(300)];
  const columns = new Columns();
  const expected: string[] = [];
  // More than one segment and more than one chunk.
  for (let row = 0; row < CHUNK_ROWS + 2000; row += 1) {
    const name = names[row % names.length] + (row % 97 === 0 ? 'x'.repeat(500) : '') + row;
    expected.push(name);
    expect(addText(columns, 'object', name, row, row)).toBe(row);
  }
  expect(expected.findIndex((name, id) => columns.name(id) !== name)).toBe(-1);
  expect(columns.size(CHUNK_ROWS + 1)).toBe(CHUNK_ROWS + 1);
  expect(columns.memory).toBeGreaterThan(CHUNK_ROWS * 22);
});

test('a million entries take about 50 bytes each', () => {
  const columns = new Columns();
  const name = Buffer.from('some-ordinary-name-000000.txt');
  for (let row = 0; row < 1_000_000; row += 1) {
    name.write(String(row).padStart(6, '0'), 19);
    columns.add('object', name, 0, name.length, row, row);
  }
  expect(columns.name(999_999)).toBe('some-ordinary-name-999999.txt');
  expect(columns.memory / 1_000_000).toBeLessThan(55);
});

test('a refresh brings each entry once, and tells a folder from an object of the same name', () => {
  const before = new Columns();
  addText(before, 'folder', 'x');
  addText(before, 'object', 'x', 1, 1);
  const after = new Columns(before);
  expect(addText(after, 'object', 'x', 2, 2)).toBe(1);
  expect(addText(after, 'folder', 'x')).toBe(0);
  expect(addText(after, 'folder', 'x')).toBe(-1);
  expect(after.count).toBe(2);
  expect(arrivedIn(after)).toEqual([1, 0]);
});

test('what a store names twice in a row is there once', () => {
  const columns = new Columns();
  expect(addText(columns, 'folder', 'x')).toBe(0);
  expect(addText(columns, 'object', 'a', 1, 1)).toBe(1);
  expect(addText(columns, 'folder', 'x')).toBe(-1);
  expect(columns.count).toBe(2);
});

test('folders are in key order with their slash', () => {
  const columns = new Columns();
  for (const name of ['a-b', 'a', 'a0', 'b!', 'b']) addText(columns, 'folder', name);
  expect(columns.inKeyOrder).toBe(true);
  addText(columns, 'folder', 'a');
  expect(columns.inKeyOrder).toBe(false);
});

const entry = fc.record({
  folder: fc.boolean(),
  name: fc.string({ unit: fc.constantFrom('-', '0', 'a', 'é'), maxLength: 3 }),
});
const byKey = (a: { folder: boolean; name: string }, b: { folder: boolean; name: string }): number =>
  Buffer.compare(Buffer.from(a.name + (a.folder ? '/' : '')), Buffer.from(b.name + (b.folder ? '/' : '')));
const listing = fc.uniqueArray(entry, { selector: ({ folder, name }) => `${folder}${name}`, maxLength: 40 });

test.each([
  ['in key order', listing.map((entries) => entries.sort(byKey)), true],
  ['in any order', listing, false],
  ['in either order', fc.tuple(listing, fc.boolean()).map(([all, sort]) => (sort ? all.sort(byKey) : all)), false],
])('ids stay with kind and name across refreshes, and are never given to others: %s', (_order, listings, inOrder) => {
  fc.assert(
    fc.property(fc.array(listings, { minLength: 1, maxLength: 4 }), (all) => {
      const meaning = new Map<number, string>();
      let columns: Columns | null = null;
      let present = new Map<string, number>();
      for (const entries of all) {
        const next: Columns = columns ? new Columns(columns) : new Columns();
        const now = new Map<string, number>();
        for (const { folder, name } of entries) {
          const what = `${folder} ${name}`;
          const id = addText(next, folder ? 'folder' : 'object', name, 1, 1);
          expect(meaning.get(id) ?? what).toBe(what);
          if (present.has(what)) expect(id).toBe(present.get(what));
          meaning.set(id, what);
          now.set(what, id);
        }
        next.seal();
        if (inOrder) expect(next.inKeyOrder).toBe(true);
        expect(next.count).toBe(entries.length);
        for (const [what, id] of present) expect(next.has(id)).toBe(now.has(what));
        [columns, present] = [next, now];
      }
    }),
  );
});

test('what is archived takes a byte a row, and only where something is', () => {
  const columns = new Columns();
  for (let row = 0; row < 300; row += 1) addText(columns, 'object', `name ${String(row).padStart(4, '0')}`, 1, 1);
  const before = columns.memory;
  columns.markArchived(299);
  expect([columns.isArchived(298), columns.isArchived(299)]).toEqual([false, true]);
  expect(columns.memory - before).toBeLessThanOrEqual(1024);
});
