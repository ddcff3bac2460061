/** The proxy of faults before a scripted store: what is chosen happens, and nothing else does. */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { UndiciTransport } from '../../src/main/engine/s3/transport/undici-transport.ts';
import { type HttpStore, httpStore } from '../../src/main/engine/testing/http-store.ts';
import { type Fault, type FaultKind, type FaultProxyOptions, startFaultProxy } from '../support/fault-proxy.ts';

const CONTENT = randomBytes(300_000);
const UPLOADED = randomBytes(200_000);

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

interface Asked {
  readonly method?: 'GET' | 'HEAD' | 'PUT' | 'POST';
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** A store that answers with an object, behind a proxy, and a client that asks once and says what came of it. */
async function setup(options: Omit<FaultProxyOptions, 'target'> = {}) {
  const store: HttpStore = await httpStore(({ method, url }, response) => {
    if (url.includes('missing')) response.writeHead(404, { 'content-length': 7 }).end('missing');
    else if (method === 'PUT') response.writeHead(200, { etag: '"e"', 'content-length': 0 }).end();
    else response.writeHead(200, { 'content-length': CONTENT.length }).end(method === 'HEAD' ? undefined : CONTENT);
  });
  const proxy = await startFaultProxy({ target: store.endpoint, ...options });
  const transport = new UndiciTransport();
  ended.push(store.close, proxy.stop, () => transport.destroy());
  const controller = new AbortController();
  const send = ({ method = 'GET', path = '/b/k', headers = {} }: Asked) =>
    transport.request({
      method,
      origin: proxy.endpoint,
      path,
      headers,
      priority: 'bulk',
      signal: controller.signal,
      ...((method === 'PUT' || method === 'POST') && { body: UPLOADED }),
    });
  const ask = async (asked: Asked = {}) => {
    let begun: Awaited<ReturnType<typeof send>>;
    try {
      begun = await send(asked);
    } catch {
      return { status: 0, headers: {}, body: Buffer.alloc(0), end: 'refused' };
    }
    const pieces: Buffer[] = [];
    const { status, headers, body: answer } = begun;
    const end = await (async () => {
      try {
        for await (const piece of answer) pieces.push(piece);
        return 'whole';
      } catch {
        return 'broken';
      }
    })();
    return { status, headers, body: Buffer.concat(pieces), end };
  };
  return { store, proxy, ask, abort: () => controller.abort() };
}

const put = (more: Asked = {}): Asked => ({ method: 'PUT', ...more });

/** In how many bits two buffers differ. */
function differences(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  let bits = 0;
  a.forEach((byte, index) => {
    for (let rest = byte ^ (b[index] as number); rest > 0; rest &= rest - 1) bits += 1;
  });
  return bits;
}

test('without faults everything passes as it is', async () => {
  const { store, proxy, ask } = await setup({ faults: [{ kind: 'reset-before', probability: 0 }] });
  const headers = { host: 'bucket.test', 'x-amz-meta-a': 'B' };
  for (let round = 0; round < 5; round += 1) {
    const answer = await ask({ path: '/b/a%20b%2F?x-id=GetObject', headers });
    expect(answer).toMatchObject({ status: 200, end: 'whole' });
    expect(answer.body.equals(CONTENT)).toBe(true);
    expect(await ask(put())).toMatchObject({ status: 200, end: 'whole', headers: { etag: '"e"' } });
    expect(await ask({ method: 'HEAD' })).toMatchObject({ status: 200, end: 'whole' });
  }
  expect(store.requests[0]).toMatchObject({ url: '/b/a%20b%2F?x-id=GetObject', headers });
  expect(store.requests[1]?.body.equals(UPLOADED)).toBe(true);
  expect(proxy.requests).toHaveLength(15);
  expect(proxy.requests.every(({ fault, complete, error }) => fault === null && complete && !error)).toBe(true);
  expect(proxy.requests[1]).toMatchObject({ number: 2, method: 'PUT', path: '/b/k', status: 200, storeStatus: 200 });
});

test.each<[FaultKind, Asked, object, number]>([
  ['reset-before', {}, { end: 'refused' }, 0],
  ['reset-before', put(), { end: 'refused' }, 0],
  ['reset-upload', put(), { end: 'refused' }, 0],
  ['lost-answer', {}, { end: 'refused' }, 1],
  ['lost-answer', put(), { end: 'refused' }, 1],
  ['reset-download', {}, { status: 200, end: 'broken' }, 1],
  ['cut', {}, { status: 200, end: 'broken' }, 1],
])('%s of %o: %o', async (kind, asked, expected, heard) => {
  const { store, proxy, ask } = await setup({ faults: [{ kind, times: 1 }] });
  expect(await ask(asked)).toMatchObject(expected);
  expect(store.requests).toHaveLength(heard);
  expect(proxy.requests[0]).toMatchObject({ fault: kind, complete: false, storeStatus: heard === 0 ? undefined : 200 });
  expect(proxy.count(kind)).toBe(1);
  expect(await ask(asked)).toMatchObject({ status: 200, end: 'whole' });
});

test('of a body that is cut a beginning arrives, as it is', async () => {
  const { ask } = await setup({ faults: [{ kind: 'cut' }] });
  const { body } = await ask();
  expect(body.length).toBeGreaterThan(0);
  expect(body.length).toBeLessThan(CONTENT.length);
  expect(body.equals(CONTENT.subarray(0, body.length))).toBe(true);
});

test('one bit of the content of an object is another, on its way down and on its way up', async () => {
  const { store, proxy, ask } = await setup({ faults: [{ kind: 'flip-download' }, { kind: 'flip-upload' }] });
  expect(differences((await ask()).body, CONTENT)).toBe(1);
  proxy.setFaults([{ kind: 'flip-upload' }]);
  for (const path of ['/b/k', '/b/k?partNumber=1&uploadId=u']) {
    expect(await ask(put({ path }))).toMatchObject({ status: 200, end: 'whole' });
    expect(differences(store.requests.at(-1)?.body ?? UPLOADED, UPLOADED)).toBe(1);
  }
  expect([proxy.count('flip-download'), proxy.count('flip-upload')]).toEqual([1, 2]);
});

test.each<[FaultKind, Asked]>([
  ['flip-download', { path: '/b?list-type=2' }],
  ['flip-download', { path: '/b/k?uploadId=u' }],
  ['flip-download', { path: '/b/k?tagging' }],
  ['flip-download', { path: '/b/missing' }],
  ['flip-download', { method: 'POST', path: '/b/k' }],
  ['flip-download', { method: 'HEAD' }],
  ['flip-upload', put({ method: 'POST', path: '/b/k?uploadId=u' })],
  ['flip-upload', put({ path: '/b/k?acl' })],
  ['flip-upload', put({ headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } })],
  ['reset-upload', {}],
  ['reset-download', put()],
  ['cut', { method: 'HEAD' }],
])('%s is nothing for %o, and waits for one that it can happen to', async (kind, asked) => {
  const { store, proxy, ask } = await setup({ faults: [{ kind, times: 1 }] });
  expect((await ask(asked)).end).toBe('whole');
  if (asked.method?.startsWith('P')) expect(store.requests[0]?.body.equals(UPLOADED)).toBe(true);
  expect(proxy.requests[0]?.fault).toBeNull();
  await ask(kind.endsWith('upload') ? put() : {});
  expect(proxy.requests[1]?.fault).toBe(kind);
});

