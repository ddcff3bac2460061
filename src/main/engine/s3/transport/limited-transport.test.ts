/** The limits of the bandwidth over real connections. Times are only ever asserted to be long enough. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { Bandwidth, Flow } from './bandwidth.ts';
import { readBody } from './body.ts';
import type { TransportRequest } from './transport.ts';
import { UndiciTransport, type UndiciTransportOptions } from './undici-transport.ts';

const KIBIBYTE = 1024;
const CONTENT = randomBytes(8 * KIBIBYTE * KIBIBYTE);
const hash = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** Answers `GET /n` with the first n bytes of the content, and an upload with its hash. */
const store: RequestListener = (request, response) => {
  if (request.method === 'GET') {
    const body = CONTENT.subarray(0, Number(request.url?.slice(1)));
    response.setHeader('content-length', body.length).end(body);
    return;
  }
  const md5 = createHash('md5');
  request.on('data', (piece: Buffer) => md5.update(piece)).once('end', () => response.end(md5.digest('hex')));
};

async function setup(listener: RequestListener = store, options: UndiciTransportOptions = {}) {
  const server = createServer(listener);
  ended.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bandwidth = new Bandwidth();
  const make = (): UndiciTransport => {
    const transport = new UndiciTransport({ ...options, bandwidth });
    ended.push(() => transport.destroy());
    return transport;
  };
  const transport = make();
  const request = (more: Partial<TransportRequest>): TransportRequest => {
    const { signal } = new AbortController();
    return { method: 'GET', origin, path: '/', headers: {}, priority: 'bulk', signal, ...more };
  };
  /** Answers the hash of what came; `hear` is told of each piece. */
  const fetched = async (
    bytes: number,
    { by = transport, more = {}, hear = () => undefined }: Fetch = {},
  ): Promise<string> => {
    const { body } = await by.request(request({ path: `/${bytes}`, ...more }));
    const md5 = createHash('md5');
    await readBody(body, {
      take: (piece) => {
        md5.update(piece);
        hear(piece.length);
        return null;
      },
    });
    return md5.digest('hex');
  };
  const sent = async (body: Uint8Array, more: Partial<TransportRequest> = {}): Promise<string> => {
    const answer = await transport.request(request({ method: 'PUT', body, ...more }));
    return Buffer.concat(await answer.body.toArray()).toString();
  };
  return { server, bandwidth, transport, make, request, fetched, sent };
}

interface Fetch {
  readonly by?: UndiciTransport;
  readonly more?: Partial<TransportRequest>;
  readonly hear?: (bytes: number) => void;
}

/** Ms that some work takes. */
async function timed(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}

test('downloads keep to the limit together, whatever transport they use, and arrive as they are', async () => {
  const { bandwidth, make, fetched } = await setup();
  bandwidth.set({ upload: null, download: 400 * KIBIBYTE });
  let largest = 0;
  const hear = (piece: number): void => {
    largest = Math.max(largest, piece);
  };
  const others = { by: make(), hear };
  const bytes = 100 * KIBIBYTE;
  const all = Promise.all([
    fetched(bytes, { hear }),
    fetched(bytes, others),
    fetched(bytes, { hear }),
    fetched(bytes, others),
  ]);
  // A second's worth, less what may come at once.
  expect(await timed(all)).toBeGreaterThan(700);
  expect(new Set(await all)).toEqual(new Set([hash(CONTENT.subarray(0, bytes))]));
  // Smoothly: ten pieces a second.
  expect(largest).toBeLessThanOrEqual(40 * KIBIBYTE);
});

test('many small downloads keep to it as well', async () => {
  const { bandwidth, fetched } = await setup();
  bandwidth.set({ upload: null, download: 100 * KIBIBYTE });
  const all = Promise.all(Array.from({ length: 50 }, () => fetched(2 * KIBIBYTE)));
  expect(await timed(all)).toBeGreaterThan(700);
  expect(new Set(await all)).toEqual(new Set([hash(CONTENT.subarray(0, 2 * KIBIBYTE))]));
});

