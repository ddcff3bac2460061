/** Downloads where only one request at a time may be under way: none may wait for another while it has the place. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StorageKeys } from '../../s3/keys.ts';
import { Pacer } from '../../s3/pacer.ts';
import { UndiciTransport } from '../../s3/transport/undici-transport.ts';
import { createWirePort } from '../../s3/wire/wire-port.ts';
import { httpStore } from '../../testing/http-store.ts';
import { content, intoFile, partsEtag } from '../../testing/one-object.ts';
import { plainConnection } from '../../testing/plain-connection.ts';
import { fetchObject, NOTHING_KEPT } from './fetch.ts';
import { fetchIntoMemory } from './fetch-memory.ts';

const MEBIBYTE = 1_048_576;

/** An object in parts in a store that is asked one thing at a time, on its way into `folder`. */
async function setup(size: number, partBytes: number) {
  const body = content.subarray(4096, 4096 + size);
  const store = await httpStore(({ method, url }, response) => {
    const isPart = url.includes('partNumber=1');
    const length = isPart ? partBytes : size;
    response.writeHead(200, { etag: partsEtag(body, partBytes), 'content-length': length });
    if (method === 'HEAD') response.end();
    else response.end(body);
  });
  const pacer = new Pacer(new UndiciTransport());
  pacer.most = 1;
  const folder = await mkdtemp(join(tmpdir(), 'pail-place-'));
  onTestFinished(async () => {
    pacer.destroy();
    store.close();
    await rm(folder, { recursive: true });
  });
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const port = createWirePort(storage, keys, plainConnection({}, pacer), () => Promise.reject(new Error('no')));
  const fetching = {
    port,
    ...intoFile(folder),
    signal: AbortSignal.timeout(20_000),
    onBytes: () => undefined,
  };
  return { fetching, body, store, written: () => readFile(join(folder, 'x')) };
}

test.each([
  ['small', 100_000, 60_000],
  ['in one answer', 17 * MEBIBYTE, 5 * MEBIBYTE],
])('an object in parts is asked for the size of its parts after its content: %s', async (_what, size, partBytes) => {
  const { fetching, body, store, written } = await setup(size, partBytes);
  await fetchObject(fetching, size, NOTHING_KEPT);
  expect((await written()).equals(body)).toBe(true);
  expect(store.requests.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
});

test('so is one that comes into memory', async () => {
  const { fetching, body } = await setup(100_000, 60_000);
  const found = await fetchIntoMemory(fetching, MEBIBYTE);
  expect(found?.content.equals(body)).toBe(true);
});
