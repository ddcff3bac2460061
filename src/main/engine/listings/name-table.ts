import type { EntryKind } from '../../../shared/model/listing.ts';
import { decodeText } from '../s3/packed.ts';
import { CHUNK_BITS, CHUNK_MASK, reserve } from './chunks.ts';
import { comparePlain } from './natural.ts';

/** Names lie in pieces of memory of this size; one name is never in two of them. */
const SEGMENT_BITS = 20;
const SEGMENT_BYTES = 1 << SEGMENT_BITS;
const OFFSET_MASK = SEGMENT_BYTES - 1;
const FIRST_SEGMENT_BYTES = 4096;

/** What stands above the length of a name in its 16 bits. */
const PLAIN = 0x8000;
const FOLDER = 0x4000;
const LENGTH_MASK = 0x3fff;

/** Most bytes of a name. S3 allows 1,024 for a whole key. */
export const MAX_NAME_BYTES = LENGTH_MASK;

/** Numbers with more digits are not compared as one number (see natural.ts). */
const MAX_DIGITS = 254;

/** Names of ids in a row that lie one behind the other in one piece of memory. Valid until the next piece or `add`. */
export interface NamePiece {
  readonly bytes: Uint8Array;
  readonly first: number;
  readonly count: number;
  /** Where the first name begins. */
  readonly start: number;
  /** Where each name ends; the next begins there. */
  readonly ends: Int32Array;
  /** Not 0 for a plain name. */
  readonly plain: Uint16Array;
}

/** Most names of a piece. */
const PIECE_ROWS = 1 << 13;
const pieceEnds = new Int32Array(PIECE_ROWS);
const piecePlain = new Uint16Array(PIECE_ROWS);

/**
 * What each id of a view means, for good: a kind and a name, as the bytes that the store sent. Ids are given in ascending
 * order and never twice; names lie in memory in the order of their ids. No JavaScript string for a row that nobody looks at.
 */
export class NameTable {
  readonly #segments: Buffer[] = [];
  /** Bytes taken of the last segment. */
  #end = 0;
  /** Segment and offset in it. */
  readonly #positions: Uint32Array[] = [];
  readonly #heads: Uint16Array[] = [];
  #count = 0;
  #plain = 0;

  /** How many ids there are: one more than the largest. */
  get count(): number {
    return this.#count;
  }

  /** True when every name is plain (see {@link isPlain}). */
  get allPlain(): boolean {
    return this.#plain === this.#count;
  }

