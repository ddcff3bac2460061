import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Columns } from './columns.ts';

test('counts folders, objects and bytes', () => {
  const columns = new Columns();
  columns.add('folder', 'a', -1, -1);
  columns.add('object', 'b', 5, 1000);
  columns.add('object', 'c', 7, 2000);
  expect(columns).toMatchObject({ count: 3, folders: 1, bytes: 12, nextId: 3 });
  expect([...columns.ids()]).toEqual([0, 1, 2]);
  expect([columns.name(1), columns.size(1), columns.modified(1)]).toEqual(['b', 5, 1000]);
  expect([columns.isFolder(0), columns.size(0), columns.modified(0)]).toEqual([true, -1, -1]);
});

test('an object of no bytes is there, an id that nobody has is not', () => {
  const columns = new Columns();
  const id = columns.add('object', '', 0, 0);
  expect([columns.has(id), columns.isFolder(id)]).toEqual([true, false]);
  expect([columns.has(1), columns.has(-1), columns.has(0.5)]).toEqual([false, false, false]);
});

test('a refresh brings each entry once, and tells a folder from an object of the same name', () => {
  const before = new Columns();
  before.add('folder', 'x', -1, -1);
  before.add('object', 'x', 1, 1);
  const after = new Columns(before);
  expect(after.add('object', 'x', 2, 2)).toBe(1);
  expect(after.add('folder', 'x', -1, -1)).toBe(0);
  expect(after.add('folder', 'x', -1, -1)).toBe(-1);
  expect(after.count).toBe(2);
});

test('ids stay with kind and name across refreshes, and are never given to others', () => {
  const entry = fc.record({ folder: fc.boolean(), name: fc.string({ maxLength: 2 }) });
  const listing = fc.uniqueArray(entry, { selector: ({ folder, name }) => `${folder}${name}`, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(listing, { minLength: 1, maxLength: 4 }), (listings) => {
      const meaning = new Map<number, string>();
      let columns: Columns | null = null;
      let present = new Map<string, number>();
      for (const entries of listings) {
        const next: Columns = columns ? new Columns(columns) : new Columns();
        const now = new Map<string, number>();
        for (const { folder, name } of entries) {
          const what = `${folder} ${name}`;
          const id = next.add(folder ? 'folder' : 'object', name, folder ? -1 : 1, 1);
          expect(meaning.get(id) ?? what).toBe(what);
          if (present.has(what)) expect(id).toBe(present.get(what));
          meaning.set(id, what);
          now.set(what, id);
        }
        next.seal();
        for (const [what, id] of present) expect(next.has(id)).toBe(now.has(what));
        [columns, present] = [next, now];
      }
    }),
  );
});
