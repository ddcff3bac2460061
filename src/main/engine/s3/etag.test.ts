import { expect, test } from 'vitest';
import { etagKind, partsEtag, untoldEtag } from './etag.ts';

const usual = { etagIsMd5: true, partsEtagIsMd5: true };
const plain = { serverSide: '', customerKey: false };
const md5 = '"9e107d9d372bb6826bd81d3542a419d6"';
const parts = '"9e107d9d372bb6826bd81d3542a419d6-64"';

test('an MD5 is taken for one only where nothing speaks against it', () => {
  expect(etagKind(md5, plain, usual)).toBe('md5');
  expect(etagKind(parts, plain, usual)).toBe('parts-md5');
  expect(etagKind(md5, { ...plain, serverSide: 'AES256' }, usual)).toBe('md5');
  expect(etagKind(md5, { ...plain, serverSide: 'aws:kms' }, usual)).toBe('opaque');
  expect(etagKind(parts, { ...plain, serverSide: 'aws:kms:dsse' }, usual)).toBe('opaque');
  expect(etagKind(md5, { ...plain, customerKey: true }, usual)).toBe('opaque');
  expect(etagKind(md5, plain, { ...usual, etagIsMd5: false })).toBe('opaque');
  expect(etagKind(parts, plain, { ...usual, partsEtagIsMd5: false })).toBe('opaque');
  for (const other of ['', '"x"', '"9e107d9d"', `${md5}-0`, '"9e107d9d372bb6826bd81d3542a419d6-0"']) {
    expect(etagKind(other, plain, usual)).toBe('opaque');
  }
});

test('an ETag that is not told is made of those of the parts, where the store makes it so', () => {
  const parts = ['"0123456789abcdef0123456789abcdef"', '"fedcba9876543210fedcba9876543210"'];
  expect(untoldEtag(parts, { partsEtagIsMd5: true })).toBe(`"${partsEtag(parts)}"`);
  expect(untoldEtag(parts, { partsEtagIsMd5: false })).toBeNull();
  expect(untoldEtag([...parts, '"opaque"'], { partsEtagIsMd5: true })).toBeNull();
});