test('a body that is read as a stream keeps to it', async () => {
  const { bandwidth, transport, request } = await setup();
  bandwidth.set({ upload: null, download: 400 * KIBIBYTE });
  const read = async (): Promise<Buffer> =>
    Buffer.concat(await (await transport.request(request({ path: `/${400 * KIBIBYTE}` }))).body.toArray());
  const reading = read();
  expect(await timed(reading)).toBeGreaterThan(700);
  expect(hash(await reading)).toBe(hash(CONTENT.subarray(0, 400 * KIBIBYTE)));
});

test.each([
  ['long', 4, 100 * KIBIBYTE],
  ['very long', 1, 400 * KIBIBYTE],
  ['small', 100, 4 * KIBIBYTE],
])('uploads keep to it, and arrive as they are: %s', async (_what, count, bytes) => {
  const { bandwidth, sent } = await setup();
  bandwidth.set({ upload: 400 * KIBIBYTE, download: null });
  // A view that does not begin where its memory does.
  const body = CONTENT.subarray(3, 3 + bytes);
  const all = Promise.all(Array.from({ length: count }, () => sent(body)));
  expect(await timed(all)).toBeGreaterThan(700);
  expect(new Set(await all)).toEqual(new Set([hash(body)]));
});

test('a limit that goes lets all go on at once that waited for it', async () => {
  const { bandwidth, fetched, sent } = await setup();
  // At this, what follows would take an hour.
  bandwidth.set({ upload: 2 * KIBIBYTE, download: 2 * KIBIBYTE });
  let moved = 0;
  const hear = (bytes: number): void => {
    moved += bytes;
  };
  const all = [fetched(CONTENT.length, { hear }), fetched(CONTENT.length, { hear }), sent(CONTENT), sent(CONTENT)];
  await vi.waitFor(() => expect(moved).toBeGreaterThan(0), { timeout: 20_000 });
  bandwidth.set({ upload: null, download: null });
  expect(new Set(await Promise.all(all))).toEqual(new Set([hash(CONTENT)]));
});

test('a limit that comes holds what is under way', async () => {
  let uploaded = 0;
  const { bandwidth, fetched, sent } = await setup((request, response) => {
    if (request.method === 'PUT') request.on('data', (piece: Buffer) => (uploaded += piece.length));
    // Nothing is over before the limit is there.
    store(request, response);
  });
  const rate = 16 * KIBIBYTE;
  let downloaded = 0;
  let since = 0;
  const before = { up: 0, down: 0 };
  const limit = (): void => {
    if (since > 0) return;
    since = performance.now();
    bandwidth.set({ upload: rate, download: rate });
    Object.assign(before, { up: uploaded, down: downloaded });
  };
  const all = [
    fetched(CONTENT.length, {
      hear: (bytes) => {
        downloaded += bytes;
        limit();
      },
    }),
    sent(CONTENT),
  ];
  await vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(since === 0 ? Infinity : 1000), {
    timeout: 20_000,
    interval: 50,
  });
  // What was in the systems' memory arrives; one more read may have been asked for.
  const allowed = ((performance.now() - since) / 1000) * rate;
  expect(downloaded - before.down).toBeLessThan(allowed + 300 * KIBIBYTE);
  expect(downloaded).toBeLessThan(CONTENT.length);
  bandwidth.set({ upload: null, download: null });
  expect(new Set(await Promise.all(all))).toEqual(new Set([hash(CONTENT)]));
});

test('the idle timeout does not count our own waiting', async () => {
  const { bandwidth, fetched, sent } = await setup(store, { idleTimeout: 300 });
  bandwidth.set({ upload: 20 * KIBIBYTE, download: 20 * KIBIBYTE });
  // Each has its turn every 800 ms.
  const bytes = 5 * KIBIBYTE;
  const content = CONTENT.subarray(0, bytes);
  const all = Array.from({ length: 8 }, () => [fetched(bytes), sent(content)]).flat();
  expect(new Set(await Promise.all(all))).toEqual(new Set([hash(content)]));
}, 60_000);

test.each([
  ['before the answer', () => undefined],
  ['within it', (_request, response) => void response.writeHead(200, { 'content-length': 9999 }).write('begin')],
] as [string, RequestListener][])(
  'silence of the store is given up under a limit, too: %s',
  async (_when, listener) => {
    const { bandwidth, fetched, sent } = await setup(listener, { idleTimeout: 100 });
    bandwidth.set({ upload: 20 * KIBIBYTE, download: 20 * KIBIBYTE });
    const code = expect.stringMatching(/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/);
    await expect(fetched(10)).rejects.toMatchObject({ code });
    await expect(sent(CONTENT.subarray(0, 5 * KIBIBYTE))).rejects.toMatchObject({ code });
  },
);