test.each<[FaultKind, number, string]>([
  ['service-unavailable', 503, 'ServiceUnavailable'],
  ['slow-down', 503, 'SlowDown'],
  ['internal-error', 500, 'InternalError'],
  ['expired-token', 400, 'ExpiredToken'],
  ['time-skewed', 403, 'RequestTimeTooSkewed'],
  ['access-denied', 403, 'AccessDenied'],
])('%s is an answer of S3, and the connection is used on', async (kind, status, code) => {
  const { store, proxy, ask } = await setup({ faults: [{ kind, retryAfter: 2, times: 2 }] });
  const refused = await ask(put());
  expect(refused).toMatchObject({ status, end: 'whole', headers: { 'retry-after': '2' } });
  expect(refused.body.toString()).toContain(`<Code>${code}</Code>`);
  expect(await ask({ method: 'HEAD' })).toMatchObject({ status, end: 'whole' });
  expect(store.requests).toHaveLength(0);
  expect(proxy.requests[0]).toMatchObject({ fault: kind, status, storeStatus: undefined, complete: true });
  expect(await ask()).toMatchObject({ status: 200 });
});

test.each<FaultKind>(['stall', 'stall-download'])('%s: silence until it is released', async (kind) => {
  const { store, proxy, ask } = await setup({ faults: [{ kind, times: 1 }] });
  const asked = ask();
  await vi.waitFor(() => expect(proxy.count(kind)).toBe(1));
  expect(store.requests).toHaveLength(kind === 'stall' ? 0 : 1);
  expect(proxy.requests[0]?.complete).toBe(false);
  proxy.release();
  const { body, ...answer } = await asked;
  expect(answer).toMatchObject({ status: 200, end: 'whole' });
  expect(body.equals(CONTENT)).toBe(true);
});

