import { expect, test } from 'vitest';
import { SettingHeaders } from './object-settings.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const KEY_MD5 = 'y4HAEFCYWuvAXWFTtA1Qpg==';

test('without settings nothing is sent', () => {
  const headers = new SettingHeaders();
  expect([headers.of('create'), headers.of('content'), headers.of('other'), headers.source]).toEqual([{}, {}, {}, {}]);
});

test('who pays is said with every request, the rest with what makes an object', () => {
  const headers = new SettingHeaders({
    requesterPays: true,
    encryption: { kind: 'kms', keyId: 'k' },
    storageClass: 'STANDARD_IA',
    acl: 'private',
  });
  const pays = { 'x-amz-request-payer': 'requester' };
  expect(headers.of('other')).toEqual(pays);
  expect(headers.of('content')).toEqual(pays);
  expect(headers.of('create')).toEqual({
    ...pays,
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'k',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-acl': 'private',
  });
});

test('a key of the customer goes with all that moves content, and with the source of a copy', () => {
  const headers = new SettingHeaders({ encryption: { kind: 'customer', key: KEY } });
  const of = (name: string) => ({
    [`${name}-customer-algorithm`]: 'AES256',
    [`${name}-customer-key`]: KEY,
    [`${name}-customer-key-md5`]: KEY_MD5,
  });
  expect(headers.of('other')).toEqual({});
  expect(headers.of('content')).toEqual(of('x-amz-server-side-encryption'));
  expect(headers.of('create')).toEqual(of('x-amz-server-side-encryption'));
  expect(headers.source).toEqual(of('x-amz-copy-source-server-side-encryption'));
});
