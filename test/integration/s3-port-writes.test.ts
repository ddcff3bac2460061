import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { type Bucket, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, inParts, losing, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const { signal } = sharedAbort();

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

  test('what it wrote itself, in an attempt whose answer was lost, is not in its way', async () => {
    const lossy = await losing(({ method }) => method === 'PUT');
    const through = portWith(create, { endpoint: lossy.endpoint });
    const body = Buffer.from('mine');
    const request = { ...at('lost'), body, contentType: 'text/plain', overwrite: false };
    expect(await failureOf(through.putObject(request))).toBeNull();
    expect(lossy.count('lost-answer')).toBe(1);
    expect(await failureOf(through.putObject(request))).toMatchObject({ code: 'target-exists' });
    through.destroy();
    await lossy.stop();
  });

  test.each(['same size', 'another size'])('what others wrote is, also when an answer was lost: %s', async (what) => {
    const body = Buffer.from('mine');
    const key = `taken, ${what}`;
    await put(key, what === 'same size' ? 'your' : 'yours');
    const lossy = await losing(({ method }) => method === 'PUT');
    const through = portWith(create, { endpoint: lossy.endpoint });
    const request = { ...at(key), body, contentType: 'text/plain', overwrite: false };
    expect(await failureOf(through.putObject(request))).toMatchObject({ code: 'target-exists' });
    expect(lossy.count('lost-answer')).toBe(1);
    through.destroy();
    await lossy.stop();
  });

  test('an upload in parts that was completed in an attempt whose answer was lost is done', async () => {
    const lossy = await losing(({ method, query }) => method === 'POST' && query.has('uploadId'));
    const through = portWith(create, { endpoint: lossy.endpoint });
    const content = Buffer.alloc(11 * MEBIBYTE, 'pail');
    const request = {
      ...at('lost in parts'),
      ...inParts(content, 8 * MEBIBYTE),
      contentType: 'text/plain',
      overwrite: false,
      beforeComplete: async () => undefined,
    };
    expect(await failureOf(through.upload(request))).toBeNull();
    expect(lossy.count('lost-answer')).toBe(1);
    expect((await bodyOf(port, bucket.name, 'lost in parts')).body.equals(content)).toBe(true);
    through.destroy();
    await lossy.stop();
  });

  test('uploads in parts, with progress; a last word against it leaves no object', async () => {
    const content = Buffer.alloc(17 * MEBIBYTE + 5, 'pail');
    const progress: number[] = [];
    const begun: string[] = [];
    const request = {
      ...inParts(content, 8 * MEBIBYTE),
      contentType: 'image/png',
      overwrite: false,
      onBegun: (uploadId: string) => begun.push(uploadId),
      onBytes: (bytes: number) => progress.push(bytes),
      beforeComplete: async () => undefined,
    };
    await port.upload({ ...at('parts'), ...request });
    expect(progress.reduce((all, bytes) => all + bytes, 0)).toBe(content.length);
    // Not part by part: on a slow line one of them takes a minute.
    expect(progress.length).toBeGreaterThan(3 * 5);
    expect((await bodyOf(port, bucket.name, 'parts')).body.equals(content)).toBe(true);

    const beforeComplete = async () => {
      throw new Error('changed my mind');
    };
    const refused = { ...at('refused'), ...request, beforeComplete };
    expect(await failureOf(port.upload(refused))).toMatchObject({ code: 'internal' });
    const aborting = new AbortController();
    const aborted = { ...at('aborted'), ...request, signal: aborting.signal };
    const upload = port.upload({ ...aborted, onPart: () => aborting.abort() });
    await expect(upload).rejects.toBeDefined();
    expect(await bucket.keys()).not.toContain('refused');
    expect(await bucket.keys()).not.toContain('aborted');
    // What was begun is left to whoever began it.
    expect(begun).toHaveLength(3);
    expect(await bucket.unfinished()).toHaveLength(2);
    for (const [at_, key] of ['refused', 'aborted'].entries()) {
      await port.abortUpload({ ...at(key), uploadId: begun[at_ + 1] ?? '' });
    }
    expect(await bucket.unfinished()).toEqual([]);
  });
});
