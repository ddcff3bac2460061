/**
 * Sets of entry ids of any size, one bit an id: a million rows are 125 kB, and cross every boundary as they are. Values, not
 * objects with behaviour: each function that changes a set answers another one.
 */

/** Ids of entries. What is not in `bits` is not in the set. */
export interface IdSet {
  /** The id that the lowest bit of `bits[0]` stands for; a multiple of 8. */
  readonly first: number;
  /** Eight ids a byte, the lowest bit first. Never a view on a larger buffer: a message would carry all of that. */
  readonly bits: Uint8Array;
}

/** Most bytes of the bits of a set that the contract accepts: 16,777,216 ids. */
export const MAX_ID_BYTES = 2 * 1024 * 1024;

export const NO_IDS: IdSet = { first: 0, bits: new Uint8Array(0) };

/** The set of these ids, which are integers from 0 to 2^32 - 1. Answers the ids of an array without another copy of them. */
export function idSetOf(ids: Iterable<number>): IdSet {
  const all = Array.isArray(ids) || ArrayBuffer.isView(ids) ? (ids as ArrayLike<number>) : [...ids];
  if (all.length === 0) return NO_IDS;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let index = 0; index < all.length; index += 1) {
    const id = all[index] as number;
    if (id < lowest) lowest = id;
    if (id > highest) highest = id;
  }
  const first = lowest - (lowest % 8);
  const bits = new Uint8Array(Math.floor((highest - first) / 8) + 1);
  for (let index = 0; index < all.length; index += 1) setBit(bits, (all[index] as number) - first);
  return { first, bits };
}

export function hasId({ first, bits }: IdSet, id: number): boolean {
  const offset = id - first;
  return offset >= 0 && offset < bits.length * 8 && ((bits[offset >>> 3] ?? 0) & (1 << (offset & 7))) !== 0;
}

/** How many ids are in a set. */
export function idSetSize({ bits }: IdSet): number {
  let size = 0;
  for (let index = 0; index < bits.length; index += 1) size += BITS_OF[bits[index] as number] as number;
  return size;
}

/** The ids of a set, in ascending order. */
export function* eachId({ first, bits }: IdSet): Generator<number> {
  for (let index = 0; index < bits.length; index += 1) {
    const byte = bits[index] as number;
    for (let bit = 0; byte >>> bit !== 0; bit += 1) if (byte & (1 << bit)) yield first + index * 8 + bit;
  }
}

/** The set with another id. */
export function withId(set: IdSet, id: number): IdSet {
  if (hasId(set, id)) return set;
  return withIds(set, { first: id - (id % 8), bits: Uint8Array.of(1 << (id % 8)) });
}

/** The set without an id. */
export function withoutId(set: IdSet, id: number): IdSet {
  if (!hasId(set, id)) return set;
  const bits = set.bits.slice();
  const offset = id - set.first;
  bits[offset >>> 3] = (bits[offset >>> 3] ?? 0) & ~(1 << (offset & 7));
  return { first: set.first, bits };
}

/** The ids that are in either set. */
export function withIds(one: IdSet, other: IdSet): IdSet {
  if (one.bits.length === 0) return other;
  if (other.bits.length === 0) return one;
  const first = Math.min(one.first, other.first);
  const end = Math.max(one.first / 8 + one.bits.length, other.first / 8 + other.bits.length);
  const bits = new Uint8Array(end - first / 8);
  bits.set(one.bits, (one.first - first) / 8);
  const shift = (other.first - first) / 8;
  for (let index = 0; index < other.bits.length; index += 1) {
    bits[shift + index] = (bits[shift + index] as number) | (other.bits[index] as number);
  }
  return { first, bits };
}

/** The ids of `one` that are not in `other`. */
export function withoutIds(one: IdSet, other: IdSet): IdSet {
  const bits = one.bits.slice();
  const shift = (one.first - other.first) / 8;
  const end = Math.min(bits.length, other.bits.length - shift);
  for (let index = Math.max(0, -shift); index < end; index += 1) {
    bits[index] = (bits[index] as number) & ~(other.bits[index + shift] as number);
  }
  return trimmed({ first: one.first, bits });
}

/** The ids of a set for which `holds`. */
export function idsAmong({ first, bits }: IdSet, holds: (id: number) => boolean): IdSet {
  const kept = bits.slice();
  for (let index = 0; index < kept.length; index += 1) {
    const byte = kept[index] as number;
    for (let bit = 0; byte >>> bit !== 0; bit += 1) {
      if (byte & (1 << bit) && !holds(first + index * 8 + bit)) kept[index] = (kept[index] as number) & ~(1 << bit);
    }
  }
  return trimmed({ first, bits: kept });
}

/** The same set in the fewest bytes: equal sets are then equal byte by byte. */
function trimmed({ first, bits }: IdSet): IdSet {
  let start = 0;
  let end = bits.length;
  while (start < end && bits[start] === 0) start += 1;
  while (end > start && bits[end - 1] === 0) end -= 1;
  if (start === end) return NO_IDS;
  return start === 0 && end === bits.length
    ? { first, bits }
    : { first: first + start * 8, bits: bits.slice(start, end) };
}

function setBit(bits: Uint8Array, offset: number): void {
  bits[offset >>> 3] = (bits[offset >>> 3] as number) | (1 << (offset & 7));
}

/** How many bits of each byte are set. */
const BITS_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
  return count;
});
