import type { Columns } from './columns.ts';
import { idArray } from './id-array.ts';
import { type Compare, mergeSorted, sortIds } from './merge-sort.ts';
import type { NameTable } from './name-table.ts';
import type { NaturalOrder } from './natural.ts';
import type { Work } from './slices.ts';

/** The entries of some columns in the natural order of their names: folders first, equal names by id. */
export interface NameOrder {
  readonly ids: Uint32Array;
  /** So many of them, the first, are folders. */
  readonly folders: number;
  /** Ids from here on are not in it yet. */
  readonly end: number;
}

export const NO_NAMES: NameOrder = { ids: new Uint32Array(0), folders: 0, end: 0 };

const REMEMBERED_TEXTS = 1024;
const STEPS = 1 << 13;
const COMPARISONS = 1 << 10;

/** Compares the names of a table by id; 0 for names that count as equal. */
export function nameComparison(table: NameTable, { compareTexts, weights }: NaturalOrder): Compare {
  // Whoever sorts asks for the same few names again and again.
  const ids = new Int32Array(REMEMBERED_TEXTS).fill(-1);
  const texts: string[] = new Array(REMEMBERED_TEXTS).fill('');
  const textOf = (id: number): string => {
    const slot = id % REMEMBERED_TEXTS;
    if (ids[slot] !== id) {
      ids[slot] = id;
      texts[slot] = table.name(id);
    }
    return texts[slot] as string;
  };
  return (a, b) => {
    if (weights === null || !table.isPlain(a) || !table.isPlain(b)) return compareTexts(textOf(a), textOf(b));
    return table.comparePlain(weights, a, b);
  };
}

/** The order with all ids below `end` that the columns have and it has not. */
export function* extended(order: NameOrder, columns: Columns, end: number, compare: Compare): Work<NameOrder> {
  if (order.end >= end) return order;
  const byName: Compare = (a, b) => compare(a, b) || a - b;
  const batch = yield* added(columns, order.end, end);
  const folders = yield* sortedByName(columns, batch.folders, byName);
  const objects = yield* sortedByName(columns, batch.objects, byName);
  const ids = idArray(order.ids.length + folders.length + objects.length);
  const allFolders = order.folders + folders.length;
  yield* mergeSorted(order.ids.subarray(0, order.folders), folders, byName, ids.subarray(0, allFolders));
  yield* mergeSorted(order.ids.subarray(order.folders), objects, byName, ids.subarray(allFolders));
  return { ids, folders: allFolders, end };
}

/** Those ids from `start` to `end` that the columns have, folders and objects apart. */
function* added(columns: Columns, start: number, end: number): Work<{ folders: Uint32Array; objects: Uint32Array }> {
  const folders = idArray(end - start);
  const objects = idArray(end - start);
  let count = 0;
  let folderCount = 0;
  for (let id = start; id < end; id += 1) {
    if (columns.has(id)) {
      if (columns.isFolder(id)) folders[folderCount++] = id;
      else objects[count++] = id;
    }
    if (id % STEPS === 0) yield;
  }
  return { folders: folders.subarray(0, folderCount), objects: objects.subarray(0, count) };
}

/** Sorts ids. Plain names are sorted among themselves, which is fast, and then meet the others. */
function* sortedByName({ table }: Columns, ids: Uint32Array, byName: Compare): Work<Uint32Array> {
  if (table.allPlain) return yield* sortIds(ids, byName);
  const plain = idArray(ids.length);
  const others = idArray(ids.length);
  let plainCount = 0;
  let otherCount = 0;
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] as number;
    if (table.isPlain(id)) plain[plainCount++] = id;
    else others[otherCount++] = id;
    if (index % STEPS === 0) yield;
  }
  const sortedPlain = yield* sortIds(plain.subarray(0, plainCount), byName);
  const sortedOthers = yield* sortIds(others.subarray(0, otherCount), byName);
  const all = idArray(ids.length);
  yield* mergeSorted(sortedPlain, sortedOthers, byName, all);
  return all;
}

/** The order without the ids that other columns, over the same table, have not. */
export function* carriedOver(order: NameOrder, columns: Columns): Work<NameOrder> {
  const ids = idArray(order.ids.length);
  let count = 0;
  let folders = 0;
  for (let position = 0; position < order.ids.length; position += 1) {
    const id = order.ids[position] as number;
    if (columns.has(id)) {
      ids[count++] = id;
      if (position < order.folders) folders += 1;
    }
    if (position % STEPS === 0) yield;
  }
  return { ids: ids.subarray(0, count), folders, end: order.end };
}

/** The names in descending order; folders still first, equal names still by id. */
export function* reversed(order: NameOrder, compare: Compare): Work<Uint32Array> {
  const ids = idArray(order.ids.length);
  for (const [start, end] of [
    [0, order.folders],
    [order.folders, order.ids.length],
  ] as const) {
    let last = end;
    for (let position = end - 1; position >= start; position -= 1) {
      const id = order.ids[position] as number;
      const goesOn = position > start && compare(order.ids[position - 1] as number, id) === 0;
      if (!goesOn) {
        // A run of equal names, mostly of one.
        for (let one = position; one < last; one += 1)
          ids[start + end - last + one - position] = order.ids[one] as number;
        last = position;
      }
      if (position % COMPARISONS === 0) yield;
    }
  }
  return ids;
}
