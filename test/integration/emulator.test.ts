/** The emulator that stands in for Ceph does, by both of Pail's adapters and by other clients, what the demo and the tests ask of a store. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import { eachText } from '../../src/main/engine/s3/packed.ts';
import type { ListPage, S3Port } from '../../src/main/engine/s3/port.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { EMULATOR_QUIRKS, startEmulator } from '../support/emulator/server.ts';
import { plainS3 } from '../support/plain-clients.ts';
import type { Rgw } from '../support/rgw.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { checkAgainstStore, rclone } from '../support/store-reader.ts';
import { treeHash } from '../support/tree-hash.ts';
import { type Bucket, eachOf, grantOf, HOSTILE_KEYS, localFolder, makeBucket, startEngine } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, inParts, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const { signal } = sharedAbort();

/** An Authorization header of the right form by somebody else. */
const signedAs = (keyId: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${keyId}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
});

let store: Rgw;
let bucket: Bucket;
beforeAll(async () => {
  store = await startEmulator();
  bucket = await makeBucket(store);
});
afterAll(async () => {
  await bucket.remove();
  await store.stop();
});

describe.each(Object.entries(ADAPTERS))('by the %s adapter', (_name, create) => {
  let port: S3Port;
  beforeAll(() => {
    port = portWith(create, { endpoint: store.endpoint, keys: store.admin, quirks: EMULATOR_QUIRKS });
  });
  afterAll(async () => {
    port.destroy();
    await bucket.empty();
  });
  const at = (key: string) => ({ bucket: bucket.name, key, signal });
  const put = (key: string, body: string | Buffer, overwrite = false) =>
    port.putObject({ ...at(key), body: Buffer.from(body as Buffer), contentType: 'text/plain', overwrite });

  test('hostile keys are written, listed page by page, read and deleted as they are', async () => {
    await eachOf(HOSTILE_KEYS, (key) => put(key, key));
    const listed: string[] = [];
    for (let token: string | null = null; ; ) {
      const page: ListPage = await port.listPage({
        bucket: bucket.name,
        prefix: '',
        delimiter: null,
        token,
        limit: 7,
        signal,
      });
      listed.push(...eachText(page.keys));
      token = page.nextToken;
      if (token === null) break;
    }
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    expect(listed).toEqual([...HOSTILE_KEYS].sort(order));
    await eachOf(HOSTILE_KEYS, async (key) => expect((await bodyOf(port, bucket.name, key)).body.toString()).toBe(key));
    const { failures, unanswered } = await port.deleteObjects({ bucket: bucket.name, keys: HOSTILE_KEYS, signal });
    expect([failures.size, unanswered, await bucket.keys()]).toEqual([0, [], []]);
  });

  test('folders and objects come in pages, each once', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => [`p/f${n}/x`, `p/f${n}/y`, `p/o${n}`]).flat();
    await eachOf(keys, (key) => put(key, 'x'));
    const seen: string[] = [];
    for (let token: string | null = null; ; ) {
      const page: ListPage = await port.listPage({
        bucket: bucket.name,
        prefix: 'p/',
        delimiter: '/',
        token,
        limit: 7,
        signal,
      });
      seen.push(...eachText(page.keys), ...eachText(page.prefixes));
      token = page.nextToken;
      if (token === null) break;
    }
    expect(seen.sort()).toEqual(
      Array.from({ length: 30 }, (_, n) => [`p/f${n}/`, `p/o${n}`])
        .flat()
        .sort(),
    );
  });

  test('ranges, conditions and what is not there', async () => {
    const { etag } = await put('range', '0123456789');
    expect((await bodyOf(port, bucket.name, 'range', { first: 2, last: 4 })).body.toString()).toBe('234');
    expect(await port.headObject(at('range'))).toMatchObject({ size: 10, etag });
    expect(await failureOf(put('range', 'x'))).toMatchObject({ code: 'target-exists' });
    await put('range', 'other', true);
    expect(await failureOf(port.getObject({ ...at('range'), ifMatch: etag }))).toMatchObject({
      code: 'object-changed',
    });
    expect(await failureOf(port.headObject(at('no')))).toMatchObject({ code: 'no-such-key' });
  });

  test('an upload in parts, its unfinished beginning, and copies', async () => {
    const content = new SeededBytes('emulator').next(11 * MEBIBYTE);
    const written = await port.upload({
      ...at('large'),
      contentType: 'a/b',
      overwrite: false,
      ...inParts(content, 5 * MEBIBYTE),
      beforeComplete: async () => undefined,
    });
    expect((await bodyOf(port, bucket.name, 'large')).body.equals(content)).toBe(true);
    expect(await port.listUploads({ bucket: bucket.name, prefix: '', signal })).toEqual([]);
    const source = { bucket: bucket.name, key: 'large', ifMatch: written.etag };
    await port.copyObject({ ...at('copy'), source, overwrite: false });
    const copy = await bodyOf(port, bucket.name, 'copy');
    expect(createHash('sha256').update(copy.body).digest('hex')).toBe(
      createHash('sha256').update(content).digest('hex'),
    );
  });
});

