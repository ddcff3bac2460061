import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import type { SentPart } from '../../src/main/engine/s3/begun-upload.ts';
import type { CopyInPartsRequest } from '../../src/main/engine/s3/copying.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { type Bucket, eachOf, HOSTILE_KEYS, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, losing, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const PART_BYTES = 5 * MEBIBYTE;
const { signal } = sharedAbort();

/** What a copy must keep. */
const DETAILS = {
  contentType: 'text/x-pail; charset=utf-8',
  contentEncoding: 'identity',
  contentLanguage: 'de-CH',
  contentDisposition: 'attachment; filename="a b.txt"; filename*=UTF-8\'\'%C3%A9',
  cacheControl: 'no-cache, max-age=0',
  expires: 'Wed, 21 Oct 2037 07:28:00 GMT',
  metadata: { 'made-by': 'somebody', note: 'a=b; c, d', 'x-y': 'in the middle  of  it' },
};
const TAGS = [
  { key: 'a b', value: 'c&d=e' },
  { key: 'empty', value: '' },
  { key: 'plus+', value: 'é/:' },
];

describe.each(Object.entries(ADAPTERS))('%s: copies', (_name, create) => {
  let bucket: Bucket;
  let other: Bucket;
  let port: S3Port;
  beforeAll(async () => {
    [bucket, other] = [await makeBucket(), await makeBucket()];
    port = portWith(create);
  });
  afterAll(async () => {
    port.destroy();
    await Promise.all([bucket.remove(), other.remove()]);
  });
  const at = (key: string) => ({ bucket: bucket.name, key, signal });
  const etagOf = async (key: string) => (await port.headObject(at(key))).etag;
  const content = async (key: string, from = bucket) => (await bodyOf(port, from.name, key)).body.toString();

  async function putDetailed(Key: string, Body: string | Buffer): Promise<void> {
    const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl, expires } = DETAILS;
    await bucket.s3.send(
      new PutObjectCommand({
        Bucket: bucket.name,
        Key,
        Body,
        ContentType: contentType,
        ContentEncoding: contentEncoding,
        ContentLanguage: contentLanguage,
        ContentDisposition: contentDisposition,
        CacheControl: cacheControl,
        Expires: new Date(expires),
        Metadata: DETAILS.metadata,
        Tagging: TAGS.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&'),
      }),
    );
  }

  test('hostile keys are copied from and to, as they are', async () => {
    await eachOf(HOSTILE_KEYS, (key) => bucket.put(key));
    await eachOf(HOSTILE_KEYS, async (key) => {
      const source = { bucket: bucket.name, key, ifMatch: await etagOf(key) };
      // Back and forth, so that each is the source once and the target once, in another bucket.
      await port.copyObject({ source, bucket: other.name, key, overwrite: true, signal });
      await bucket.put(key, 'to be replaced');
      const back = await port.copyObject({
        source: { ...source, bucket: other.name },
        bucket: bucket.name,
        key,
        overwrite: true,
        signal,
      });
      expect(back).toEqual({ etag: source.ifMatch, etagKind: 'md5' });
    });
    expect((await other.keys()).sort()).toEqual([...HOSTILE_KEYS].sort());
    await eachOf(HOSTILE_KEYS, async (key) => {
      expect(await content(key)).toBe(key);
      expect(await content(key, other)).toBe(key);
    });
  });

  test('details and tags are told, and kept by a copy', async () => {
    await putDetailed('detailed', 'body');
    const told = await port.objectDetails(at('detailed'));
    expect(told).toMatchObject({ ...DETAILS, size: 4, etagKind: 'md5', tagCount: 3, storageClass: null });
    expect(await port.objectTags(at('detailed'))).toEqual(TAGS);

    const source = { bucket: bucket.name, key: 'detailed', ifMatch: told.etag };
    await port.copyObject({ source, ...at('detailed copy'), overwrite: true });
    const { modified: _modified, ...copy } = await port.objectDetails(at('detailed copy'));
    expect(told).toMatchObject(copy);
    expect(await port.objectTags(at('detailed copy'))).toEqual(TAGS);
  });

  test('an object without tags has none, and one that is not there is not one without', async () => {
    await bucket.put('untagged');
    expect(await port.objectTags(at('untagged'))).toEqual([]);
    expect(await failureOf(port.objectTags(at('never there')))).toMatchObject({ code: 'no-such-key' });
    expect(await failureOf(port.objectDetails(at('never there')))).toMatchObject({ code: 'no-such-key' });
  });

  test('a copy whose answer was lost is made again', async () => {
    await bucket.put('source');
    const lossy = await losing(({ path }) => path.endsWith('copied%20twice'));
    const through = portWith(create, { endpoint: lossy.endpoint });
    const source = { bucket: bucket.name, key: 'source', ifMatch: await etagOf('source') };
    await through.copyObject({ source, ...at('copied twice'), overwrite: false });
    expect(lossy.count('lost-answer')).toBe(1);
    expect(await content('copied twice')).toBe('source');
    through.destroy();
    await lossy.stop();
  });

  const nothing = {
    details: { ...DETAILS, storageClass: null, websiteRedirect: null },
    tags: TAGS,
    partSize: PART_BYTES,
    overwrite: true,
    begun: null,
    onBegun: () => undefined,
    onPart: () => undefined,
    keep: () => false,
    beforeComplete: async () => undefined,
    onBytes: () => undefined,
  };
  const LARGE = Buffer.alloc(4 * PART_BYTES + 7, 'pail and bucket, ');
  async function partsRequest(key: string, more: Partial<CopyInPartsRequest> = {}): Promise<CopyInPartsRequest> {
    await bucket.put('large', LARGE);
    const source = { bucket: bucket.name, key: 'large', ifMatch: await etagOf('large') };
    return { ...at(key), ...nothing, source, size: LARGE.length, ...more };
  }

  test('a copy in parts has the content, and the details that it is given', async () => {
    const heard: SentPart[] = [];
    let progress = 0;
    const request = await partsRequest('emoji 😀 + é/in parts', {
      onPart: (part) => heard.push(part),
      onBytes: (bytes) => {
        progress += bytes;
      },
    });
    const copied = await port.copyInParts(request);
    expect(copied).toMatchObject({ etag: await etagOf(request.key), etagKind: 'parts-md5' });
    expect((await bodyOf(port, bucket.name, request.key)).body.equals(LARGE)).toBe(true);
    expect(heard.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(progress).toBe(LARGE.length);
    expect(await port.objectDetails(at(request.key))).toMatchObject({ ...DETAILS });
  });

  test('one that was stopped goes on with what it has', async () => {
    const stopping = sharedAbort();
    const begun: { uploadId: string; parts: SentPart[] } = { uploadId: '', parts: [] };
    const hear = {
      onBegun: (id: string) => {
        begun.uploadId = id;
      },
      onPart: (part: SentPart) => begun.parts.push(part),
    };
    const first = await partsRequest('stopped', { ...hear, keep: () => true, signal: stopping.signal });
    const stopped = port.copyInParts({ ...first, onBytes: () => stopping.abort() });
    await expect(stopped).rejects.toBeDefined();
    expect(await bucket.unfinished()).toEqual(['stopped']);
    const had = begun.parts.map(({ number }) => number);
    expect(had.length).toBeGreaterThan(0);
    expect(had.length).toBeLessThan(5);

    const { uploadId } = begun;
    const copied: number[] = [];
    const again = { ...first, ...hear, signal, begun: { uploadId, parts: begun.parts.slice() } };
    await port.copyInParts({ ...again, onPart: ({ number }) => copied.push(number) });
    expect([...had, ...copied].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(begun.uploadId).toBe(uploadId);
    expect((await bodyOf(port, bucket.name, 'stopped')).body.equals(LARGE)).toBe(true);
    expect(await bucket.unfinished()).toEqual([]);

    const gone = { ...again, ...at('gone'), begun: { uploadId, parts: [] } };
    expect(await failureOf(port.copyInParts(gone))).toMatchObject({ code: 'no-such-upload' });
  });

  test('a last word against it, or a source that has changed, leaves nothing', async () => {
    const beforeComplete = async (): Promise<void> => {
      throw new Error('changed my mind');
    };
    expect(await failureOf(port.copyInParts(await partsRequest('refused', { beforeComplete })))).toMatchObject({
      code: 'internal',
    });
    const request = await partsRequest('changed', { onBegun: () => undefined });
    // Ceph 16 does not heed the condition: it is looked at before the end.
    const source = { ...request.source, ifMatch: '"00000000000000000000000000000000"' };
    expect(await failureOf(port.copyInParts({ ...request, source }))).toMatchObject({
      code: 'object-changed',
      detail: { subject: 'large' },
    });
    expect(await bucket.unfinished()).toEqual([]);
    expect(await bucket.keys()).not.toContain('refused');
    expect(await bucket.keys()).not.toContain('changed');
  });

  test('one that was completed in an attempt whose answer was lost is done', async () => {
    const lossy = await losing(({ method, query }) => method === 'POST' && query.has('uploadId'));
    const through = portWith(create, { endpoint: lossy.endpoint });
    await through.copyInParts(await partsRequest('lost in parts', { overwrite: false }));
    expect(lossy.count('lost-answer')).toBe(1);
    expect((await bodyOf(port, bucket.name, 'lost in parts')).body.equals(LARGE)).toBe(true);
    through.destroy();
    await lossy.stop();
  });

  test('keys that no request can name are refused, on either side', async () => {
    const source = { bucket: bucket.name, key: 'caf\udce9', ifMatch: '"x"' };
    const bad = { code: 'name-invalid' };
    expect(await failureOf(port.copyObject({ source, ...at('fine'), overwrite: true }))).toMatchObject(bad);
    const target = { source: { ...source, key: 'fine' }, ...at('caf\udce9'), overwrite: true };
    expect(await failureOf(port.copyObject(target))).toMatchObject(bad);
  });
});
