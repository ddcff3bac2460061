import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrangement, DEFAULT_ARRANGEMENT, SORT_COLUMNS } from '../../../shared/model/listing.ts';
import { arrangeInSlices, arrangeNow, comparison, matching, mergeSorted, RUN, timeSlices } from './arrange.ts';
import { Columns } from './columns.ts';

function columnsOf(...names: string[]): Columns {
  const columns = new Columns();
  for (const [index, name] of names.entries()) {
    if (name.endsWith('/')) columns.add('folder', name.slice(0, -1), -1, -1);
    else columns.add('object', name, name.length, 1000 - index);
  }
  return columns;
}

function arranged(columns: Columns, change: Partial<Arrangement>): string[] {
  const arrangement = { ...DEFAULT_ARRANGEMENT, ...change };
  const ids = arrangeNow(columns.ids(), matching(columns, arrangement), comparison(columns, arrangement));
  return [...ids].map((id) => columns.name(id) + (columns.isFolder(id) ? '/' : ''));
}

describe('order', () => {
  const columns = columnsOf('img10.png', 'img9.png', 'z/', 'a/', 'B.txt', 'readme', '.profile', 'aaaaaaaaaaaa.txt');

  test('names in natural order, folders first', () => {
    const names = ['.profile', 'aaaaaaaaaaaa.txt', 'B.txt', 'img9.png', 'img10.png', 'readme'];
    expect(arranged(columns, {})).toEqual(['a/', 'z/', ...names]);
    expect(arranged(columns, { descending: true })).toEqual(['z/', 'a/', ...names.reverse()]);
  });

  test('by size, by time and by kind; folders first in each, equal ones by name', () => {
    expect(arranged(columns, { sortBy: 'size', descending: true }).slice(0, 3)).toEqual([
      'a/',
      'z/',
      'aaaaaaaaaaaa.txt',
    ]);
    expect(arranged(columns, { sortBy: 'modified' }).slice(2, 4)).toEqual(['aaaaaaaaaaaa.txt', '.profile']);
    expect(arranged(columns, { sortBy: 'kind' })).toEqual([
      ...['a/', 'z/', '.profile', 'readme', 'img9.png', 'img10.png', 'aaaaaaaaaaaa.txt', 'B.txt'],
    ]);
  });

  test('the filter ignores case and how accents are composed', () => {
    expect(arranged(columnsOf('Ärger.txt', 'A\u0308rzte/', 'other'), { filter: 'äR' })).toEqual([
      'A\u0308rzte/',
      'Ärger.txt',
    ]);
  });
});

const entries = fc.array(fc.tuple(fc.boolean(), fc.string({ maxLength: 3 }), fc.nat(3)), { maxLength: 60 });
const arrangements = fc.record({
  sortBy: fc.constantFrom(...SORT_COLUMNS),
  descending: fc.boolean(),
  filter: fc.constantFrom('', 'a'),
});

test('merging batches gives the same as sorting at once', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), arrangements, (batches, arrangement) => {
      const columns = new Columns();
      const [matches, compare] = [matching(columns, arrangement), comparison(columns, arrangement)];
      let order: Uint32Array = new Uint32Array(0);
      for (const batch of batches) {
        const ids = batch.map(([folder, name, size]) => columns.add(folder ? 'folder' : 'object', name, size, size));
        order = mergeSorted(order, arrangeNow(ids, matches, compare), compare);
      }
      expect([...order]).toEqual([...arrangeNow(columns.ids(), matches, compare)]);
    }),
  );
});

test('arranging in slices gives the same as at once, and lets others run', async () => {
  const columns = new Columns();
  for (let row = 0; row < 5 * RUN + 17; row += 1) {
    const number = (row * 7919) % 5003;
    columns.add(number % 50 === 0 ? 'folder' : 'object', `name ${number}`, number % 7, number % 11);
  }
  for (const sortBy of SORT_COLUMNS) {
    const arrangement = { sortBy, descending: sortBy === 'size', filter: sortBy === 'kind' ? '3' : '' };
    const [matches, compare] = [matching(columns, arrangement), comparison(columns, arrangement)];
    let pauses = 0;
    const slices = { ...timeSlices(0), due: () => ++pauses > 0 };
    const order = await arrangeInSlices(columns.ids(), matches, compare, slices, () => false);
    expect(order).toEqual(arrangeNow(columns.ids(), matches, compare));
    expect(pauses).toBeGreaterThan(10);
  }
});

test('arranging in slices stops when nobody wants it', async () => {
  const columns = columnsOf(...Array.from({ length: 3000 }, (_, row) => `n${row}`));
  const compare = comparison(columns, DEFAULT_ARRANGEMENT);
  expect(
    await arrangeInSlices(
      columns.ids(),
      () => true,
      compare,
      timeSlices(0),
      () => true,
    ),
  ).toBeNull();
});
