import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { guessPartBytes, PartsMd5 } from './parts-md5.ts';

const MEBIBYTE = 1_048_576;
const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

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

describe('PartsMd5', () => {
  const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 31) % 251));
  const expected = `${md5(Buffer.concat([0, 300, 600, 900].map((at) => md5(content.subarray(at, at + 300))))).toString('hex')}-4`;

  test('takes ranges in any order, cut anywhere', () => {
    for (const cut of [1, 7, 299, 300, 301, 1000]) {
      const parts = new PartsMd5(300, content.length);
      for (const [first, end] of [
        [600, 1000],
        [0, 600],
      ] as const) {
        const range = parts.from(first);
        for (let at = first; at < end; at += cut) range.update(content.subarray(at, Math.min(at + cut, end)));
      }
      expect(parts.etag()).toBe(expected);
    }
  });

  test('a range that is taken again replaces what it gave, and a missing or changed one shows', () => {
    const parts = new PartsMd5(300, content.length);
    parts.from(0).update(Buffer.alloc(600));
    parts.from(600).update(content.subarray(600));
    expect(parts.etag()).not.toBe(expected);
    parts.from(0).update(content.subarray(0, 500));
    parts.from(0).update(content.subarray(0, 600));
    expect(parts.etag()).toBe(expected);
  });
});
