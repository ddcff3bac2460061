import { expect, test } from 'vitest';
import { toFailure } from '../../../shared/errors.ts';
import { objectLength, partLength, toldLength } from './object-length.ts';

test.each([
  ['0', 0],
  [17, 17],
  [String(10_000 * 5 * 1024 ** 3), 10_000 * 5 * 1024 ** 3],
])('%s is a length', (told, length) => {
  expect([objectLength(told, 'x'), toldLength(told)]).toEqual([length, length]);
});

test.each([undefined, '', '-1', '1.5', 'many', '9007199254740993'])('%s is none, and not taken for 0', (told) => {
  expect([toldLength(told), partLength(told)]).toEqual([-1, null]);
  try {
    objectLength(told, 'x');
    expect.unreachable();
  } catch (error) {
    expect(toFailure(error)).toMatchObject({ code: 'storage-refused', detail: { subject: 'x' } });
  }
});

test('more than S3 keeps as one object is none, nor is a part of nothing', () => {
  expect(() => objectLength(String(10_000 * 5 * 1024 ** 3 + 1), 'x')).toThrow();
  expect([partLength('0'), partLength('5')]).toEqual([null, 5]);
});
