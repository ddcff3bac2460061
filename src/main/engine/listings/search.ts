import { fold } from './fold.ts';
import { idArray } from './id-array.ts';
import type { NamePiece, NameTable } from './name-table.ts';
import type { Work } from './slices.ts';

/** The ids whose names contain a text, as far as they have been looked at. */
export interface Hits {
  /** The text, folded. */
  readonly wanted: string;
  /** One bit an id, the lowest first. */
  readonly bits: Uint8Array;
  /** Ids from here on have not been looked at. */
  readonly end: number;
}

/** Rows between two looks at the clock. */
const STEPS = 1 << 13;
const ASCII = /^[\0-\x7f]*$/;
/** A search in fewer than one of so many rows looks at each of them, and not at the memory as a whole. */
const SPARSE = 8;

/** ASCII letters as small ones. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * Looks for `wanted`, folded, in the names of all ids below `end`. `known` are earlier hits in the same table: of the same text,
 * which is then looked for in later ids only, or of a part of it, which then says where it cannot be.
 */
export function* searched(table: NameTable, wanted: string, end: number, known: Hits | null): Work<Hits> {
  const isSame = known?.wanted === wanted;
  if (known && isSame && known.end >= end) return known;
  const bits = new Uint8Array((end + 7) >>> 3);
  let from = 0;
  if (known && isSame) {
    bits.set(known.bits);
    from = known.end;
  } else if (known && wanted.includes(known.wanted)) {
    const candidates = yield* idsOf(known, end);
    if (candidates.length * SPARSE < end) {
      yield* lookAtEach(table, wanted, candidates, bits);
      from = Math.min(known.end, end);
    }
  }
  if (ASCII.test(wanted)) yield* scanPlain(table, Buffer.from(wanted), from, end, bits);
  if (!table.allPlain) yield* scanOthers(table, wanted, from, end, bits);
  return { wanted, bits, end };
}

export function isHit({ bits }: Hits, id: number): boolean {
  return ((bits[id >>> 3] as number) & (1 << (id & 7))) !== 0;
}

/** The ids of an order that are hits. */
export function* hitsOf(order: Uint32Array, hits: Hits): Work<Uint32Array> {
  const kept = idArray(order.length);
  let count = 0;
  for (let start = 0; start < order.length; start += STEPS) {
    count = keepHits(order, hits.bits, start, Math.min(start + STEPS, order.length), kept, count);
    yield;
  }
  // What was not needed of the memory is given back, unless it is little.
  return count * 2 > kept.length ? kept.subarray(0, count) : kept.slice(0, count);
}

function keepHits(
  order: Uint32Array,
  bits: Uint8Array,
  start: number,
  end: number,
  kept: Uint32Array,
  before: number,
): number {
  let count = before;
  for (let position = start; position < end; position += 1) {
    const id = order[position] as number;
    kept[count] = id;
    count += ((bits[id >>> 3] as number) >>> (id & 7)) & 1;
  }
  return count;
}

function* idsOf({ bits, end: known }: Hits, limit: number): Work<Uint32Array> {
  const end = Math.min(known, limit);
  const ids = idArray(end);
  let count = 0;
  for (let index = 0; index < bits.length; index += 1) {
    const byte = bits[index] as number;
    for (let bit = 0; byte >>> bit !== 0; bit += 1) {
      const id = index * 8 + bit;
      if (byte & (1 << bit) && id < end) ids[count++] = id;
    }
    if (index % STEPS === 0) yield;
  }
  return ids.subarray(0, count);
}

function* lookAtEach(table: NameTable, wanted: string, ids: Uint32Array, bits: Uint8Array): Work<void> {
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] as number;
    if (fold(table.name(id)).includes(wanted)) setBit(bits, id);
    if (index % 512 === 0) yield;
  }
}

