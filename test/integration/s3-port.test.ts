import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { createSdkPort } from '../../src/main/engine/s3/sdk/sdk-port.ts';
import type { Failure } from '../../src/shared/errors.ts';
import { type Bucket, eachOf, HOSTILE_KEYS, makeBucket } from './engine-fixture.ts';
import { startLossyProxy } from './lossy-proxy.ts';

const MEBIBYTE = 1_048_576;
const world = inject('world');
const { signal } = new AbortController();

/** The adapters of S3Port: each must pass all of this. */
const ADAPTERS = { sdk: createSdkPort };

function portWith(create: typeof createSdkPort, change: { endpoint?: string; secret?: string } = {}): S3Port {
  const { endpoint, region, admin } = world.rgw;
  const keys = { ...admin, ...(change.secret !== undefined && { secretAccessKey: change.secret }) };
  return create({ region, endpoint: change.endpoint ?? endpoint, pathStyle: true }, new StorageKeys(async () => keys));
}

const failureOf = (work: Promise<unknown>): Promise<Failure | null> =>
  work.then(
    () => null,
    (error: { failure: Failure }) => error.failure,
  );

async function bodyOf(port: S3Port, bucket: string, key: string, range?: { first: number; last: number }) {
  const answer = await port.getObject({ bucket, key, signal, ...(range && { range }) });
  return { ...answer, body: Buffer.concat(await answer.body.toArray()) };
}

async function* inPieces(content: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}

