import type { Quirks } from '../../../shared/model/quirks.ts';

const MEBIBYTE = 1_048_576;
const GIBIBYTE = 1024 * MEBIBYTE;

/** The most bytes that S3 copies in one request (S3 User Guide, "Copying, moving, and renaming objects"). */
export const MAX_COPY_BYTES = 5 * GIBIBYTE;

/** The most bytes of a part of an upload (S3 User Guide, "Amazon S3 multipart upload limits"). */
const MAX_PART_BYTES = 5 * GIBIBYTE;

/**
 * Bytes of a part that a store copies. It makes no way over the network, so it may be larger than one that is sent; but what
 * is lost when one fails, or what a stop has to wait for, should be seconds of the store's work.
 */
const PART_BYTES = 512 * MEBIBYTE;

/**
 * Whether an object of `size` bytes is copied in parts. Where a store has no copies of parts (`partCopy`) everything goes in
 * one request, however large. `limit` is the most bytes of one request.
 */
export function copiesInParts(size: number, { partCopy }: Pick<Quirks, 'partCopy'>, limit = MAX_COPY_BYTES): boolean {
  return partCopy && size > limit;
}

/**
 * Bytes of each part of a copy but the last: whole MiB, no more parts than the store takes. A size that no number of allowed
 * parts makes up gets the largest part there is, and the store then says what is wrong.
 */
export function copyPartSize(
  size: number,
  { minPartBytes, maxParts }: Pick<Quirks, 'minPartBytes' | 'maxParts'>,
): number {
  const needed = Math.ceil(size / maxParts / MEBIBYTE) * MEBIBYTE;
  return Math.min(Math.max(PART_BYTES, minPartBytes, needed), MAX_PART_BYTES);
}
