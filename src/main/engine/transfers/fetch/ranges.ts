import type { ByteRange } from '../../s3/port.ts';

const MEBIBYTE = 1_048_576;
const RANGE_BYTES = 8 * MEBIBYTE;
const LONG_RANGE_BYTES = 32 * MEBIBYTE;
const LONG_RANGES_FROM = 256 * MEBIBYTE;

/**
 * The ranges of a large object, in order: long ones for a very large object, whose requests cost little each. Each begins at
 * a multiple of `align` bytes.
 */
export function* rangesOf(size: number, align = 1): Generator<ByteRange, void> {
  const wanted = size >= LONG_RANGES_FROM ? LONG_RANGE_BYTES : RANGE_BYTES;
  const length = Math.max(1, Math.floor(wanted / align)) * align;
  for (let first = 0; first < size; first += length) yield { first, last: Math.min(first + length, size) - 1 };
}