describe.each(Object.entries(ADAPTERS))('%s', (_name, create) => {
  let bucket: Bucket;
  let port: S3Port;
  beforeAll(async () => {
    bucket = await makeBucket();
    port = portWith(create);
  });
  afterAll(async () => {
    port.destroy();
    await bucket.remove();
  });
  const at = (key: string) => ({ bucket: bucket.name, key, signal });
  const put = (key: string, body: string, overwrite = false) =>
    port.putObject({ ...at(key), body: Buffer.from(body), contentType: 'text/plain', overwrite });

  test('hostile keys are written, listed, read and deleted as they are', async () => {
    await eachOf(HOSTILE_KEYS, (key) => put(key, key));
    expect((await bucket.keys()).sort()).toEqual([...HOSTILE_KEYS].sort());
    const listed: string[] = [];
    let token: string | null = null;
    do {
      const request = { bucket: bucket.name, prefix: '', delimiter: null, token, limit: 7, signal };
      const page: Awaited<ReturnType<S3Port['listPage']>> = await port.listPage(request);
      listed.push(...page.keys);
      for (const [index, key] of page.keys.entries()) expect(page.sizes[index]).toBe(Buffer.byteLength(key));
      token = page.nextToken;
    } while (token !== null);
    expect(listed.sort()).toEqual([...HOSTILE_KEYS].sort());
    await eachOf(HOSTILE_KEYS, async (key) => expect((await bodyOf(port, bucket.name, key)).body.toString()).toBe(key));
    const keys = [...HOSTILE_KEYS, 'never there'];
    const { failures, unanswered } = await port.deleteObjects({ bucket: bucket.name, keys, signal });
    expect([failures.size, unanswered]).toEqual([0, []]);
    expect(await bucket.keys()).toEqual([]);
  });

  test('a page has the folders and the objects of one folder', async () => {
    await Promise.all(['p/', 'p/a+b c/x', 'p//y', 'p/o', 'pq/no'].map((key) => put(key, 'x')));
    const page = await port.listPage({ bucket: bucket.name, prefix: 'p/', delimiter: '/', token: null, signal });
    expect(page).toMatchObject({ keys: ['p/', 'p/o'], prefixes: ['p//', 'p/a+b c/'], sizes: [1, 1], nextToken: null });
    expect(Math.abs((page.modified[0] ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('ranges and conditions', async () => {
    await put('range', '0123456789');
    const { etag, ...whole } = await bodyOf(port, bucket.name, 'range');
    expect(whole).toMatchObject({ size: 10, length: 10 });
    const part = await bodyOf(port, bucket.name, 'range', { first: 2, last: 4 });
    expect(part).toMatchObject({ size: 10, length: 3, etag, body: Buffer.from('234') });
    expect(await port.headObject(at('range'))).toMatchObject({ size: 10, etag });
    await put('range', 'other', true);
    expect(await failureOf(port.getObject({ ...at('range'), ifMatch: etag }))).toMatchObject({
      code: 'object-changed',
    });
  });

  test('does not overwrite unless it is told to', async () => {
    await put('once', 'first');
    expect(await failureOf(put('once', 'second'))).toMatchObject({ code: 'target-exists' });
    expect((await bodyOf(port, bucket.name, 'once')).body.toString()).toBe('first');
    await put('once', 'third', true);
    expect((await bodyOf(port, bucket.name, 'once')).body.toString()).toBe('third');
  });

  test('what it wrote itself, in an attempt whose answer was lost, is not in its way', async () => {
    const lossy = await startLossyProxy(world.rgw.endpoint, (request) => request.method === 'PUT');
    const through = portWith(create, { endpoint: lossy.endpoint });
    const body = Buffer.from('mine');
    const request = { ...at('lost'), body, contentType: 'text/plain', overwrite: false };
    expect(await failureOf(through.putObject(request))).toBeNull();
    expect(lossy.lost()).toBe(1);
    expect(await failureOf(through.putObject(request))).toMatchObject({ code: 'target-exists' });
    through.destroy();
    lossy.stop();
  });

  test.each(['same size', 'another size'])('what others wrote is, also when an answer was lost: %s', async (what) => {
    const body = Buffer.from('mine');
    const key = `taken, ${what}`;
    await put(key, what === 'same size' ? 'your' : 'yours');
    const lossy = await startLossyProxy(world.rgw.endpoint, (request) => request.method === 'PUT');
    const through = portWith(create, { endpoint: lossy.endpoint });
    const request = { ...at(key), body, contentType: 'text/plain', overwrite: false };
    expect(await failureOf(through.putObject(request))).toMatchObject({ code: 'target-exists' });
    expect(lossy.lost()).toBe(1);
    through.destroy();
    lossy.stop();
  });

  test('an upload in parts that was completed in an attempt whose answer was lost is done', async () => {
    const completes = ({ method, url }: IncomingMessage) => method === 'POST' && url?.includes('uploadId=') === true;
    const lossy = await startLossyProxy(world.rgw.endpoint, completes);
    const through = portWith(create, { endpoint: lossy.endpoint });
    const content = Buffer.alloc(11 * MEBIBYTE, 'pail');
    const request = {
      ...at('lost in parts'),
      body: inPieces(content, MEBIBYTE),
      partSize: 8 * MEBIBYTE,
      contentType: 'text/plain',
      overwrite: false,
      onProgress: () => undefined,
      beforeComplete: async () => undefined,
    };
    expect(await failureOf(through.upload(request))).toBeNull();
    expect(lossy.lost()).toBe(1);
    expect((await bodyOf(port, bucket.name, 'lost in parts')).body.equals(content)).toBe(true);
    through.destroy();
    lossy.stop();
  });

  test('uploads in parts, with progress; a last word against it leaves nothing', async () => {
    const content = Buffer.alloc(17 * MEBIBYTE + 5, 'pail');
    let progress = 0;
    const request = {
      partSize: 8 * MEBIBYTE,
      contentType: 'image/png',
      overwrite: false,
      onProgress: (bytes: number) => {
        progress += bytes;
      },
      beforeComplete: async () => undefined,
    };
    await port.upload({ ...at('parts'), ...request, body: inPieces(content, MEBIBYTE) });
    expect(progress).toBe(content.length);
    expect((await bodyOf(port, bucket.name, 'parts')).body.equals(content)).toBe(true);

    const beforeComplete = async () => {
      throw new Error('changed my mind');
    };
    const refused = { ...at('refused'), ...request, body: inPieces(content, MEBIBYTE), beforeComplete };
    expect(await failureOf(port.upload(refused))).toMatchObject({ code: 'internal' });
    const aborting = new AbortController();
    const aborted = { ...at('aborted'), ...request, body: inPieces(content, MEBIBYTE), signal: aborting.signal };
    const upload = port.upload({ ...aborted, onProgress: () => aborting.abort() });
    await expect(upload).rejects.toBeDefined();
    expect(await bucket.unfinished()).toEqual([]);
    expect(await bucket.keys()).not.toContain('refused');
    expect(await bucket.keys()).not.toContain('aborted');
  });

  test('failures are data, with status and request id', async () => {
    const list = (other: Partial<{ bucket: string }> = {}, from = port) =>
      failureOf(from.listPage({ bucket: bucket.name, prefix: '', delimiter: '/', token: null, signal, ...other }));
    expect(await list({ bucket: 'no-such-bucket-here' })).toMatchObject({
      code: 'no-such-bucket',
      detail: { subject: 'no-such-bucket-here', httpStatus: 404, requestId: expect.stringMatching(/./) },
    });
    expect(await failureOf(port.getObject(at('nope')))).toMatchObject({ code: 'no-such-key', retryable: false });
    expect(await failureOf(port.headObject(at('nope')))).toMatchObject({ code: 'no-such-key' });

    const wrongSecret = portWith(create, { secret: 'wrong' });
    expect(await list({}, wrongSecret)).toMatchObject({ code: 'access-denied', detail: { httpStatus: 403 } });
    wrongSecret.destroy();
    const nobody = portWith(create, { endpoint: 'http://127.0.0.1:1' });
    expect(await list({}, nobody)).toMatchObject({
      code: 'connection-failed',
      detail: { subject: '127.0.0.1:1', reason: 'ECONNREFUSED' },
    });
    nobody.destroy();
  });

  test('a request that is cancelled ends', async () => {
    const aborting = new AbortController();
    const list = port.listPage({
      bucket: bucket.name,
      prefix: '',
      delimiter: null,
      token: null,
      signal: aborting.signal,
    });
    aborting.abort();
    await expect(list).rejects.toBeDefined();
  });
});
