/** NetTransport over a stand-in that behaves as Electron's `net` was measured to (see there). */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bandwidth } from '../engine/s3/transport/bandwidth.ts';
import type { TransportRequest } from '../engine/s3/transport/transport.ts';
import { NetTransport } from './net-transport.ts';
import { FakeRequest } from './testing/fake-request.ts';

const IDLE_MS = 1000;

let sent: FakeRequest[] = [];
let bandwidth: Bandwidth;
let transport: NetTransport;
beforeEach(() => {
  sent = [];
  bandwidth = new Bandwidth();
  const request = (options: unknown): FakeRequest => {
    const made = new FakeRequest(options);
    sent.push(made);
    return made;
  };
  transport = new NetTransport({ request: request as never }, bandwidth, IDLE_MS);
});
afterEach(() => vi.useRealTimers());

const get = (more: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'GET',
  origin: 'https://store.test',
  path: '/b/k',
  headers: {},
  priority: 'bulk',
  signal: new AbortController().signal,
  ...more,
});

/** Sends a request; answers its promise and what `net` got. */
async function send(more: Partial<TransportRequest> = {}) {
  const answer = transport.request(get(more));
  answer.catch(() => undefined);
  await Promise.resolve();
  return { answer, request: sent.at(-1) as FakeRequest };
}

test('what Chromium makes itself is left to it, and nothing may be packed', async () => {
  const headers = { host: 'store.test', 'content-length': '3', 'x-amz-date': 'd' };
  const { answer, request } = await send({ method: 'PUT', headers, body: new Uint8Array([0, 1, 2, 3]).subarray(1) });
  expect(request.options).toEqual({
    method: 'PUT',
    url: 'https://store.test/b/k',
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
  });
  expect(request.headers).toEqual({ 'accept-encoding': 'identity', 'x-amz-date': 'd' });
  expect(request.written).toEqual([Buffer.from([1, 2, 3])]);
  expect(request.ended).toBe(true);
  const message = request.answer(200, { etag: '"x"', 'x-twice': ['a', 'b'] });
  const { status, headers: answered, body } = await answer;
  expect({ status, answered }).toEqual({ status: 200, answered: { etag: '"x"', 'x-twice': 'a, b' } });
  message.push('hello');
  message.push(null);
  expect((await body.toArray()).join('')).toBe('hello');
});

test.each(['/b/./k', '/b/../k', '/b/%2E%2e/k', '/b/..'])(
  'the path %s, which Chromium would change, is not sent',
  async (path) => {
    await expect(transport.request(get({ path }))).rejects.toMatchObject({ failure: { code: 'name-invalid' } });
    expect(sent).toEqual([]);
  },
);

test('a path of hostile names that stays as it is', async () => {
  const path = '/b/a%2Fb//c%27%22%5C%7C%5E/...?prefix=%2E%2E%2F&x';
  const { request } = await send({ path });
  expect(request.options).toMatchObject({ url: `https://store.test${path}` });
});

test.each(['gzip', 'br', 'x-gzip', 'aws-chunked, zstd'])(
  'a body in %s is refused, and its bytes never come',
  async (encoding) => {
    const { answer, request } = await send();
    request.answer(200, { 'content-encoding': encoding });
    await expect(answer).rejects.toMatchObject({ failure: { code: 'storage-refused', retryable: false } });
    expect(request.aborted).toBe(true);
  },
);

test('a body that Chromium could not unpack is the same failure', async () => {
  const { answer, request } = await send();
  request.emit('error', new Error('net::ERR_CONTENT_DECODING_FAILED'));
  await expect(answer).rejects.toMatchObject({ failure: { code: 'storage-refused' } });
});

test('a HEAD may tell of a packed body, and S3 has an encoding that is none', async () => {
  const head = await send({ method: 'HEAD' });
  expect(head.request.headers).toEqual({});
  head.request.answer(200, { 'content-encoding': 'gzip' });
  expect((await head.answer).headers).toEqual({ 'content-encoding': 'gzip' });
  const chunked = await send();
  chunked.request.answer(200, { 'content-encoding': 'aws-chunked' });
  expect((await chunked.answer).status).toBe(200);
});

test('a redirect is an answer', async () => {
  const { answer, request } = await send();
  request.emit('redirect', 307, 'GET', 'https://elsewhere', { location: ['https://elsewhere'] });
  request.emit('error', new Error('Redirect was cancelled'));
  const { status, headers, body } = await answer;
  expect({ status, headers }).toEqual({ status: 307, headers: { location: 'https://elsewhere' } });
  expect(await body.toArray()).toEqual([]);
});

test('a proxy that wants a password is not the store', async () => {
  const { answer, request } = await send();
  const login = vi.fn();
  request.emit('login', {}, login);
  expect(login).toHaveBeenCalledWith();
  const message = request.answer(407);
  await expect(answer).rejects.toMatchObject({ code: 'net::ERR_PROXY_AUTH_REQUESTED' });
  // It is said once more, where nobody waits for it.
  message.emit('error', new Error('net::ERR_TUNNEL_CONNECTION_FAILED'));
});

