import type { Columns } from './columns.ts';
import type { NameTable } from './name-table.ts';

const SLASH = 0x2f;

/**
 * The order of keys, by bytes: negative when the key of `id` comes before that of the entry of the same kind whose name are
 * these bytes. The key of a folder ends with `/`, and is ordered with it.
 */
export function compareKeys(
  table: NameTable,
  id: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  isFolder: boolean,
): number {
  const segment = table.segment(id);
  const segmentStart = table.start(id);
  const ownLength = table.end(id) - segmentStart;
  const otherLength = end - start;
  const length = Math.min(ownLength, otherLength);
  for (let index = 0; index < length; index += 1) {
    const difference = (segment[segmentStart + index] as number) - (bytes[start + index] as number);
    if (difference !== 0) return difference;
  }
  if (ownLength === otherLength) return 0;
  if (!isFolder) return ownLength - otherLength;
  // No name of a folder has a slash in it, so that this is never 0.
  return ownLength < otherLength
    ? SLASH - (bytes[start + length] as number)
    : (segment[segmentStart + length] as number) - SLASH;
}

/**
 * Finds the ids of the rows before a refresh by kind and name. A store that lists by key is followed step by step, with no
 * index in memory; for one that does not there is a hash table, built when first needed.
 */
export class EarlierRows {
  readonly #rows: Columns;
  #folder = 0;
  #object = 0;
  /** Open addressing; an id plus one, 0 where there is none. */
  #index: Uint32Array | null = null;

  constructor(rows: Columns) {
    this.#rows = rows;
  }

  /** The id, or -1. `inKeyOrder`: what was asked for came in the order of the keys so far, this one included. */
  find(isFolder: boolean, bytes: Uint8Array, start: number, end: number, inKeyOrder: boolean): number {
    if (!inKeyOrder || !this.#rows.inKeyOrder) return this.#lookUp(isFolder, bytes, start, end);
    const { table, count } = this.#rows;
    let position = isFolder ? this.#folder : this.#object;
    let found = -1;
    for (; position < count; position += 1) {
      const id = this.#rows.arrived(position);
      if (table.isFolder(id) !== isFolder) continue;
      const order = compareKeys(table, id, bytes, start, end, isFolder);
      if (order < 0) continue;
      if (order === 0) found = id;
      break;
    }
    if (isFolder) this.#folder = position;
    else this.#object = position;
    return found;
  }

  #lookUp(isFolder: boolean, bytes: Uint8Array, start: number, end: number): number {
    this.#index ??= this.#makeIndex();
    const { table } = this.#rows;
    const mask = this.#index.length - 1;
    for (let slot = hash(isFolder, bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const id = (this.#index[slot] as number) - 1;
      if (id < 0) return -1;
      if (table.isFolder(id) === isFolder && compareKeys(table, id, bytes, start, end, isFolder) === 0) return id;
    }
  }

  #makeIndex(): Uint32Array {
    const { table, count } = this.#rows;
    const index = new Uint32Array(2 ** Math.ceil(Math.log2(count * 2 + 2)));
    const mask = index.length - 1;
    for (let position = 0; position < count; position += 1) {
      const id = this.#rows.arrived(position);
      let slot = hash(table.isFolder(id), table.segment(id), table.start(id), table.end(id)) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = id + 1;
    }
    return index;
  }
}

/** FNV-1a. */
function hash(isFolder: boolean, bytes: Uint8Array, start: number, end: number): number {
  let value = isFolder ? 0x811c9dc5 : 0x01000193;
  for (let index = start; index < end; index += 1) value = Math.imul(value ^ (bytes[index] as number), 0x01000193);
  return value ^ (value >>> 15);
}
