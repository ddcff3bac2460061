import type { ByteRange } from '../../s3/port.ts';

const MEBIBYTE = 1_048_576;
const RANGE_BYTES = 8 * MEBIBYTE;
const LONG_RANGE_BYTES = 32 * MEBIBYTE;
const LONG_RANGES_FROM = 256 * MEBIBYTE;

/** The ranges of a large object, in order: long ones for a very large object, whose requests cost little each. */
export function* rangesOf(size: number): Generator<ByteRange, void> {
  const length = size >= LONG_RANGES_FROM ? LONG_RANGE_BYTES : RANGE_BYTES;
  for (let first = 0; first < size; first += length) yield { first, last: Math.min(first + length, size) - 1 };
}
