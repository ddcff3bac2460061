import type { EntryKind } from '../../../shared/model/listing.ts';
import { CHUNK_BITS, CHUNK_MASK, reserve } from './chunks.ts';
import { compareKeys, EarlierRows } from './earlier-rows.ts';
import { NameTable } from './name-table.ts';

export type NumberColumn = 'size' | 'modified';

const WORD = 2 ** 32;

/** Whole numbers of up to 53 bits in two parts. */
export interface Words {
  readonly low: Uint32Array;
  /** `null` where no number is that large. */
  readonly high: Uint32Array | null;
}

/** The smallest and the largest of some numbers. */
export interface Range {
  lowest: number;
  highest: number;
}

const noRange = (): Range => ({ lowest: Number.POSITIVE_INFINITY, highest: 0 });

function include(range: Range, value: number): void {
  if (value < range.lowest) range.lowest = value;
  if (value > range.highest) range.highest = value;
}

/**
 * The entries of one listing, in columns by id. A refresh makes new columns over the same table of names, so that an id
 * stays with its kind and name; the ids of entries that are gone stay unused. An entry takes 22 bytes and its name.
 */
export class Columns {
  readonly table: NameTable;
  /** Bytes; -1 for a folder, NaN where no entry has this id. */
  readonly #sizes: Float64Array[] = [];
  readonly #modified: Float64Array[] = [];
  /** 1 for an object that is archived; a stretch of rows has none where none of them is. */
  readonly #archived: Uint8Array[] = [];
  /** The ids in the order in which the store listed them; `null` where they are just 0, 1, 2, ... */
  readonly #arrived: Uint32Array[] | null;
  #count = 0;
  #folders = 0;
  #bytes = 0;
  #end = 0;
  #lastFolder = -1;
  #lastObject = -1;
  #inKeyOrder = true;
  readonly #ranges = { size: noRange(), modified: noRange() };
  /** While a refresh fills these columns: finds the ids of the rows before it. */
  #earlier: EarlierRows | null;

  constructor(previous?: Columns) {
    this.table = previous?.table ?? new NameTable();
    this.#earlier = previous ? new EarlierRows(previous) : null;
    this.#arrived = previous ? [] : null;
  }

  /** Entries in these columns. */
  get count(): number {
    return this.#count;
  }

  get folders(): number {
    return this.#folders;
  }

  /** Sum of the sizes of the objects. */
  get bytes(): number {
    return this.#bytes;
  }

  /** One more than the largest id in these columns. */
  get end(): number {
    return this.#end;
  }

  /** True when folders and objects, each for themselves, came in the order of their keys, as S3 promises. */
  get inKeyOrder(): boolean {
    return this.#inKeyOrder;
  }

