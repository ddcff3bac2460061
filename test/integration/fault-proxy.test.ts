/** What the engine makes of a bad way to a real store: every body that was damaged or lost is sent or fetched again. */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type Bucket, grantOf, localFolder, makeBucket, startEngine, storageAt } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, inParts, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const LARGE = randomBytes(17 * MEBIBYTE + 3);
const SMALL = randomBytes(50_000);
const { rgw } = inject('world');
const { signal } = new AbortController();
const md5 = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');

let bucket: Bucket;
const ended: (() => unknown)[] = [];
beforeAll(async () => {
  bucket = await makeBucket();
  await bucket.put('small', SMALL);
});
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});
afterAll(() => bucket.remove());

async function proxyWith(...faults: Fault[]): Promise<FaultProxy> {
  const proxy = await startFaultProxy({ target: rgw.endpoint, faults });
  ended.push(proxy.stop);
  return proxy;
}

describe.each(Object.entries(ADAPTERS))('%s', (name, create) => {
  function portAt({ endpoint }: FaultProxy): S3Port {
    const port = portWith(create, { endpoint });
    ended.push(port.destroy);
    return port;
  }
  const put = (port: S3Port, key: string) =>
    port.putObject({ bucket: bucket.name, key, body: SMALL, contentType: 'text/plain', overwrite: true, signal });
  const upload = (port: S3Port, key: string) =>
    port.upload({
      bucket: bucket.name,
      key,
      ...inParts(LARGE, 8 * MEBIBYTE),
      contentType: 'text/plain',
      overwrite: true,
      beforeComplete: async () => undefined,
      signal,
    });
  const stored = async (key: string): Promise<string> => {
    const port = portWith(create);
    ended.push(port.destroy);
    return md5((await bodyOf(port, bucket.name, key)).body);
  };

  test('an object that arrives damaged is refused by the store and sent again', async () => {
    const proxy = await proxyWith({ kind: 'flip-upload', times: 3 });
    expect(await failureOf(put(portAt(proxy), `${name} put`))).toBeNull();
    expect(proxy.count('flip-upload')).toBe(3);
    expect(proxy.requests.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual([
      400, 400, 400, 200,
    ]);
    expect(await stored(`${name} put`)).toBe(md5(SMALL));
  });

  test('one that arrives damaged each time is a mismatch of checksums', async () => {
    const proxy = await proxyWith({ kind: 'flip-upload' });
    const key = `${name} damaged`;
    expect(await failureOf(put(portAt(proxy), key))).toMatchObject({ code: 'checksum-mismatch', retryable: true });
    expect(proxy.count('flip-upload')).toBe(4);
    expect(await bucket.keys()).not.toContain(key);
  });

  test('parts that arrive damaged, are lost, or whose answers are: the object is whole', async () => {
    const parts = { when: ({ query }) => query.has('partNumber') } satisfies Partial<Fault>;
    const proxy = await proxyWith(
      { kind: 'flip-upload', times: 1, ...parts },
      { kind: 'reset-upload', times: 1, ...parts },
      { kind: 'lost-answer', times: 1, ...parts },
      { kind: 'internal-error', times: 1, ...parts },
      { kind: 'slow-down', times: 1, ...parts },
    );
    const key = `${name} parts`;
    expect(await failureOf(upload(portAt(proxy), key))).toBeNull();
    for (const kind of ['flip-upload', 'reset-upload', 'lost-answer', 'internal-error', 'slow-down'] as const) {
      expect(proxy.count(kind)).toBe(1);
    }
    expect(await stored(key)).toBe(md5(LARGE));
    const confirmed = [...proxy.confirmedParts].sort((a, b) => a.partNumber - b.partNumber);
    expect(confirmed).toMatchObject([1, 2, 3].map((partNumber) => ({ bucket: bucket.name, key, partNumber })));
    expect(confirmed[0]?.etag).toBe(`"${md5(LARGE.subarray(0, 8 * MEBIBYTE))}"`);
  });

  test('a body passes unchanged where nothing happens', async () => {
    const proxy = await proxyWith({ kind: 'flip-download', probability: 0 }, { kind: 'flip-upload', probability: 0 });
    const port = portAt(proxy);
    await upload(port, `${name} whole`);
    expect(md5((await bodyOf(port, bucket.name, `${name} whole`)).body)).toBe(md5(LARGE));
    expect(proxy.requests.every(({ fault, complete }) => fault === null && complete)).toBe(true);
  });
});

test('the engine: files go up and come down whole through resets, cuts and flips', async () => {
  const [local, remove] = await localFolder();
  const [target, removeTarget] = await localFolder();
  ended.push(remove, removeTarget);
  const proxy = await proxyWith();
  const storage = storageAt(proxy.endpoint);
  const engine = startEngine([grantOf(bucket, { storage, prefix: 'faulty/' })]);
  ended.push(engine.stop);
  // The first goes up in parts and comes down in ranges.
  const contents = Array.from({ length: 12 }, (_, index) => randomBytes(index === 0 ? 34 * MEBIBYTE : 1000 * index));
  const names = contents.map((_, index) => `file-${index}`);
  await Promise.all(names.map((name, index) => writeFile(join(local, name), contents[index] as Buffer)));

  /** Each befalls two files: the large one, and one of its own. */
  async function through(kinds: readonly Fault['kind'][], work: () => Promise<unknown>): Promise<void> {
    const faults = kinds.flatMap((kind, index) =>
      [0, index + 1].map((file): Fault => ({ kind, times: 1, when: ({ path }) => path.endsWith(`/file-${file}`) })),
    );
    proxy.setFaults(faults);
    expect(await work()).toMatchObject({ state: 'completed' });
    expect(kinds.map((kind) => proxy.count(kind))).toEqual(kinds.map(() => 2));
  }
  const paths = names.map((name) => join(local, name));
  await through(['flip-upload', 'reset-before', 'reset-upload', 'lost-answer', 'slow-down'], () =>
    engine.ended(engine.startUpload('place', '', paths)),
  );
  const { viewId } = await engine.listed('place', '');
  const all = { ids: engine.range(viewId, 0, names.length - 1) };
  await through(['flip-download', 'cut', 'reset-download', 'internal-error'], () =>
    engine.ended(engine.startDownload(viewId, all, target)),
  );
  expect((await readdir(target)).sort()).toEqual([...names].sort());
  for (const [index, name] of names.entries()) {
    expect([name, md5(await readFile(join(target, name)))]).toEqual([name, md5(contents[index] as Buffer)]);
  }
});