test("errors bear Chromium's code, before the answer and within it", async () => {
  const refused = await send();
  refused.request.emit('error', new Error('net::ERR_CERT_AUTHORITY_INVALID'));
  await expect(refused.answer).rejects.toMatchObject({ code: 'net::ERR_CERT_AUTHORITY_INVALID' });
  const cut = await send();
  cut.request.answer(200).push('begin');
  const { body } = await cut.answer;
  cut.request.emit('error', new Error('net::ERR_CONTENT_LENGTH_MISMATCH'));
  await expect(body.toArray()).rejects.toMatchObject({ code: 'net::ERR_CONTENT_LENGTH_MISMATCH' });
});

test('an abort rejects with its reason, destroys the body and ends the request', async () => {
  const controller = new AbortController();
  const waiting = await send({ signal: controller.signal });
  const reading = await send({ signal: controller.signal });
  reading.request.answer(200).push('begin');
  const { body } = await reading.answer;
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(waiting.answer).rejects.toBe(reason);
  await expect(body.toArray()).rejects.toBe(reason);
  expect([waiting, reading].map(({ request }) => request.aborted)).toEqual([true, true]);
  await expect(transport.request(get({ signal: controller.signal }))).rejects.toBe(reason);
});

test('a body left unread, and the transport closed: nothing goes on', async () => {
  const { answer, request } = await send();
  request.answer(200).push('begin');
  const { body } = await answer;
  body.destroy();
  await new Promise(setImmediate);
  expect(request.aborted).toBe(true);
  const other = await send();
  transport.destroy();
  await expect(other.answer).rejects.toThrow('closed');
});

test('a request may wait longer than others', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const patient = await send({ method: 'PUT', idleTimeout: 3 * IDLE_MS });
  vi.advanceTimersByTime(3 * IDLE_MS - 1);
  expect(patient.request.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  await expect(patient.answer).rejects.toMatchObject({ code: 'net::ERR_TIMED_OUT' });
});

test('silence is given up, but not while a body is sent, or nobody reads', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const silent = await send();
  const sending = await send({ method: 'PUT', body: Buffer.alloc(10) });
  vi.advanceTimersByTime(IDLE_MS - 1);
  sending.request.progress = 5;
  vi.advanceTimersByTime(1);
  await expect(silent.answer).rejects.toMatchObject({ code: 'net::ERR_TIMED_OUT' });
  vi.advanceTimersByTime(IDLE_MS - 1);
  const message = sending.request.answer(200);
  const { body } = await sending.answer;
  // Until the body holds as much as it may, unread.
  while (!message.isPaused()) {
    message.push(Buffer.alloc(64 * 1024));
    await new Promise(setImmediate);
  }
  vi.advanceTimersByTime(10 * IDLE_MS);
  expect(body.destroyed).toBe(false);
  body.resume();
  await new Promise(setImmediate);
  vi.advanceTimersByTime(IDLE_MS);
  expect(body.errored).toMatchObject({ code: 'net::ERR_TIMED_OUT' });
});

test('a limited answer comes in its turns, its silence meanwhile is nobody else’s, and a limit that goes lets it go on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  bandwidth.set({ upload: null, download: 10_240 });
  const { answer, request } = await send();
  const message = request.answer(200);
  const { body } = await answer;
  let received = 0;
  body.on('data', (piece: Buffer) => {
    received += piece.length;
  });
  const come = async (): Promise<void> => {
    message.push(Buffer.alloc(20_480));
    await new Promise(setImmediate);
  };
  await come();
  await come();
  // Two seconds' worth has come; the other one waits for it.
  expect([received, message.isPaused()]).toEqual([20_480, true]);
  await vi.advanceTimersByTimeAsync(1500);
  expect([received, message.isPaused(), body.destroyed]).toEqual([20_480, true, false]);
  await vi.advanceTimersByTimeAsync(600);
  expect([received, message.isPaused()]).toEqual([40_960, true]);
  bandwidth.set({ upload: null, download: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(message.isPaused()).toBe(false);
  message.push(null);
  await new Promise(setImmediate);
  expect(body.readableEnded).toBe(true);
});

test('a limited body is sent once all of it may be, and not where it is aborted or closed before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  bandwidth.set({ upload: 10_240, download: null });
  const controller = new AbortController();
  const body = Buffer.alloc(20_480);
  const start = (more: Partial<TransportRequest> = {}) => {
    const answer = transport.request(get({ method: 'PUT', body, ...more }));
    answer.catch(() => undefined);
    return answer;
  };
  start();
  const aborted = start({ signal: controller.signal });
  await vi.advanceTimersByTimeAsync(1500);
  expect(sent).toEqual([]);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  await vi.advanceTimersByTimeAsync(3000);
  expect(sent.map(({ written, ended }) => [written, ended])).toEqual([[[body], true]]);
  const closed = start();
  transport.destroy();
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(closed).rejects.toThrow('closed');
  expect(sent).toHaveLength(1);
});

test('how much of a body has gone is told while it goes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const told: number[] = [];
  const body = Buffer.alloc(300_000);
  const { answer, request } = await send({ method: 'PUT', body, onSent: (bytes) => told.push(bytes) });
  for (const progress of [4, 9]) {
    request.progress = progress;
    vi.advanceTimersByTime(250);
  }
  request.answer(200);
  (await answer).body.resume();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([4, 9]);
});