  /** Bytes of memory. */
  get memory(): number {
    let bytes = 0;
    for (const part of [...this.#segments, ...this.#positions, ...this.#heads]) bytes += part.byteLength;
    return bytes;
  }

  /** Gives the next id to a name: the bytes from `start` to `end`, of which there are at most {@link MAX_NAME_BYTES}. */
  add(kind: EntryKind, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const segment = this.#segmentFor(length);
    const id = this.#count;
    const offset = this.#end;
    // One pass copies and looks; a copy by the platform costs more than the few bytes of a name.
    let plain = true;
    let digits = 0;
    for (let index = 0; index < length; index += 1) {
      const byte = bytes[start + index] as number;
      segment[offset + index] = byte;
      digits = byte >= 0x30 && byte <= 0x39 ? digits + 1 : 0;
      if (byte > 0x7f || digits > MAX_DIGITS) plain = false;
    }
    const chunk = id >>> CHUNK_BITS;
    const positions = reserve(this.#positions, id, (size) => new Uint32Array(size));
    const heads = reserve(this.#heads, id, (size) => new Uint16Array(size));
    this.#positions[chunk] = positions;
    this.#heads[chunk] = heads;
    positions[id & CHUNK_MASK] = (this.#segments.length - 1) * SEGMENT_BYTES + offset;
    heads[id & CHUNK_MASK] = length | (plain ? PLAIN : 0) | (kind === 'folder' ? FOLDER : 0);
    this.#end += length;
    this.#count += 1;
    if (plain) this.#plain += 1;
    return id;
  }

  isFolder(id: number): boolean {
    return (this.#head(id) & FOLDER) !== 0;
  }

  /** True for a name of ASCII whose numbers are not absurdly long: natural.ts compares two of them byte by byte. */
  isPlain(id: number): boolean {
    return (this.#head(id) & PLAIN) !== 0;
  }

  /** The memory that holds the name of an id, from {@link start} to {@link end}; valid until the next `add`. */
  segment(id: number): Buffer {
    return this.#segments[this.#position(id) >>> SEGMENT_BITS] as Buffer;
  }

  start(id: number): number {
    return this.#position(id) & OFFSET_MASK;
  }

  end(id: number): number {
    return this.start(id) + (this.#head(id) & LENGTH_MASK);
  }

  /** The name as text; a byte that is not UTF-8 becomes a lone surrogate. Empty for an id that nobody has. */
  name(id: number): string {
    if (!(id >= 0 && id < this.#count)) return '';
    const segment = this.segment(id);
    const [start, end] = [this.start(id), this.end(id)];
    return this.isPlain(id) ? segment.toString('latin1', start, end) : decodeText(segment.subarray(start, end));
  }

  /** The names of ids from `first` on, before `end`: at least one, and as many as lie together. */
  piece(first: number, end: number): NamePiece {
    const chunk = first >>> CHUNK_BITS;
    const positions = this.#positions[chunk] as Uint32Array;
    const heads = this.#heads[chunk] as Uint16Array;
    const segment = this.#position(first) >>> SEGMENT_BITS;
    const row = first & CHUNK_MASK;
    const most = Math.min(end - first, PIECE_ROWS, positions.length - row);
    let count = 0;
    for (; count < most; count += 1) {
      const position = positions[row + count] as number;
      if (position >>> SEGMENT_BITS !== segment) break;
      const head = heads[row + count] as number;
      pieceEnds[count] = (position & OFFSET_MASK) + (head & LENGTH_MASK);
      piecePlain[count] = head & PLAIN;
    }
    const [bytes, start] = [this.#segments[segment] as Buffer, this.start(first)];
    return { bytes, first, count, start, ends: pieceEnds, plain: piecePlain };
  }

  /** The natural order of two plain names by these weights (see natural.ts). */
  comparePlain(weights: Uint8Array, a: number, b: number): number {
    const aPosition = this.#position(a);
    const bPosition = this.#position(b);
    const aStart = aPosition & OFFSET_MASK;
    const bStart = bPosition & OFFSET_MASK;
    return comparePlain(
      weights,
      this.#segments[aPosition >>> SEGMENT_BITS] as Buffer,
      aStart,
      aStart + (this.#head(a) & LENGTH_MASK),
      this.#segments[bPosition >>> SEGMENT_BITS] as Buffer,
      bStart,
      bStart + (this.#head(b) & LENGTH_MASK),
    );
  }

  #head(id: number): number {
    return (this.#heads[id >>> CHUNK_BITS] as Uint16Array)[id & CHUNK_MASK] as number;
  }

  #position(id: number): number {
    return (this.#positions[id >>> CHUNK_BITS] as Uint32Array)[id & CHUNK_MASK] as number;
  }

  /** The last segment, with room for so many bytes behind its end. */
  #segmentFor(length: number): Buffer {
    const last = this.#segments.length - 1;
    const segment = this.#segments[last];
    if (segment && this.#end + length <= segment.length) return segment;
    if (segment && segment.length < SEGMENT_BYTES) {
      // Most folders are small: the first segment grows to its size.
      const size = Math.min(SEGMENT_BYTES, Math.max(segment.length * 4, this.#end + length));
      if (this.#end + length <= size) {
        const larger = Buffer.alloc(size);
        larger.set(segment);
        this.#segments[last] = larger;
        return larger;
      }
    }
    const made = Buffer.alloc(last < 0 ? Math.max(FIRST_SEGMENT_BYTES, length) : SEGMENT_BYTES);
    this.#segments.push(made);
    this.#end = 0;
    return made;
  }
}
