import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { type Bucket, eachOf, HOSTILE_KEYS, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, failureOf, portWith } from './s3-port-fixture.ts';

const { signal } = sharedAbort();

describe.each(Object.entries(ADAPTERS))('%s: unfinished uploads', (_name, create) => {
  let bucket: Bucket;
  let port: S3Port;
  beforeAll(async () => {
    bucket = await makeBucket();
    port = portWith(create);
  });
  afterEach(async () => {
    const left = await port.listUploads({ bucket: bucket.name, prefix: '', signal });
    await eachOf(left, (upload) => port.abortUpload({ bucket: bucket.name, ...upload, signal }));
    expect(await bucket.unfinished()).toEqual([]);
  });
  afterAll(async () => {
    port.destroy();
    await bucket.remove();
  });
  const at = (key: string, uploadId: string) => ({ bucket: bucket.name, key, uploadId, signal });

  async function begin(Key: string): Promise<string> {
    const { UploadId = '' } = await bucket.s3.send(new CreateMultipartUploadCommand({ Bucket: bucket.name, Key }));
    return UploadId;
  }
  async function send(Key: string, UploadId: string, PartNumber: number, Body: string): Promise<string> {
    const command = new UploadPartCommand({ Bucket: bucket.name, Key, UploadId, PartNumber, Body });
    return (await bucket.s3.send(command)).ETag ?? '';
  }

  test('uploads to hostile keys are listed and aborted as they are', async () => {
    const begun = new Map<string, string>();
    await eachOf(HOSTILE_KEYS, async (key) => begun.set(await begin(key), key));
    const listed = await port.listUploads({ bucket: bucket.name, prefix: '', signal });
    expect(new Map(listed.map(({ key, uploadId }) => [uploadId, key]))).toEqual(begun);
    for (const { begunAt } of listed) expect(Math.abs(begunAt - Date.now())).toBeLessThan(60_000);
    const below = await port.listUploads({ bucket: bucket.name, prefix: 'dir/', signal });
    expect(below.map(({ key }) => key)).toEqual(['dir/inside']);
    await eachOf(listed, (upload) => port.abortUpload({ bucket: bucket.name, ...upload, signal }));
    expect(await port.listUploads({ bucket: bucket.name, prefix: '', signal })).toEqual([]);
  });

  test('more than a page of uploads, several of one key', async () => {
    const ids = new Set<string>();
    const keys = Array.from({ length: 1005 }, (_, row) => `key ${row % 500}`);
    await eachOf(keys, async (key) => ids.add(await begin(key)));
    const listed = await port.listUploads({ bucket: bucket.name, prefix: '', signal });
    expect(listed).toHaveLength(1005);
    expect(new Set(listed.map(({ uploadId }) => uploadId))).toEqual(ids);
  });

  test('parts are told with their sizes, and an upload that is gone has none', async () => {
    const key = 'emoji 😀 + é';
    const uploadId = await begin(key);
    expect(await port.listParts(at(key, uploadId))).toEqual([]);
    const etags = [await send(key, uploadId, 2, 'two'), await send(key, uploadId, 7, 'seventh')];
    const parts = await port.listParts(at(key, uploadId));
    expect(parts).toEqual([
      { number: 2, etag: etags[0], size: 3 },
      { number: 7, etag: etags[1], size: 7 },
    ]);
    await port.abortUpload(at(key, uploadId));
    expect(await port.listParts(at(key, uploadId))).toBeNull();
    await port.abortUpload(at(key, uploadId));
  });

  test('what is about a bucket that is not there says so', async () => {
    const nowhere = { ...at('k', '2~x'), bucket: 'no-such-bucket-here' };
    const missing = { code: 'no-such-bucket' };
    expect(await failureOf(port.listParts(nowhere))).toMatchObject(missing);
    expect(await failureOf(port.abortUpload(nowhere))).toMatchObject(missing);
    expect(await failureOf(port.listUploads({ ...nowhere, prefix: '' }))).toMatchObject(missing);
  });
});
