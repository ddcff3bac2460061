import type { Words } from './columns.ts';
import { idArray } from './id-array.ts';
import type { Work } from './slices.ts';

/** Steps between two looks at the clock. */
const STEPS = 1 << 14;
const MAX_DIGIT_BITS = 11;
const WORD = 2 ** 32;

/** Writes the keys of the rows from `start` to `end`. */
export type ReadKeys = (start: number, end: number, to: Words) => void;

interface Rows extends Words {
  readonly ids: Uint32Array;
}

/**
 * The ids ordered by keys, whole numbers from 0 to `highest`, at most 2^53 - 1; equal ones keep their order. Takes a few passes
 * over memory, whatever the order was before. `ids` stays as it is, and is the answer where there is nothing to order.
 */
export function* radixSort(ids: Uint32Array, highest: number, readKeys: ReadKeys): Work<Uint32Array> {
  if (highest <= 0 || ids.length < 2) return ids;
  const isLong = highest >= WORD;
  const make = (rows: Uint32Array): Rows => ({
    ids: rows,
    low: idArray(ids.length),
    high: isLong ? idArray(ids.length) : null,
  });
  const read = make(ids);
  const digits = digitsOf(highest);
  for (let start = 0; start < ids.length; start += STEPS) {
    const end = Math.min(start + STEPS, ids.length);
    readKeys(start, end, read);
    // While they are at hand: each digit is counted before anything is moved.
    for (const digit of digits) countDigits(read, digit, start, end);
    yield;
  }
  let from = read;
  let to = make(idArray(ids.length));
  for (const digit of digits) {
    yield* sortByDigit(from, to, digit);
    // The ids that were given are not ours to write to.
    const free = from.ids === ids && digits.length > 1 ? { ...from, ids: idArray(ids.length) } : from;
    [from, to] = [to, free];
  }
  return from.ids;
}

interface Digit {
  readonly part: keyof Words;
  readonly shift: number;
  /** How many keys have each value of the digit. */
  readonly counts: Uint32Array;
}

/** The digits of numbers up to `highest`, the lowest first. */
function digitsOf(highest: number): Digit[] {
  const high = Math.floor(highest / WORD);
  return [...digitsOfWord('low', Math.min(highest, WORD - 1)), ...(high > 0 ? digitsOfWord('high', high) : [])];
}

/** As few as can be, and as even. */
function digitsOfWord(part: keyof Words, highest: number): Digit[] {
  const bits = 32 - Math.clz32(highest);
  const count = Math.ceil(bits / MAX_DIGIT_BITS);
  const width = Math.ceil(bits / count);
  return Array.from({ length: count }, (_, digit) => {
    return { part, shift: digit * width, counts: new Uint32Array(1 << width) };
  });
}

function countDigits(rows: Rows, { part, shift, counts }: Digit, start: number, end: number): void {
  const keys = rows[part] as Uint32Array;
  const mask = counts.length - 1;
  for (let position = start; position < end; position += 1) {
    const value = ((keys[position] as number) >>> shift) & mask;
    counts[value] = (counts[value] as number) + 1;
  }
}

function* sortByDigit(from: Rows, to: Rows, { part, shift, counts }: Digit): Work<void> {
  const places = new Uint32Array(counts.length);
  let place = 0;
  for (let value = 0; value < counts.length; value += 1) {
    places[value] = place;
    place += counts[value] as number;
  }
  const keys = from[part] as Uint32Array;
  for (let start = 0; start < keys.length; start += STEPS) {
    scatter(from, to, keys, shift, places, start, Math.min(start + STEPS, keys.length));
    yield;
  }
}

/** Moves rows to their places by one digit. */
function scatter(
  from: Rows,
  to: Rows,
  keys: Uint32Array,
  shift: number,
  places: Uint32Array,
  start: number,
  end: number,
): void {
  const mask = places.length - 1;
  const { ids, low, high } = from;
  const { ids: toIds, low: toLow, high: toHigh } = to;
  for (let position = start; position < end; position += 1) {
    const digit = ((keys[position] as number) >>> shift) & mask;
    const place = places[digit] as number;
    places[digit] = place + 1;
    toIds[place] = ids[position] as number;
    toLow[place] = low[position] as number;
    if (high && toHigh) toHigh[place] = high[position] as number;
  }
}
