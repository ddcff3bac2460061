import type { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CAREFUL_QUIRKS } from '../../testing/careful-quirks.ts';
import { isAddressable } from '../address.ts';
import { decodeKey, listPage } from './list.ts';

test('a plus is a plus and a space is a space, however the store writes it', () => {
  expect(decodeKey('a%2Bb')).toBe('a+b');
  expect(decodeKey('a+b')).toBe('a b');
  expect(decodeKey('a%20b')).toBe('a b');
  expect(decodeKey('a%252Bb')).toBe('a%2Bb');
});

test('bytes that are not UTF-8 do not fail, and are nobody else’s name', () => {
  expect(decodeKey('caf%E9%2Fx')).toBe('caf\udce9/x');
  expect(decodeKey('%C3%A9%EF%BF%BD%ff%F0%9F%98')).toBe('é\ufffd\udcff\udcf0\udc9f\udc98');
  // Overlong, a surrogate, above Unicode.
  expect(decodeKey('%C0%AF %ED%A0%80 %F5%80')).toBe('\udcc0\udcaf \udced\udca0\udc80 \udcf5\udc80');
  expect(isAddressable(decodeKey('a%FF'))).toBe(false);
  expect(isAddressable(decodeKey('%EF%BF%BD %F0%9F%98%80'))).toBe(true);
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

test('a page that is not the last, without a way to go on, is refused instead of taken for the last', async () => {
  const client = { send: async () => ({ IsTruncated: true, Contents: [] }) } as unknown as S3Client;
  const request = { bucket: 'b', prefix: '', delimiter: null, token: null, signal: new AbortController().signal };
  await expect(listPage(client, CAREFUL_QUIRKS, request)).rejects.toMatchObject({
    failure: { code: 'storage-refused' },
  });
});
