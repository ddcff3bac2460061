import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import type { Connection } from '../../src/main/engine/s3/connection.ts';
import { eachText } from '../../src/main/engine/s3/packed.ts';
import type { ListPage, ListRequest, S3Port } from '../../src/main/engine/s3/port.ts';
import type { TransportRequest } from '../../src/main/engine/s3/transport/transport.ts';
import { type Bucket, eachOf, HOSTILE_KEYS, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, inParts, type PortChange, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const { signal } = sharedAbort();

/** A change that looks at, and may change, what goes on the wire. */
const through =
  (see: (request: TransportRequest) => TransportRequest) =>
  (made: Connection): Connection => ({
    ...made,
    retries: { delayAfter: () => null, succeeded: () => undefined },
    transport: {
      request: (request) => made.transport.request(see(request)),
      destroy: () => made.transport.destroy(),
    },
  });

describe.each(Object.entries(ADAPTERS))('%s: listings', (_name, create) => {
  let bucket: Bucket;
  const ports: S3Port[] = [];
  const portOf = (change: PortChange) => {
    const port = portWith(create, change);
    ports.push(port);
    return port;
  };
  beforeAll(async () => {
    bucket = await makeBucket();
    await eachOf(HOSTILE_KEYS, (key) => bucket.put(key));
  });
  afterAll(async () => {
    for (const port of ports) port.destroy();
    await bucket.remove();
  });

  async function all(port: S3Port, change: Partial<ListRequest>): Promise<{ keys: string[]; prefixes: string[] }> {
    const keys: string[] = [];
    const prefixes: string[] = [];
    let token: string | null = null;
    do {
      const request = { bucket: bucket.name, prefix: '', delimiter: null, token, signal, ...change };
      const page: ListPage = await port.listPage(request);
      keys.push(...eachText(page.keys));
      prefixes.push(...eachText(page.prefixes));
      token = page.nextToken;
    } while (token !== null);
    return { keys, prefixes };
  }

  const sorted = [...HOSTILE_KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  // What a folder of hostile keys shows: each key without `/`, and each beginning up to the first one.
  const folders = [
    ...new Set(sorted.filter((key) => key.includes('/')).map((key) => key.slice(0, key.indexOf('/') + 1))),
  ];

  test.each([1, 2] as const)('version %i pages through everything, once and in order', async (listVersion) => {
    const port = portOf({ quirks: { listVersion } });
    for (const limit of [5, 1000]) {
      expect((await all(port, { limit })).keys).toEqual(sorted);
      const top = await all(port, { limit, delimiter: '/' });
      expect(top.keys).toEqual(sorted.filter((key) => !key.includes('/')));
      expect(top.prefixes).toEqual(folders);
    }
  });

  test.each([1, 2] as const)('version %i begins behind a key', async (listVersion) => {
    const port = portOf({ quirks: { listVersion } });
    for (const startAfter of ['a b', 'a/../b', 'k', '日本/語', '~zzz']) {
      const expected = sorted.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0);
      expect((await all(port, { startAfter, limit: 1000 })).keys).toEqual(expected);
    }
  });
});

describe('wire', () => {
  let bucket: Bucket;
  const ports: S3Port[] = [];
  const wire = (change: PortChange = {}) => {
    const port = portWith(ADAPTERS.wire, change);
    ports.push(port);
    return port;
  };
  beforeAll(async () => {
    bucket = await makeBucket();
  });
  afterAll(async () => {
    for (const port of ports) port.destroy();
    await bucket.remove();
  });
  const at = (key: string) => ({ bucket: bucket.name, key, signal });
  const body = Buffer.from('what was meant');
  const put = (port: S3Port, key: string) =>
    port.putObject({ ...at(key), body, contentType: 'text/plain', overwrite: true });

  test('the way on is told, and it is the page’s', async () => {
    await eachOf(['t/1', 't/2', 't/3'], (key) => bucket.put(key));
    const told: string[] = [];
    const list = (token: string | null) =>
      wire().listPage({
        ...at(''),
        prefix: 't/',
        delimiter: '/',
        token,
        limit: 2,
        onNextToken: (next) => told.push(next),
      });
    const { nextToken } = await list(null);
    expect(told).toEqual([nextToken]);
    expect([...eachText((await list(nextToken)).keys)]).toEqual(['t/3']);
    expect(told).toHaveLength(1);
  });

  test.each(['md5', 'sha256'] as const)('a body that %s does not fit is refused by the store', async (bodyChecksum) => {
    const good = wire({ quirks: { bodyChecksum } });
    await put(good, 'checked');
    expect((await bodyOf(good, bucket.name, 'checked')).body.equals(body)).toBe(true);
    const damaged = (request: TransportRequest) =>
      request.body ? { ...request, body: Buffer.from('what was MEANT') } : request;
    const bad = wire({ quirks: { bodyChecksum }, connection: through(damaged) });
    expect(await failureOf(put(bad, 'damaged'))).toMatchObject({ detail: { httpStatus: 400 } });
    expect(await failureOf(good.headObject(at('damaged')))).toMatchObject({ code: 'no-such-key' });
  });

  test('a path of the endpoint goes before the bucket, and is signed', async () => {
    const paths: string[] = [];
    const note = (request: TransportRequest) => {
      paths.push(request.path);
      return request;
    };
    const port = wire({ endpoint: `${inject('world').rgw.endpoint}/`, connection: through(note) });
    await put(port, 'a/../b+c d');
    expect(paths).toEqual([`/${bucket.name}/a/../b%2Bc%20d`]);
  });

  test('a clock that is wrong by hours does not matter after the first answer', async () => {
    let shift = 5 * 3_600_000;
    const attempts: string[] = [];
    const port = wire({
      connection: (made) => ({
        ...through((request) => {
          attempts.push(request.method);
          return request;
        })(made),
        clock: {
          now: () => Date.now() + shift,
          storeTime: () => Date.now() + shift,
          skew: shift,
          observe: (date) => {
            if (Math.abs(Date.parse(date ?? '') - Date.now() - shift) > 60_000) shift = 0;
          },
        },
      }),
    });
    await put(port, 'late');
    expect(attempts).toEqual(['PUT', 'PUT']);
    await put(port, 'later');
    expect(attempts).toHaveLength(3);
  });

  test('bytes of the first part, where the store tells them', async () => {
    const content = Buffer.alloc(6 * MEBIBYTE, 'p');
    const port = wire();
    await port.upload({
      ...at('parts'),
      ...inParts(content, 5 * MEBIBYTE),
      contentType: 'a/b',
      overwrite: true,
      beforeComplete: async () => undefined,
    });
    const info = await port.headObject(at('parts'));
    const parts = [content.subarray(0, 5 * MEBIBYTE), content.subarray(5 * MEBIBYTE)];
    const sums = parts.map((part) => createHash('md5').update(part).digest());
    const etag = `"${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-2"`;
    expect(info).toMatchObject({ size: content.length, etag, etagKind: 'parts-md5' });
    // Ceph 16 does not know parts of a GET.
    expect(await port.firstPartBytes({ ...at('parts'), ifMatch: info.etag })).toBeNull();
    expect(await failureOf(port.firstPartBytes({ ...at('parts'), ifMatch: '"other"' }))).toMatchObject({
      code: 'object-changed',
    });
  });
});