test('a client that gives up a stalled request leaves nothing', async () => {
  const { store, proxy, ask, abort } = await setup({ faults: [{ kind: 'stall' }] });
  const asked = ask();
  await vi.waitFor(() => expect(proxy.count('stall')).toBe(1));
  abort();
  expect(await asked).toMatchObject({ end: 'refused' });
  proxy.release();
  await new Promise(setImmediate);
  expect(store.requests).toHaveLength(0);
});

test('keys that the test says have expired are refused', async () => {
  const { proxy, ask } = await setup({ expired: (headers) => headers['x-amz-security-token'] === 'old' });
  expect(await ask({ headers: { 'x-amz-security-token': 'old' } })).toMatchObject({ status: 400 });
  expect(await ask({ headers: { 'x-amz-security-token': 'new' } })).toMatchObject({ status: 200 });
  expect(proxy.count('expired-token')).toBe(1);
});

test('offline: what is open breaks, nothing new comes through, and then it does again', async () => {
  const { proxy, ask } = await setup({ faults: [{ kind: 'stall', times: 1 }] });
  const asked = ask();
  await vi.waitFor(() => expect(proxy.count('stall')).toBe(1));
  proxy.setOnline(false);
  expect(await asked).toMatchObject({ end: 'refused' });
  expect(await ask()).toMatchObject({ end: 'refused' });
  expect(proxy.refusedConnections).toBeGreaterThan(0);
  expect(proxy.requests).toHaveLength(1);
  proxy.setOnline(true);
  expect(await ask()).toMatchObject({ status: 200, end: 'whole' });
});

test('parts count as confirmed once the client has been told', async () => {
  const { proxy, ask } = await setup({ faults: [{ kind: 'lost-answer', when: ({ number }) => number === 2 }] });
  const part = (number: number, key = 'k') => ask(put({ path: `/b/${key}?partNumber=${number}&uploadId=u%2F1` }));
  await part(1, 'a%20b/c');
  await part(2);
  await part(3, 'missing');
  await ask(put());
  expect(proxy.confirmedParts).toEqual([{ bucket: 'b', key: 'a b/c', uploadId: 'u/1', partNumber: 1, etag: '"e"' }]);
});

const MIXED: readonly Fault[] = [
  { kind: 'reset-before', probability: 0.15 },
  { kind: 'slow-down', probability: 0.15, when: ({ method }) => method === 'PUT' },
  { kind: 'flip-download', probability: 0.3 },
  { kind: 'cut', probability: 0.2, times: 4 },
];

/** What happened to so many requests one after another, and what became of the bodies. */
async function run(seed: number) {
  const { proxy, ask } = await setup({ seed, faults: MIXED });
  const bodies = createHash('sha256');
  const ends: string[] = [];
  for (let number = 0; number < 60; number += 1) {
    const { body, end } = await ask(number % 3 === 0 ? put() : {});
    // How much of a body arrives before its connection breaks is the network's to say.
    if (end === 'whole') bodies.update(body);
    ends.push(end);
  }
  return { proxy, ends, bodies: bodies.digest('hex'), faults: proxy.requests.map(({ fault }) => fault) };
}

test('the same seed, the same faults; another seed, others', async () => {
  const [first, second, other] = [await run(7), await run(7), await run(8)];
  expect(second.faults).toEqual(first.faults);
  expect(second.ends).toEqual(first.ends);
  expect(second.bodies).toBe(first.bodies);
  expect(other.faults).not.toEqual(first.faults);
  const { proxy, faults } = first;
  for (const { kind, times } of MIXED) {
    expect(proxy.count(kind)).toBeGreaterThan(0);
    expect(proxy.count(kind)).toBeLessThanOrEqual(times ?? 60);
  }
  const counted = MIXED.reduce((sum, { kind }) => sum + proxy.count(kind), 0);
  expect(counted).toBe(faults.filter((fault) => fault !== null).length);
});

test('faults that make no sense are refused', async () => {
  const faults = [{ kind: 'cut', probability: 1.5 }] as const;
  await expect(startFaultProxy({ target: 'http://127.0.0.1:1', faults })).rejects.toThrow('cut: the probability 1.5');
});
