import { expect, test } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import { parseProfile } from './parse-profile.ts';

const pem = (label: string, body = 'MIIB'): string =>
  `-----BEGIN ${label}-----\n${body}${'A'.repeat(60)}\nAA==\n-----END ${label}-----\n`;
const CERTIFICATE = pem('CERTIFICATE');

function parse(storage: object) {
  const document = {
    version: 1,
    name: 'Acme',
    signIn: { issuer: 'https://id.example.org', clientId: 'abc' },
    storage: { region: 'eu-west-1', ...storage },
    credentials: [{ id: 'shared', kind: 'static', accessKeyId: 'AK', secretAccessKey: 'k' }],
    locations: [{ label: 'L', bucket: 'bkt' }],
  };
  return parseProfile(new TextEncoder().encode(JSON.stringify(document)), 'a.pail').storage;
}

function failureOf(storage: object) {
  try {
    parse(storage);
  } catch (error) {
    if (error instanceof PailError) return error.failure;
    throw error;
  }
  throw new Error('it was accepted');
}

test('what is not said of the storage is left out', () => {
  expect(parse({})).toEqual({ region: 'eu-west-1' });
});

test.each([
  { pathStyle: true },
  { dualStack: true },
  { endpoint: 'https://s3.example.org', pathStyle: false },
  { certificateAuthorities: CERTIFICATE },
  { certificateAuthorities: `# The old one\r\n${CERTIFICATE}\n# The new one\n${CERTIFICATE.replaceAll('\n', '\r\n')}` },
  // As short as a certificate can be.
  { certificateAuthorities: pem('CERTIFICATE', 'MIHx') },
  { acceleration: true, dualStack: true },
  { requesterPays: true, encryption: { kind: 's3' }, storageClass: 'STANDARD_IA', acl: 'private' },
  { encryption: { kind: 'kms', keyId: 'arn:aws:kms:eu-west-1:111122223333:key/0a-1' } },
  { encryption: { kind: 'customer' }, encryptionKey: Buffer.alloc(32, 1).toString('base64') },
  { requestsAtOnce: 64, timeouts: { connect: 1, idle: 3600 } },
  { quirks: {} },
  { quirks: { adapter: 'sdk', listVersion: 1, bodyChecksum: 'sha256', minPartBytes: 67_108_864, maxParts: 1000 } },
])('takes %o', (storage) => {
  expect(parse(storage)).toEqual({ region: 'eu-west-1', ...storage });
});

test.each([
  ['dualStack', { dualStack: true, endpoint: 'https://s3.example.org' }],
  ['acceleration', { acceleration: true, endpoint: 'https://s3.example.org' }],
  ['acceleration', { acceleration: true, pathStyle: true }],
  ['encryption.keyId', { encryption: { kind: 'kms', keyId: 'a key' } }],
  ['encryption.kind', { encryption: { kind: 'none' } }],
  ['encryptionKey', { encryption: { kind: 'customer' } }],
  ['encryptionKey', { encryptionKey: Buffer.alloc(31, 1).toString('base64') }],
  ['storageClass', { storageClass: 'STANDARD\r\nx-evil: 1' }],
  ['acl', { acl: 'public' }],
  ['requestsAtOnce', { requestsAtOnce: 65 }],
  ['timeouts.idle', { timeouts: { idle: 1 } }],
  ['certificateAuthorities', { certificateAuthorities: '' }],
  ['certificateAuthorities', { certificateAuthorities: '/etc/ssl/ca.pem' }],
  ['certificateAuthorities', { certificateAuthorities: CERTIFICATE.replace('MIIB', 'TUlJ') }],
  ['certificateAuthorities', { certificateAuthorities: CERTIFICATE.slice(0, -10) }],
  ['certificateAuthorities', { certificateAuthorities: `${CERTIFICATE}-----BEGIN CERTIFICATE-----\nMIIB` }],
  ['certificateAuthorities', { certificateAuthorities: CERTIFICATE.repeat(3000) }],
  ['quirks.pathstyle', { quirks: { pathstyle: true } }],
  ['quirks.listVersion', { quirks: { listVersion: 3 } }],
  ['quirks.bodyChecksum', { quirks: { bodyChecksum: 'crc64' } }],
  ['quirks.maxParts', { quirks: { maxParts: 0 } }],
  ['quirks.maxParts', { quirks: { maxParts: 10_001 } }],
  ['quirks.minPartBytes', { quirks: { minPartBytes: 5 * 1024 ** 3 } }],
  ['quirks.batchDelete', { quirks: { batchDelete: 'no' } }],
])('refuses a wrong %s: %o', (path, storage) => {
  expect(failureOf(storage)).toMatchObject({ code: 'profile-invalid', detail: { path: `storage.${path}` } });
});

test('says which values there are', () => {
  expect(failureOf({ quirks: { listVersion: 3 } }).detail).toMatchObject({ found: '3', expected: '1 or 2' });
});

test('a private key among the certificates is refused, and not quoted', () => {
  const failure = failureOf({ certificateAuthorities: pem('PRIVATE KEY', 'MIIsecret') + CERTIFICATE });
  expect(failure.detail.path).toBe('storage.certificateAuthorities');
  expect(JSON.stringify(failure)).not.toContain('MII');
});

test('a wrong encryption key is refused, and not quoted', () => {
  expect(JSON.stringify(failureOf({ encryptionKey: 'c2VjcmV0' }))).not.toContain('c2VjcmV0');
});
