/**
 * Long columns in chunks of rows: growing one never copies what is there, and a hole in the ids costs no memory. The first
 * chunk starts small, because most folders are.
 */
export const CHUNK_BITS = 16;
export const CHUNK_ROWS = 1 << CHUNK_BITS;
export const CHUNK_MASK = CHUNK_ROWS - 1;

const FIRST_ROWS = 256;

interface Chunk {
  readonly length: number;
}

/** The chunk for a row, with room for it: the one that is there, or one with what it held, which the caller keeps. */
export function reserve<T extends Chunk & { set(values: T): void }>(
  chunks: readonly (T | undefined)[],
  row: number,
  make: (size: number) => T,
): T {
  const chunk = chunks[row >>> CHUNK_BITS];
  const needed = (row & CHUNK_MASK) + 1;
  if (chunk && chunk.length >= needed) return chunk;
  let size = row < CHUNK_ROWS ? FIRST_ROWS : CHUNK_ROWS;
  while (size < needed) size *= 4;
  const made = make(size);
  if (chunk) made.set(chunk);
  return made;
}