test('what Pail sends there and fetches from there is the same by rclone', async () => {
  const [local, removeLocal] = await localFolder();
  const storage = { region: store.region, endpoint: store.endpoint, pathStyle: true };
  const engine = startEngine([grantOf(bucket, { prefix: 'place/', storage })], () => store.admin);
  const tree = join(local, 'tree');
  await mkdir(join(tree, 'sub'), { recursive: true });
  const bytes = new SeededBytes('emulator tree');
  for (const [name, size] of [
    ['empty', 0],
    ['sub/small', 70_000],
    ['large', 20 * MEBIBYTE + 1],
  ] as const) {
    await writeFile(join(tree, name), bytes.next(size));
  }
  expect(await engine.ended(engine.startUpload('place', '', [tree]))).toMatchObject({ state: 'completed' });
  await checkAgainstStore(store, tree, bucket.name, 'place/tree');
  const { viewId } = await engine.listed('place', '');
  const target = join(local, 'target');
  await mkdir(target);
  expect(await engine.ended(engine.startDownload(viewId, { allExcept: NO_IDS }, target))).toMatchObject({
    state: 'completed',
  });
  expect(await treeHash(join(target, 'tree'))).toBe(await treeHash(tree));
  const moved = engine.startCopy(viewId, { allExcept: NO_IDS }, 'place', 'moved/', 'move', 'ask');
  expect(await engine.ended(moved)).toMatchObject({ state: 'completed' });
  await checkAgainstStore(store, tree, bucket.name, 'place/moved/tree');
  const { viewId: again } = await engine.listed('place', '');
  expect(await engine.ended(engine.startDelete(again, { allExcept: NO_IDS }))).toMatchObject({ state: 'completed' });
  expect(await bucket.keys()).toEqual([]);
  // Another client's upload in parts is the same, too.
  await rclone(store, [
    'copy',
    '--s3-upload-cutoff',
    '5M',
    '--s3-chunk-size',
    '5M',
    tree,
    `store:${bucket.name}/by-rclone`,
  ]);
  expect(
    createHash('sha256')
      .update(await bucket.get('by-rclone/large'))
      .digest('hex'),
  ).toBe(
    createHash('sha256')
      .update(await readFile(join(tree, 'large')))
      .digest('hex'),
  );
  engine.stop();
  await bucket.empty();
  await removeLocal();
});

describe('nobody gets in', () => {
  test.each([
    ['without a signature', {}, 'AccessDenied'],
    ['with one in the address', { url: '?X-Amz-Signature=0' }, 'AccessDenied'],
    [
      'with chunks that are signed one by one',
      { headers: { 'x-amz-content-sha256': 'STREAMING-X', ...signedAs('PAIL') } },
      'InvalidAccessKeyId',
    ],
  ])('%s', async (_what, { url = '', headers = {} }: { url?: string; headers?: Record<string, string> }, code) => {
    const answer = await fetch(`${store.endpoint}/${bucket.name}/x${url}`, { method: 'PUT', body: 'x', headers });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(await bucket.keys()).toEqual([]);
  });

  test('with another secret, or with a clock that is wrong', async () => {
    const wrong = plainS3(store.endpoint, { ...store.admin, secretAccessKey: 'another' });
    await expect(wrong.send(new ListObjectsV2Command({ Bucket: bucket.name }))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    const late = plainS3(store.endpoint, store.admin);
    late.config.systemClockOffset = 20 * 60_000;
    await expect(late.send(new ListObjectsV2Command({ Bucket: bucket.name }))).rejects.toMatchObject({
      name: 'RequestTimeTooSkewed',
    });
  });
});
