import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import { eachText } from '../../src/main/engine/s3/packed.ts';
import type { ListPage, S3Port } from '../../src/main/engine/s3/port.ts';
import { type Bucket, eachOf, HOSTILE_KEYS, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, portWith } from './s3-port-fixture.ts';

const { signal } = sharedAbort();
/** Ceph does not tell it from any other refusal. */
const WRONG_SECRET = inject('world').store === 'ceph' ? 'access-denied' : 'credentials-refused';

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
      const page: ListPage = await port.listPage(request);
      const keys = [...eachText(page.keys)];
      listed.push(...keys);
      expect([...page.sizes]).toEqual(keys.map((key) => Buffer.byteLength(key)));
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
    expect([...eachText(page.keys)]).toEqual(['p/', 'p/o']);
    expect([...eachText(page.prefixes)]).toEqual(['p//', 'p/a+b c/']);
    expect([[...page.sizes], page.modified.length, page.nextToken]).toEqual([[1, 1], 2, null]);
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
    expect(await list({}, wrongSecret)).toMatchObject({ code: WRONG_SECRET, detail: { httpStatus: 403 } });
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
