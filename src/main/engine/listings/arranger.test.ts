import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrangement, DEFAULT_ARRANGEMENT, SORT_COLUMNS } from '../../../shared/model/listing.ts';
import { Arranger } from './arranger.ts';
import { Columns } from './columns.ts';
import { fold } from './fold.ts';
import { finish, finishInSlices, finishWithPauses, type Slices, timeSlices } from './slices.ts';
import { addText } from './testing.ts';

const natural = new Intl.Collator(undefined, { numeric: true });

function kindOf(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.lastIndexOf('.') <= 0 ? '' : last.slice(last.lastIndexOf('.') + 1).toLowerCase();
}

/** What the arranger must answer, said in the plainest way. */
function expected(columns: Columns, { sortBy, descending, filter }: Arrangement): number[] {
  const direction = descending ? -1 : 1;
  const byName = (a: number, b: number) => natural.compare(columns.name(a), columns.name(b));
  const first = {
    name: byName,
    size: (a: number, b: number) => columns.size(a) - columns.size(b),
    modified: (a: number, b: number) => columns.modified(a) - columns.modified(b),
    kind: (a: number, b: number) => natural.compare(kindOf(columns.name(a)), kindOf(columns.name(b))),
  }[sortBy];
  const ids = Array.from({ length: columns.end }, (_, id) => id).filter((id) => columns.has(id));
  return ids
    .filter((id) => fold(columns.name(id)).includes(fold(filter)))
    .sort((a, b) => {
      const folders = Number(columns.isFolder(b)) - Number(columns.isFolder(a));
      if (folders !== 0 || columns.isFolder(a)) {
        return folders || byName(a, b) * (sortBy === 'name' ? direction : 1) || a - b;
      }
      return first(a, b) * direction || (sortBy === 'name' ? 0 : byName(a, b)) || a - b;
    });
}

function columnsOf(...names: string[]): Columns {
  const columns = new Columns();
  for (const [index, name] of names.entries()) {
    if (name.endsWith('/')) addText(columns, 'folder', name.slice(0, -1));
    else addText(columns, 'object', name, name.length, 1000 - index);
  }
  return columns;
}

function arranged(columns: Columns, change: Partial<Arrangement>): string[] {
  const ids = finish(new Arranger(columns).arrange({ ...DEFAULT_ARRANGEMENT, ...change }));
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
      ...['a/', 'z/', 'aaaaaaaaaaaa.txt'],
    ]);
    expect(arranged(columns, { sortBy: 'modified' }).slice(2, 4)).toEqual(['aaaaaaaaaaaa.txt', '.profile']);
    expect(arranged(columns, { sortBy: 'kind' })).toEqual([
      ...['a/', 'z/', '.profile', 'readme', 'img9.png', 'img10.png', 'aaaaaaaaaaaa.txt', 'B.txt'],
    ]);
  });

  test('the kind of a path is that of its last segment', () => {
    expect(arranged(columnsOf('a.z/x', 'b/y.b', 'c/x.a'), { sortBy: 'kind' })).toEqual(['a.z/x', 'c/x.a', 'b/y.b']);
  });

  test('the filter ignores case and how accents are composed', () => {
    expect(arranged(columnsOf('Ärger.txt', 'A\u0308rzte/', 'other'), { filter: 'äR' })).toEqual([
      'A\u0308rzte/',
      'Ärger.txt',
    ]);
  });

  test('sizes and times of more than 32 bits', () => {
    const large = new Columns();
    const sizes = Array.from({ length: 2000 }, (_, row) => ((row * 7919) % 2003) * 2 ** 41 + (row % 5));
    for (const [row, size] of sizes.entries()) addText(large, 'object', `n${row}`, size, 2 ** 41 - size / 2 ** 11);
    for (const sortBy of ['size', 'modified'] as const) {
      for (const descending of [false, true]) {
        const arrangement = { sortBy, descending, filter: '' };
        expect([...finish(new Arranger(large).arrange(arrangement))]).toEqual(expected(large, arrangement));
      }
    }
  });

  test('more kinds than there can be', () => {
    const many = new Columns();
    for (let row = 0; row < 40_000; row += 1) addText(many, 'object', `n.${(row * 7919) % 40_009}`, 1, 1);
    const ids = finish(new Arranger(many).arrange({ ...DEFAULT_ARRANGEMENT, sortBy: 'kind' }));
    const numbers = [...ids].map((id) => Number(many.name(id).slice(2)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });
});

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    'A',
    'b',
    '1',
    '0',
    '12',
    '.',
    '-',
    'é',
    'e\u0301',
    'ß',
    '\u212a',
    '日',
    '\u0001',
    '\udcff',
  ),
  maxLength: 5,
});
const entries = fc.array(fc.record({ folder: fc.boolean(), name: text, size: fc.nat(3) }), { maxLength: 60 });
const arrangements = fc.record({
  sortBy: fc.constantFrom(...SORT_COLUMNS),
  descending: fc.boolean(),
  filter: fc.constantFrom('', 'a', 'A1', 'ab', 'K', 'é', 'É', '1', '12', 'a-'),
});

