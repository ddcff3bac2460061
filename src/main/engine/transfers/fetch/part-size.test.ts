import { describe, expect, test } from 'vitest';
import { guessPartBytes } from './part-size.ts';

const MEBIBYTE = 1_048_576;

describe('guessPartBytes', () => {
  test.each([
    [512 * MEBIBYTE, 64, 8],
    [512 * MEBIBYTE, 103, 5],
    [512 * MEBIBYTE + 1, 65, 8],
    [20 * MEBIBYTE, 3, 8],
    [100 * MEBIBYTE, 7, 16],
    [77 * MEBIBYTE, 7, 11],
  ])('%i bytes in %i parts are of %i MiB each', (size, parts, mebibytes) => {
    const guess = guessPartBytes(size, `"0123456789abcdef0123456789abcdef-${parts}"`);
    expect(guess).toBe(mebibytes * MEBIBYTE);
    expect(Math.ceil(size / (guess ?? 0))).toBe(parts);
  });
  test('one part is the whole', () => expect(guessPartBytes(123, '"x-1"')).toBe(123));
  test.each([
    [15_000_000, '"x-20"'],
    [123, '"no parts"'],
    [123, '"x-0"'],
  ])('%i bytes with the ETag %s: nothing fits', (size, etag) => expect(guessPartBytes(size, etag)).toBeNull());
});
