import type { Arrangement } from '../../../shared/model/listing.ts';
import type { Columns } from './columns.ts';
import { fold } from './fold.ts';

/** The order of two entries by id: negative when the first comes first. Never 0 for two different entries. */
export type Compare = (a: number, b: number) => number;

const natural = new Intl.Collator(undefined, { numeric: true });

/** What the `kind` column sorts by: the text after the last dot, if there is some on both sides of it. */
function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The order of an arrangement: folders first, then its column, then names in natural order. */
export function comparison(columns: Columns, { sortBy, descending }: Arrangement): Compare {
  const direction = descending ? -1 : 1;
  const byName: Compare = (a, b) => natural.compare(columns.name(a), columns.name(b));
  const byColumn: Record<Arrangement['sortBy'], Compare> = {
    name: byName,
    size: (a, b) => columns.size(a) - columns.size(b),
    modified: (a, b) => columns.modified(a) - columns.modified(b),
    kind: (a, b) => natural.compare(extension(columns.name(a)), extension(columns.name(b))),
  };
  const first = byColumn[sortBy];
  return (a, b) => {
    const aIsFolder = columns.isFolder(a);
    if (aIsFolder !== columns.isFolder(b)) return aIsFolder ? -1 : 1;
    return first(a, b) * direction || (sortBy === 'name' ? 0 : byName(a, b)) || a - b;
  };
}

/** Says whether an entry passes the filter of an arrangement. */
export function matching(columns: Columns, { filter }: Arrangement): (id: number) => boolean {
  if (filter === '') return () => true;
  const wanted = fold(filter);
  return (id) => fold(columns.name(id)).includes(wanted);
}

/** Puts `batch`, sorted, into `order`, sorted: each run of `order` between two of them is copied as a block. */
export function mergeSorted(order: Uint32Array, batch: Uint32Array, compare: Compare): Uint32Array {
  const merged = new Uint32Array(order.length + batch.length);
  let copied = 0;
  for (const [index, id] of batch.entries()) {
    let low = copied;
    let high = order.length;
    // Pages come in key order, so a batch mostly belongs behind all that is there.
    const last = order[high - 1];
    if (last === undefined || compare(last, id) < 0) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(order[middle] as number, id) < 0) low = middle + 1;
      else high = middle;
    }
    merged.set(order.subarray(copied, low), copied + index);
    merged[low + index] = id;
    copied = low;
  }
  merged.set(order.subarray(copied), copied + batch.length);
  return merged;
}

/** Lets other work run between slices of a long computation. */
export interface Slices {
  /** True when this slice has lasted long enough. Cheap enough for every few hundred steps. */
  due(): boolean;
  pause(): Promise<void>;
}

/** Slices of `milliseconds` each. */
export function timeSlices(milliseconds: number): Slices {
  let end = performance.now() + milliseconds;
  return {
    due: () => performance.now() >= end,
    pause: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      end = performance.now() + milliseconds;
    },
  };
}

/** Rows that are sorted in one go: a few milliseconds' worth. */
export const RUN = 1024;
const CHECK_EVERY = 512;

/**
 * Filters and sorts ids in slices. Answers `null` as soon as `stale` says that nobody wants the result any more. `ids`
 * must not change meanwhile.
 */
export async function arrangeInSlices(
  ids: Uint32Array,
  matches: (id: number) => boolean,
  compare: Compare,
  slices: Slices,
  stale: () => boolean,
): Promise<Uint32Array | null> {
  const kept = new Uint32Array(ids.length);
  let count = 0;
  const breath = async (): Promise<boolean> => {
    if (slices.due()) await slices.pause();
    return stale();
  };
  for (const [index, id] of ids.entries()) {
    if (matches(id)) kept[count++] = id;
    if (index % CHECK_EVERY === 0 && (await breath())) return null;
  }
  let from = kept.subarray(0, count);
  for (let start = 0; start < count; start += RUN) {
    from.subarray(start, Math.min(start + RUN, count)).sort(compare);
    if (await breath()) return null;
  }
  let to = new Uint32Array(count);
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      const end = Math.min(start + 2 * width, count);
      let left = start;
      let right = middle;
      for (let out = start; out < end; out += 1) {
        const a = from[left] as number;
        const b = from[right] as number;
        const takeLeft = left < middle && (right >= end || compare(a, b) <= 0);
        to[out] = takeLeft ? a : b;
        if (takeLeft) left += 1;
        else right += 1;
        if (out % CHECK_EVERY === 0 && (await breath())) return null;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Filters and sorts ids at once: for a batch, or a list that is short. */
export function arrangeNow(ids: Iterable<number>, matches: (id: number) => boolean, compare: Compare): Uint32Array {
  const kept: number[] = [];
  for (const id of ids) if (matches(id)) kept.push(id);
  return Uint32Array.from(kept).sort(compare);
}
