import type { EntryKind } from '../../../shared/model/listing.ts';

const FIRST_CAPACITY = 1024;

/**
 * The entries of one listing, in columns by id. An id is a row number; it stays with its kind and name when a refresh
 * makes new columns, and the ids of entries that are gone stay unused.
 */
export class Columns {
  readonly #names: string[] = [];
  /** Bytes; -1 for a folder, NaN where no entry has this id. */
  #sizes: Float64Array;
  #modified: Float64Array;
  #ids = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  #folders = 0;
  #bytes = 0;
  #nextId = 0;
  /** While a refresh fills these columns: the ids of the rows before it. */
  #earlier: Map<string, number> | null = null;

  constructor(previous?: Columns) {
    const capacity = Math.max(FIRST_CAPACITY, previous?.nextId ?? 0);
    this.#sizes = new Float64Array(capacity).fill(Number.NaN);
    this.#modified = new Float64Array(capacity);
    if (!previous) return;
    this.#nextId = previous.nextId;
    this.#earlier = new Map();
    for (const id of previous.ids()) this.#earlier.set(keyOf(previous.isFolder(id), previous.name(id)), id);
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

  /** One more than the largest id that was ever given. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Adds an entry and answers its id; -1 for one that a refresh has brought already. */
  add(kind: EntryKind, name: string, size: number, modified: number): number {
    const isFolder = kind === 'folder';
    const known = this.#earlier?.get(keyOf(isFolder, name));
    if (known !== undefined && this.has(known)) return -1;
    const id = known ?? this.#nextId++;
    this.#reserve(id);
    this.#names[id] = name;
    this.#sizes[id] = isFolder ? -1 : size;
    this.#modified[id] = isFolder ? -1 : modified;
    this.#ids[this.#count] = id;
    this.#count += 1;
    if (isFolder) this.#folders += 1;
    else this.#bytes += size;
    return id;
  }

  /** Ends a refresh: what helped to keep ids is released. */
  seal(): void {
    this.#earlier = null;
  }

  /** The ids in order of arrival. A view on the memory: valid until the next `add`. */
  ids(): Uint32Array {
    return this.#ids.subarray(0, this.#count);
  }

  has(id: number): boolean {
    return (this.#sizes[id] ?? Number.NaN) >= -1;
  }

  isFolder(id: number): boolean {
    return this.#sizes[id] === -1;
  }

  name(id: number): string {
    return this.#names[id] ?? '';
  }

  /** Bytes, or -1 for a folder. */
  size(id: number): number {
    return this.#sizes[id] ?? Number.NaN;
  }

  /** Milliseconds since 1970 UTC, or -1 for a folder. */
  modified(id: number): number {
    return this.#modified[id] ?? Number.NaN;
  }

  #reserve(id: number): void {
    if (id >= this.#sizes.length) {
      const capacity = Math.max(id + 1, this.#sizes.length * 2);
      const sizes = new Float64Array(capacity).fill(Number.NaN, this.#sizes.length);
      sizes.set(this.#sizes);
      this.#sizes = sizes;
      const modified = new Float64Array(capacity);
      modified.set(this.#modified);
      this.#modified = modified;
    }
    if (this.#count === this.#ids.length) {
      const ids = new Uint32Array(this.#ids.length * 2);
      ids.set(this.#ids);
      this.#ids = ids;
    }
  }
}

function keyOf(isFolder: boolean, name: string): string {
  return (isFolder ? '/' : '.') + name;
}
