import { idArray } from './id-array.ts';
import type { Work } from './slices.ts';

/** The order of two ids: negative when the first comes first. */
export type Compare = (a: number, b: number) => number;

/** Rows that are sorted in one go, and merged between two looks at the clock. */
const RUN = 512;
const COPIED_AT_ONCE = 1 << 18;

/** Sorts ids in place or into other memory: use the answer only. Equal ones keep their order. */
export function* sortIds(ids: Uint32Array, compare: Compare): Work<Uint32Array> {
  const count = ids.length;
  for (let start = 0; start < count; start += RUN) {
    const run = ids.subarray(start, Math.min(start + RUN, count));
    // Keys come in byte order, which often is the natural one.
    if (!isSorted(run, compare)) run.sort(compare);
    yield;
  }
  if (count <= RUN) return ids;
  let from = ids;
  let to: Uint32Array = idArray(count);
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      yield* mergeHalves(from, to, start, middle, Math.min(middle + width, count), compare);
    }
    [from, to] = [to, from];
  }
  return from;
}

function* mergeHalves(
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
  compare: Compare,
): Work<void> {
  if (middle === end || compare(from[middle - 1] as number, from[middle] as number) <= 0) {
    yield* copy(from, to, start, end, start);
    return;
  }
  const at: Cursor = { left: start, right: middle, out: start };
  while (at.left < middle && at.right < end) {
    mergeSome(from, to, at, middle, end, compare);
    yield;
  }
  yield* copy(from, to, at.left, middle, at.out);
  yield* copy(from, to, at.right, end, at.out + middle - at.left);
}

function isSorted(ids: Uint32Array, compare: Compare): boolean {
  for (let position = 1; position < ids.length; position += 1) {
    if (compare(ids[position - 1] as number, ids[position] as number) > 0) return false;
  }
  return true;
}

interface Cursor {
  left: number;
  right: number;
  out: number;
}

/** Merges a few rows. A function of its own, because the variables of a generator are slow. */
function mergeSome(
  from: Uint32Array,
  to: Uint32Array,
  at: Cursor,
  middle: number,
  end: number,
  compare: Compare,
): void {
  let { left, right, out } = at;
  for (const stop = out + RUN; out < stop && left < middle && right < end; out += 1) {
    const a = from[left] as number;
    const b = from[right] as number;
    if (compare(a, b) <= 0) {
      to[out] = a;
      left += 1;
    } else {
      to[out] = b;
      right += 1;
    }
  }
  Object.assign(at, { left, right, out });
}

/** Puts `batch`, sorted, into `order`, sorted: a run of `order` between two of them is copied as a block. */
export function* mergeSorted(order: Uint32Array, batch: Uint32Array, compare: Compare, into: Uint32Array): Work<void> {
  let copied = 0;
  for (let index = 0; index < batch.length; index += 1) {
    const id = batch[index] as number;
    const place = placeOf(order, copied, id, compare);
    yield* copy(order, into, copied, place, copied + index);
    into[place + index] = id;
    copied = place;
    if (index % 64 === 63) yield;
  }
  yield* copy(order, into, copied, order.length, copied + batch.length);
}

/** The first position from `from` on whose id comes after this one. Near ones are found fast: batches are seldom scattered. */
function placeOf(order: Uint32Array, from: number, id: number, compare: Compare): number {
  const length = order.length;
  if (from === length || compare(order[length - 1] as number, id) <= 0) return length;
  let low = from;
  let high = from;
  for (let step = 1; high < length && compare(order[high] as number, id) <= 0; step *= 2) {
    low = high + 1;
    high = Math.min(length, high + step);
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(order[middle] as number, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function* copy(from: Uint32Array, to: Uint32Array, start: number, end: number, at: number): Work<void> {
  for (let position = start; position < end; position += COPIED_AT_ONCE) {
    to.set(from.subarray(position, Math.min(position + COPIED_AT_ONCE, end)), at + position - start);
    if (end - position > COPIED_AT_ONCE) yield;
  }
}