  /** Bytes of memory, the names included. */
  get memory(): number {
    let bytes = this.table.memory;
    for (const part of [...this.#sizes, ...this.#modified, ...this.#archived, ...(this.#arrived ?? [])])
      bytes += part?.byteLength ?? 0;
    return bytes;
  }

  /**
   * Adds an entry, whose name are the bytes from `start` to `end`, and answers its id; -1 for one that came just before or
   * that a refresh has brought already.
   */
  add(kind: EntryKind, bytes: Uint8Array, start: number, end: number, size: number, modified: number): number {
    const isFolder = kind === 'folder';
    const last = isFolder ? this.#lastFolder : this.#lastObject;
    const order = last < 0 ? -1 : compareKeys(this.table, last, bytes, start, end, isFolder);
    if (order === 0) return -1;
    if (order > 0) this.#inKeyOrder = false;
    const known = this.#earlier ? this.#earlier.find(isFolder, bytes, start, end, this.#inKeyOrder) : -1;
    if (known >= 0 && this.has(known)) return -1;
    const id = known >= 0 ? known : this.table.add(kind, bytes, start, end);
    this.#put(id, isFolder ? -1 : orZero(size), isFolder ? -1 : orZero(modified));
    if (isFolder) this.#lastFolder = id;
    else this.#lastObject = id;
    return id;
  }

  /** Ends a refresh: what helped to keep ids is released. */
  seal(): void {
    this.#earlier = null;
  }

  /** The id of the entry that came at this position. */
  arrived(position: number): number {
    if (!this.#arrived) return position;
    return (this.#arrived[position >>> CHUNK_BITS] as Uint32Array)[position & CHUNK_MASK] as number;
  }

  has(id: number): boolean {
    return (this.#sizes[id >>> CHUNK_BITS]?.[id & CHUNK_MASK] ?? Number.NaN) >= -1;
  }

  isFolder(id: number): boolean {
    return this.table.isFolder(id);
  }

  name(id: number): string {
    return this.table.name(id);
  }

  /** Bytes, or -1 for a folder. */
  size(id: number): number {
    return this.#sizes[id >>> CHUNK_BITS]?.[id & CHUNK_MASK] ?? Number.NaN;
  }

  /** The store told that the object cannot be read before it is restored. */
  isArchived(id: number): boolean {
    return this.#archived[id >>> CHUNK_BITS]?.[id & CHUNK_MASK] === 1;
  }

  /** Says that an object is archived. */
  markArchived(id: number): void {
    const archived = reserve(this.#archived, id, (rows) => new Uint8Array(rows));
    this.#archived[id >>> CHUNK_BITS] = archived;
    archived[id & CHUNK_MASK] = 1;
  }

  /** Milliseconds since 1970 UTC, or -1 for a folder. */
  modified(id: number): number {
    return this.#modified[id >>> CHUNK_BITS]?.[id & CHUNK_MASK] ?? Number.NaN;
  }

  /** The smallest and the largest value of the objects that are here now. */
  range(column: NumberColumn): Range {
    return { ...this.#ranges[column] };
  }

  /**
   * Of the objects at some positions of `ids`, how far each is from a value that is not larger, or with `descending` not smaller:
   * the lower 32 bits in `low`, and those above in `high` where it is given, at the positions of the ids.
   */
  distances(
    column: NumberColumn,
    from: number,
    descending: boolean,
    ids: Uint32Array,
    start: number,
    end: number,
    to: Words,
  ): void {
    const chunks = column === 'size' ? this.#sizes : this.#modified;
    const { low, high } = to;
    for (let position = start; position < end; position += 1) {
      const id = ids[position] as number;
      const value = (chunks[id >>> CHUNK_BITS] as Float64Array)[id & CHUNK_MASK] as number;
      const distance = descending ? from - value : value - from;
      low[position] = distance;
      if (high) high[position] = distance / WORD;
    }
  }

  #put(id: number, size: number, modified: number): void {
    const chunk = id >>> CHUNK_BITS;
    const sizes = reserve(this.#sizes, id, (rows) => new Float64Array(rows).fill(Number.NaN));
    const times = reserve(this.#modified, id, (rows) => new Float64Array(rows));
    this.#sizes[chunk] = sizes;
    this.#modified[chunk] = times;
    sizes[id & CHUNK_MASK] = size;
    times[id & CHUNK_MASK] = modified;
    if (this.#arrived) {
      const arrived = reserve(this.#arrived, this.#count, (rows) => new Uint32Array(rows));
      this.#arrived[this.#count >>> CHUNK_BITS] = arrived;
      arrived[this.#count & CHUNK_MASK] = id;
    }
    this.#count += 1;
    this.#end = Math.max(this.#end, id + 1);
    if (size < 0) {
      this.#folders += 1;
      return;
    }
    this.#bytes += size;
    include(this.#ranges.size, size);
    include(this.#ranges.modified, modified);
  }
}

/** A number that a store did not send properly counts as nothing. */
function orZero(value: number): number {
  return value >= 0 && value < Number.MAX_SAFE_INTEGER ? Math.trunc(value) : 0;
}