function* scanOthers(table: NameTable, wanted: string, from: number, end: number, bits: Uint8Array): Work<void> {
  let looked = 0;
  for (let id = from; id < end; id += 1) {
    if (!table.isPlain(id)) {
      if (fold(table.name(id)).includes(wanted)) setBit(bits, id);
      looked += 16;
    }
    looked += 1;
    if (looked >= STEPS) {
      looked = 0;
      yield;
    }
  }
}

/** Looks for bytes in plain names: the names of many rows lie one behind the other, and are searched as one text. */
function* scanPlain(table: NameTable, wanted: Uint8Array, from: number, end: number, bits: Uint8Array): Work<void> {
  const shifts = shiftsFor(wanted);
  for (let start = from; start < end; ) {
    const piece = table.piece(start, Math.min(start + STEPS, end));
    scanRows(piece, wanted, shifts, bits);
    start += piece.count;
    yield;
  }
}

/** How far the text can move on, by the byte that stands where its last one should. */
interface Shifts {
  /** 0 where that byte is the last one of the text. */
  readonly before: Uint8Array;
  /** Where it was, and what stands before it was something else. */
  readonly after: Uint8Array;
}

function shiftsFor(wanted: Uint8Array): Shifts {
  const last = wanted.length - 1;
  const after = new Uint8Array(256).fill(Math.min(wanted.length, 255));
  for (let index = Math.max(0, last - 255); index < last; index += 1) {
    for (const byte of bothCases(wanted[index] as number)) after[byte] = last - index;
  }
  const before = after.slice();
  for (const byte of bothCases(wanted[last] as number)) before[byte] = 0;
  return { before, after };
}

function bothCases(byte: number): number[] {
  return byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte];
}

function scanRows(piece: NamePiece, wanted: Uint8Array, { before, after }: Shifts, bits: Uint8Array): void {
  const { bytes, ends, plain, first, count } = piece;
  const last = wanted.length - 1;
  const limit = ends[count - 1] as number;
  let row = 0;
  let rowStart = piece.start;
  let rowEnd = ends[0] as number;
  // `at` is where the last byte of the text would stand.
  for (let at = rowStart + last; at < limit; ) {
    const byte = bytes[at] as number;
    const shift = before[byte] as number;
    if (shift !== 0) {
      at += shift;
      continue;
    }
    let matching = last;
    while (matching > 0 && FOLDED[bytes[at - last + matching - 1] as number] === wanted[matching - 1]) matching -= 1;
    if (matching > 0) {
      at += after[byte] as number;
      continue;
    }
    while (rowEnd <= at) {
      row += 1;
      rowStart = rowEnd;
      rowEnd = ends[row] as number;
    }
    if (at - last < rowStart) {
      // It begins in the row before.
      at += 1;
      continue;
    }
    if (plain[row] !== 0) setBit(bits, first + row);
    at = rowEnd + last;
  }
}

function setBit(bits: Uint8Array, id: number): void {
  bits[id >>> 3] = (bits[id >>> 3] as number) | (1 << (id & 7));
}

/** The first position at or after `from`, wrapping, whose name starts with `prefix`, whatever the case; -1 if none. */
export function* foundByPrefix(order: Uint32Array, table: NameTable, prefix: string, from: number): Work<number> {
  const wanted = fold(prefix);
  const bytes = ASCII.test(wanted) ? Buffer.from(wanted) : null;
  for (let step = 0; step < order.length; step += 1) {
    const position = (from + step) % order.length;
    if (startsWith(table, order[position] as number, wanted, bytes)) return position;
    if (step % 2048 === 2047) yield;
  }
  return -1;
}

function startsWith(table: NameTable, id: number, wanted: string, bytes: Uint8Array | null): boolean {
  if (!table.isPlain(id)) return fold(table.name(id)).startsWith(wanted);
  const start = table.start(id);
  if (bytes === null || table.end(id) - start < bytes.length) return false;
  const segment = table.segment(id);
  for (let index = 0; index < bytes.length; index += 1) {
    if (FOLDED[segment[start + index] as number] !== bytes[index]) return false;
  }
  return true;
}
