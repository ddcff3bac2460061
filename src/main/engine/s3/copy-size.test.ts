import { expect, test } from 'vitest';
import { copiesInParts, copyPartSize, MAX_COPY_BYTES } from './copy-size.ts';

const MEBIBYTE = 1_048_576;
const GIBIBYTE = 1024 * MEBIBYTE;
const USUAL = { minPartBytes: 5 * MEBIBYTE, maxParts: 10_000 };

test('what is larger than one request may copy goes in parts, where there are such', () => {
  expect(copiesInParts(MAX_COPY_BYTES, { partCopy: true })).toBe(false);
  expect(copiesInParts(MAX_COPY_BYTES + 1, { partCopy: true })).toBe(true);
  expect(copiesInParts(1024 * GIBIBYTE, { partCopy: false })).toBe(false);
  expect(copiesInParts(11, { partCopy: true }, 10)).toBe(true);
});

test('parts are as large as the store and the number of them want', () => {
  expect(copyPartSize(6 * GIBIBYTE, USUAL)).toBe(512 * MEBIBYTE);
  expect(copyPartSize(6 * GIBIBYTE, { ...USUAL, minPartBytes: GIBIBYTE })).toBe(GIBIBYTE);
  for (const maxParts of [1000, 10_000]) {
    for (const size of [MAX_COPY_BYTES + 1, 1024 * GIBIBYTE + 1, maxParts * 5 * GIBIBYTE]) {
      const partSize = copyPartSize(size, { ...USUAL, maxParts });
      expect(Math.ceil(size / partSize)).toBeLessThanOrEqual(maxParts);
      expect(partSize).toBeLessThanOrEqual(5 * GIBIBYTE);
      expect(partSize % MEBIBYTE).toBe(0);
    }
  }
  expect(copyPartSize(10_000 * 5 * GIBIBYTE + 1, USUAL)).toBe(5 * GIBIBYTE);
});