test('what somebody waits for before the screen goes ahead of everything', async () => {
  const { bandwidth, fetched, sent } = await setup();
  bandwidth.set({ upload: 4 * KIBIBYTE, download: 4 * KIBIBYTE });
  const order: string[] = [];
  const content = CONTENT.subarray(0, 12 * KIBIBYTE);
  const bulk = [fetched(content.length), sent(content)].map((work) => work.then(() => order.push('bulk')));
  const more = { priority: 'interactive' } as const;
  const quick = [fetched(20 * KIBIBYTE, { more }), sent(CONTENT.subarray(0, 20 * KIBIBYTE), more)];
  await Promise.all(quick.map((work) => work.then(() => order.push('interactive'))));
  bandwidth.set({ upload: null, download: null });
  await Promise.all(bulk);
  expect(order).toEqual(['interactive', 'interactive', 'bulk', 'bulk']);
});

test('who is aborted while he waits goes at once, before the request and within the bodies', async () => {
  const { server, bandwidth, transport, request, fetched } = await setup();
  bandwidth.set({ upload: 2 * KIBIBYTE, download: 2 * KIBIBYTE });
  const controller = new AbortController();
  const { signal } = controller;
  const first = fetched(CONTENT.length, { more: { signal } });
  const sending = transport.request(request({ method: 'PUT', body: CONTENT, signal }));
  const [{ socket }] = (await once(server, 'request')) as [IncomingMessage];
  const waiting = transport.request(request({ path: '/10', signal }));
  const reason = new Error('enough');
  controller.abort(reason);
  for (const work of [first, sending, waiting]) await expect(work).rejects.toBe(reason);
  // It may be broken off with bytes on their way, which is an error to whoever waits by the name of an event.
  await vi.waitFor(() => expect(socket.destroyed).toBe(true), { timeout: 20_000 });
  bandwidth.set({ upload: null, download: null });
  expect(await fetched(10)).toBe(hash(CONTENT.subarray(0, 10)));
});

test('a transport that is closed while somebody waits for his turn says so', async () => {
  const { bandwidth, transport, fetched } = await setup();
  bandwidth.set({ upload: null, download: 2 * KIBIBYTE });
  const all = Array.from({ length: 4 }, () => fetched(10));
  const outcomes = Promise.allSettled(all);
  await all[0];
  transport.destroy();
  expect((await outcomes)[3]).toMatchObject({ status: 'rejected', reason: { message: 'The transport is closed.' } });
});

test('every request gives back its part of the bandwidth, however it ends', async () => {
  const { transport, request, fetched, sent } = await setup((asked, response) => {
    if (asked.url === '/cut') response.writeHead(200, { 'content-length': 9 }).write('begin', () => response.destroy());
    else if (asked.url === '/reset') response.destroy();
    else store(asked, response);
  });
  const gone = new WeakSet<Flow>();
  const { end } = Flow.prototype;
  vi.spyOn(Flow.prototype, 'end').mockImplementation(function (this: Flow) {
    gone.add(this);
    end.call(this);
  });
  const flows: Flow[] = [];
  const { flow } = Bandwidth.prototype;
  vi.spyOn(Bandwidth.prototype, 'flow').mockImplementation(function (this: Bandwidth, about) {
    const made = flow.call(this, about);
    flows.push(made);
    return made;
  });
  ended.push(() => vi.restoreAllMocks());
  const controller = new AbortController();
  const aborted = await transport.request(request({ path: `/${CONTENT.length}`, signal: controller.signal }));
  controller.abort();
  const unread = await transport.request(request({ path: `/${CONTENT.length}` }));
  unread.body.destroy();
  await expect(aborted.body.toArray()).rejects.toThrow();
  await fetched(10);
  await sent(CONTENT);
  for (const path of ['/cut', '/reset']) await expect(fetched(0, { more: { path } })).rejects.toThrow();
  await vi.waitFor(() => expect(flows.map((made) => gone.has(made))).toEqual(Array(6).fill(true)));
});