test('growing, arranging and refreshing always gives the order of the plain rules', () => {
  const steps = fc.array(fc.record({ batch: entries, arrangement: arrangements, refresh: fc.boolean() }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(steps, (all) => {
      let columns = new Columns();
      let arranger = new Arranger(columns);
      let refreshed = false;
      for (const { batch, arrangement, refresh } of all) {
        if (refresh) {
          columns = new Columns(columns);
          arranger = new Arranger(columns, arranger);
          refreshed = true;
        } else if (refreshed) {
          // What a refresh has brought is complete when it is first arranged.
          expect([...finish(arranger.arrange(arrangement))]).toEqual(expected(columns, arrangement));
          continue;
        }
        for (const { folder, name, size } of batch) addText(columns, folder ? 'folder' : 'object', name, size, size);
        expect([...finish(arranger.arrange(arrangement))]).toEqual(expected(columns, arrangement));
      }
    }),
    { numRuns: 500 },
  );
});

/** Entries of which every kind of name is there, in an order that is none. */
function manyRows(count: number): Columns {
  const columns = new Columns();
  const shapes = ['name %', 'Name-%.txt', '%', 'é %.Jpg', 'x/%/y.b', '日本 %'];
  for (let row = 0; row < count; row += 1) {
    const number = (row * 7919) % 5003;
    const name = (shapes[number % shapes.length] as string).replace('%', String(number));
    addText(columns, number % 50 === 0 ? 'folder' : 'object', name, number % 7, number % 11);
  }
  return columns;
}

test('arranging in slices gives the same as at once, and lets others run', async () => {
  const columns = manyRows(5000);
  const arranger = new Arranger(columns);
  for (const sortBy of SORT_COLUMNS) {
    const arrangement = { sortBy, descending: sortBy === 'size', filter: sortBy === 'kind' ? '3' : '' };
    let pauses = 0;
    const slices: Slices = { ...timeSlices(0), due: () => ++pauses > 0 };
    const ids = await finishInSlices(arranger.arrange(arrangement), () => false, slices);
    expect([...(ids ?? [])]).toEqual(expected(columns, arrangement));
    expect(pauses).toBeGreaterThan(sortBy === 'name' ? 20 : 1);
  }
});

test('arranging that nobody wants any more stops, and what comes after it is right', async () => {
  const columns = manyRows(5000);
  const arranger = new Arranger(columns);
  for (let pauses = 1; pauses < 60; pauses += 7) {
    let left = pauses;
    const arrangement: Arrangement = { sortBy: 'size', descending: true, filter: 'a' };
    const slices: Slices = { due: () => true, pause: async () => undefined };
    await finishInSlices(arranger.arrange(arrangement), () => --left === 0, slices);
    const next: Arrangement = { sortBy: 'kind', descending: false, filter: 'na' };
    expect([...(await finishWithPauses(arranger.arrange(next)))]).toEqual(expected(columns, next));
  }
});

test('a filter finds names in every place of memory, and none across two names', () => {
  const columns = new Columns();
  for (let row = 0; row < 30_000; row += 1) {
    addText(columns, 'object', row % 1000 === 7 ? `NEEDLE ${row} in hay` : `${'hay '.repeat(10)}${row} nee`, 1, 1);
    addText(columns, 'object', `dle ${row}`, 1, 1);
  }
  const arranger = new Arranger(columns);
  for (const filter of ['n', 'ne', 'nee', 'needle', 'needle 7 in hay', 'needle 8', 'eedle', 'y', 'hay hay']) {
    const arrangement = { ...DEFAULT_ARRANGEMENT, filter };
    const ids = new Set(finish(arranger.arrange(arrangement)));
    const wrong = Array.from({ length: columns.end }, (_, id) => id).filter(
      (id) => columns.name(id).toLowerCase().includes(filter) !== ids.has(id),
    );
    expect(wrong).toEqual([]);
  }
});
