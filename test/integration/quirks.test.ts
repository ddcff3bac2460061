/** The row of Ceph in the table of quirks, at a real Ceph: it is recognised, and what the row says is needed. */
import { Readable, Transform } from 'node:stream';
import { GetObjectCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, expect, inject, test } from 'vitest';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { CAREFUL_QUIRKS } from '../../src/main/engine/s3/quirks/careful.ts';
import { PROVIDERS } from '../../src/main/engine/s3/quirks/providers.ts';
import { QuirkFinder } from '../../src/main/engine/s3/quirks/quirk-finder.ts';
import { createSdkPort } from '../../src/main/engine/s3/sdk/sdk-port.ts';
import type { Transport, TransportRequest } from '../../src/main/engine/s3/transport/transport.ts';
import { createWirePort } from '../../src/main/engine/s3/wire/wire-port.ts';
import { plainConnection, plainTransport } from '../../src/main/engine/testing/plain-connection.ts';
import type { Failure } from '../../src/shared/errors.ts';
import type { Quirks } from '../../src/shared/model/quirks.ts';
import { GOOD, PROOFS, type ProvingStore } from '../support/quirk-proofs.ts';
import { PLAIN_RULES } from '../support/strict-store/rules.ts';
import { type Bucket, makeBucket } from './engine-fixture.ts';

const { rgw, shared } = inject('world');
const { signal } = new AbortController();
const STORAGE = { region: rgw.region, endpoint: rgw.endpoint, pathStyle: false };
const WITHOUT_CEPH = PROVIDERS.filter(({ name }) => name !== 'Ceph');

const plain = plainTransport();
afterAll(() => plain.destroy());
const buckets: Bucket[] = [];
afterEach(async () => {
  for (const bucket of buckets.splice(0)) await bucket.remove();
});

async function realStore(): Promise<RealStore> {
  const bucket = await makeBucket();
  buckets.push(bucket);
  const Resource = [`arn:aws:s3:::${bucket.name}`, `arn:aws:s3:::${bucket.name}/*`];
  const guest = { Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/shared'] }, Action: ['s3:*'], Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [guest] });
  await bucket.s3.send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  return new RealStore(bucket);
}

let damages = 0;

/** With a bit flipped: each time another one, as chance would have it. */
function flipped(bytes: Uint8Array): Buffer {
  const changed = Buffer.from(bytes);
  const at = damages++ % changed.length;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

/**
 * A real bucket behind a transport that can keep us from looking, and damage what passes. It is asked as by somebody whom its
 * policy allows everything, and who is not its owner.
 */
class RealStore implements ProvingStore {
  readonly bucket: string;
  readonly rules = PLAIN_RULES;
  readonly #real: Bucket;
  damages = false;
  writeOnly = false;
  damagesWrites = false;

  constructor(real: Bucket) {
    this.#real = real;
    this.bucket = real.name;
  }

  put(key: string, content: string): Promise<void> {
    return this.#real.put(key, content);
  }

  async content(key: string): Promise<string | undefined> {
    const { Body } = await this.#real.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    return Body?.transformToString();
  }

  port(quirks: Quirks): S3Port {
    const keys = new StorageKeys(async () => shared);
    const transport: Transport = { request: (request) => this.#request(request), destroy: () => undefined };
    const connection = plainConnection(quirks, transport);
    return createWirePort(STORAGE, keys, connection, async () =>
      createSdkPort({ ...STORAGE, pathStyle: quirks.pathStyle }, keys, connection),
    );
  }

  async #request(request: TransportRequest) {
    if (this.writeOnly && request.method !== 'PUT' && request.method !== 'POST') {
      return { status: 403, headers: {}, body: Readable.from([]) };
    }
    const { body } = request;
    const damaged = this.damagesWrites && body && request.method === 'PUT' ? { body: flipped(body) } : {};
    const answer = await plain.request({ ...request, ...damaged });
    if (!this.damages || request.method !== 'GET') return answer;
    let isFirst = true;
    const damage = new Transform({
      transform(piece, _encoding, done) {
        done(null, isFirst ? flipped(piece) : piece);
        isFirst = false;
      },
    });
    return { ...answer, body: answer.body.pipe(damage) };
  }
}

const decide = (table = PROVIDERS) => new QuirkFinder(STORAGE, plain, { table }).find(signal);

test('is recognised by its answer', async () => {
  expect(await decide()).toMatchObject({ provider: 'Ceph', decidedBy: 'probe' });
  expect(await decide(WITHOUT_CEPH)).toMatchObject({ provider: null, decidedBy: 'default', quirks: CAREFUL_QUIRKS });
});

const ROW = PROVIDERS.find(({ name }) => name === 'Ceph')?.quirks ?? {};

async function prove(field: keyof Quirks, quirks: Quirks): Promise<string | undefined> {
  const store = await realStore();
  return PROOFS[field]?.(store.port(quirks), store);
}

test.each(Object.keys(ROW) as Array<keyof Quirks>)('%s is needed', async (field) => {
  expect(await prove(field, (await decide()).quirks)).toBe(GOOD);
  expect(await prove(field, (await decide(WITHOUT_CEPH)).quirks)).not.toBe(GOOD);
});

test('what the row leaves at the careful default is right there, too', async () => {
  const { quirks } = await decide();
  expect(await prove('listVersion', quirks)).toBe(GOOD);
  expect(await prove('encodedLists', quirks)).toBe(GOOD);
  // Relied on, it would overwrite.
  expect(await prove('conditionalComplete', { ...quirks, conditionalComplete: true })).not.toBe(GOOD);
  expect(await prove('conditionalCopy', { ...quirks, conditionalCopy: true })).not.toBe(GOOD);
});

test.each(['md5', 'sha256'] as const)(
  'a body that is damaged on its way is refused by its %s',
  async (bodyChecksum) => {
    const store = await realStore();
    store.damagesWrites = true;
    expect(await put(store, { bodyChecksum })).toBe('checksum-mismatch');
  },
);

test('a CRC-32 does not make Ceph 16 refuse anything', async () => {
  const store = await realStore();
  store.damagesWrites = true;
  expect(await put(store, { bodyChecksum: 'crc32' })).toBe('done');
  expect(await store.content('x')).not.toBe('whole');
});

async function put(store: RealStore, change: Partial<Quirks>): Promise<string> {
  const { quirks } = await decide();
  const body = Buffer.from('whole');
  const request = { bucket: store.bucket, key: 'x', body, contentType: 'text/plain', overwrite: true, signal };
  return store
    .port({ ...quirks, ...change })
    .putObject(request)
    .then(
      () => 'done',
      (error: { failure: Failure }) => error.failure.code,
    );
}
