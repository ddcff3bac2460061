import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeKey } from './list.ts';

test('a plus is a plus and a space is a space, however the store writes it', () => {
  expect(decodeKey('a%2Bb')).toBe('a+b');
  expect(decodeKey('a+b')).toBe('a b');
  expect(decodeKey('a%20b')).toBe('a b');
  expect(decodeKey('a%252Bb')).toBe('a%2Bb');
});

test('bytes that are not UTF-8 do not fail', () => {
  expect(decodeKey('caf%E9%2Fx')).toBe('caf\ufffd/x');
});

test('undoes both ways of encoding, exactly once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      const ceph = encodeURIComponent(key);
      expect(decodeKey(ceph)).toBe(key);
      expect(decodeKey(ceph.replaceAll('%20', '+'))).toBe(key);
    }),
  );
});
