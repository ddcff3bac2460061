import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketAddress, encodeKey, encodeUri } from '../endpoint.ts';
import { queryOf } from './query.ts';
import { EMPTY_PAYLOAD, type Signable, Signer, UNSIGNED_PAYLOAD } from './sign.ts';

/** As much of node:crypto as the client library's signer wants of a hash. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : (secret as Uint8Array);
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error('not used');
  }
}

const REGION = 'eu-central-1';
const TIME = Date.UTC(2026, 10, 24, 8, 48, 3, 7);

/** The headers as the signer of the client library makes them, with the options that it has for S3. */
async function signedBySdk(
  request: Omit<Signable, 'query'>,
  query: Record<string, string>,
  keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    credentials: keys,
    region: REGION,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
  const { method, host, path, headers, payloadHash } = request;
  const signed = await signer.sign(
    {
      method,
      protocol: 'https:',
      hostname: host,
      path,
      query,
      headers: { ...headers, host, 'x-amz-content-sha256': payloadHash },
    },
    { signingDate: new Date(TIME) },
  );
  const { host: _host, ...rest } = signed.headers as Record<string, string>;
  return rest;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '.',
    '..',
    'a/../b',
    'a/./b',
    '//',
    '/lead',
    'a b',
    'a+b',
    '%2F',
    '%',
    "!'()*",
    '~-._',
    'é',
    '😀',
    '\u0001',
  ),
);
const value = fc.stringMatching(/^[ -~\t]{0,40}$/);
const headers = fc.dictionary(
  fc.constantFrom(
    ...['content-md5', 'content-type', 'if-match', 'if-none-match', 'range', 'x-amz-checksum-crc32', 'x-amz-meta-b'],
    'x-amz-meta-a',
  ),
  value,
);
const query = fc.dictionary(
  fc.constantFrom('continuation-token', 'delimiter', 'encoding-type', 'list-type', 'partNumber', 'prefix', 'uploads'),
  hostile,
);
const keys = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{1,20}$/),
    secretAccessKey: fc.string({ minLength: 1 }),
    sessionToken: value,
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);

test('the same request has the same signature as with the client library', async () => {
  const signer = new Signer(REGION);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'DELETE'),
      fc.record({ bucket: fc.constantFrom('bucket', 'with.dot', 'Upper_case'), key: hostile, pathStyle: fc.boolean() }),
      query,
      headers,
      fc.constantFrom(UNSIGNED_PAYLOAD, EMPTY_PAYLOAD, 'ab'.repeat(32)),
      keys,
      async (method, { bucket, key, pathStyle }, parameters, given, payloadHash, credentials) => {
        const { host, keyPath } = bucketAddress(new URL('https://s3.example:8443'), bucket, pathStyle);
        const path = keyPath + encodeKey(key);
        const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
        const request = { method, host, path, headers: given, payloadHash };
        const ours = signer.sign({ ...request, query: queryOf(sorted) }, credentials, TIME);
        expect(ours).toEqual(await signedBySdk(request, parameters, credentials));
      },
    ),
    { numRuns: 300 },
  );
});

test('a key is encoded once, and nothing of it is taken out', () => {
  fc.assert(
    fc.property(hostile, (key) => {
      const encoded = encodeKey(key);
      expect(encoded).toMatch(/^([A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(encoded)).toBe(key);
      expect(encoded.split('/').length).toBe(key.split('/').length);
      expect(decodeURIComponent(encodeUri(key))).toBe(key);
      expect(encodeUri(key)).not.toContain('/');
    }),
  );
  expect(encodeKey('a/../b//c d+e')).toBe('a/../b//c%20d%2Be');
});

test('the signing key follows the day, the secret and the region', () => {
  const request = { method: 'GET', host: 'h', path: '/', query: '', headers: {}, payloadHash: EMPTY_PAYLOAD };
  const signer = new Signer(REGION);
  const sign = (secretAccessKey: string, now: number, by = signer) =>
    by.sign(request, { accessKeyId: 'a', secretAccessKey }, now)['authorization'];
  const first = sign('one', TIME);
  const others = [sign('two', TIME), sign('one', TIME + 86_400_000), sign('one', TIME, new Signer('other'))];
  expect(new Set([first, ...others]).size).toBe(4);
  // What was kept in between is not taken for it.
  expect(sign('one', TIME)).toBe(first);
  expect(sign('one', TIME, new Signer(REGION))).toBe(first);
});

test('a text that stands for bytes that are not UTF-8 is sent as those bytes', () => {
  expect(queryOf({ marker: 'caf\udce9/x y', prefix: undefined, z: '' })).toBe('marker=caf%E9%2Fx%20y&z=');
});
