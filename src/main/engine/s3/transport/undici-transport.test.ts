import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { TransportRequest } from './transport.ts';
import { UndiciTransport, type UndiciTransportOptions } from './undici-transport.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener);
  ended.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return { server, origin: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

function transport(options: UndiciTransportOptions = {}): UndiciTransport {
  const made = new UndiciTransport(options);
  ended.push(() => made.destroy());
  return made;
}

function get(origin: string, more: Partial<TransportRequest> = {}): TransportRequest {
  const { signal } = new AbortController();
  return { method: 'GET', origin, path: '/b/k', headers: {}, priority: 'bulk', signal, ...more };
}

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const count = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, connections) => resolve(connections)));

test('path, headers and host go out as given, and the answer comes back as it is', async () => {
  const seen: IncomingMessage[] = [];
  const packed = gzipSync('hello');
  const { origin } = await serve((request, response) => {
    seen.push(request);
    response.setHeader('x-twice', ['a', 'b']);
    response.writeHead(307, { location: '/elsewhere', 'content-encoding': 'gzip' }).end(packed);
  });
  const headers = { host: 'bucket.store.test', 'x-amz-meta-a': 'b' };
  const answer = await transport().request(get(origin, { path: '/b/%2E%2e/a%20b?list-type=2&x', headers }));
  expect(answer.status).toBe(307);
  expect(answer.headers).toMatchObject({ 'x-twice': 'a, b', location: '/elsewhere', 'content-encoding': 'gzip' });
  expect(await bytesOf(answer.body)).toEqual(packed);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url).toBe('/b/%2E%2e/a%20b?list-type=2&x');
  expect(seen[0]?.headers).toMatchObject(headers);
  expect(seen[0]?.headers).not.toHaveProperty('expect');
});

test.each([0, 1, 4096, 256 * 1024, 256 * 1024 + 1, 3_000_000])('a body of %i bytes arrives whole', async (length) => {
  const { origin } = await serve(async (request, response) => {
    response.setHeader('x-length', request.headers['content-length'] ?? 'none');
    response.end(await bytesOf(request));
  });
  // A view that does not begin where its memory does.
  const body = new Uint8Array(length + 3).map((_byte, index) => (index * 31) & 0xff).subarray(3);
  const answer = await transport().request(get(origin, { method: 'PUT', body }));
  expect(answer.headers['x-length']).toBe(String(length));
  expect(Buffer.compare(await bytesOf(answer.body), body)).toBe(0);
});

test('a long body that is taken slowly is not cut off by the idle timeout', async () => {
  let received = 0;
  const { origin } = await serve((request, response) => {
    request.on('end', () => response.end());
    request.on('data', (piece: Buffer) => {
      received += piece.length;
      // Never silent for as long as the timeout, but longer than it altogether.
      request.pause();
      setTimeout(() => request.resume(), 5);
    });
  });
  const body = new Uint8Array(48 * 1024 * 1024);
  const answer = await transport({ idleTimeout: 1000 }).request(get(origin, { method: 'PUT', body }));
  expect(answer.status).toBe(200);
  expect(received).toBe(body.length);
  await bytesOf(answer.body);
}, 30_000);

test('requests one after another share connections, HEAD as well', async () => {
  const sockets = new Set<Socket>();
  const { origin } = await serve((request, response) => {
    sockets.add(request.socket);
    response.setHeader('content-length', 5).end(request.method === 'HEAD' ? undefined : 'hello');
  });
  const client = transport();
  for (const method of ['HEAD', 'GET', 'DELETE', 'HEAD', 'POST', 'HEAD', 'PUT', 'HEAD'] as const) {
    const { body, headers } = await client.request(get(origin, { method }));
    expect(headers['content-length']).toBe('5');
    expect((await bytesOf(body)).toString()).toBe(method === 'HEAD' ? '' : 'hello');
  }
  // One is free again only a turn of the event loop after its answer: the next request may have made a second.
  expect(sockets.size).toBeLessThanOrEqual(2);
  expect([...sockets].filter((socket) => socket.destroyed)).toEqual([]);
});

test('requests at the same time have connections of their own', async () => {
  const held: (() => void)[] = [];
  const { origin, server } = await serve((_request, response) => {
    held.push(() => response.end());
    if (held.length === 40) for (const release of held) release();
  });
  const client = transport();
  const answers = await Promise.all(Array.from({ length: 40 }, () => client.request(get(origin))));
  expect(await count(server)).toBe(40);
  for (const { body } of answers) await bytesOf(body);
});

test('a host by its IPv6 address', async () => {
  const { origin } = await serve((request, response) => response.end(request.headers.host), '::1');
  const { body } = await transport().request(get(origin));
  expect((await bytesOf(body)).toString()).toBe(new URL(origin).host);
});

test('an abort before the answer rejects with its reason and closes the connection', async () => {
  const { origin, server } = await serve(() => undefined);
  const controller = new AbortController();
  const answer = transport().request(get(origin, { signal: controller.signal }));
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(answer).rejects.toBe(reason);
  await once(request.socket, 'close');
});

test('an abort within the body destroys it and closes the connection', async () => {
  const { origin, server } = await serve((_request, response) => void response.writeHead(200).write('begin'));
  const controller = new AbortController();
  const sent = transport().request(get(origin, { signal: controller.signal }));
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const { body } = await sent;
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(bytesOf(body)).rejects.toBe(reason);
  await once(request.socket, 'close');
});

test('what is aborted already is not sent, and what is aborted after its end is left alone', async () => {
  let requests = 0;
  const { origin } = await serve((_request, response) => {
    requests += 1;
    response.end('hello');
  });
  const client = transport();
  await expect(client.request(get(origin, { signal: AbortSignal.abort('no') }))).rejects.toBe('no');
  expect(requests).toBe(0);
  const controller = new AbortController();
  const { body } = await client.request(get(origin, { signal: controller.signal }));
  expect((await bytesOf(body)).toString()).toBe('hello');
  controller.abort();
  expect(body.errored).toBeNull();
});

test('a body that nobody reads on is destroyed with its connection', async () => {
  const { origin, server } = await serve((_request, response) => void response.writeHead(200).write('begin'));
  const sent = transport().request(get(origin));
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  (await sent).body.destroy();
  await once(request.socket, 'close');
});

test('a reader that takes its time holds the connection back', async () => {
  const piece = Buffer.alloc(64 * 1024);
  let written = 0;
  const { origin } = await serve((_request, response) => {
    const more = (): void => {
      for (let room = true; room && written < 64 * 1024 * 1024; written += piece.length) room = response.write(piece);
      if (written < 64 * 1024 * 1024) response.once('drain', more);
      else response.end();
    };
    more();
  });
  const { body } = await transport().request(get(origin));
  // Until the sockets' own memory is full the server goes on; then it must stop.
  let before = -1;
  while (before !== written) {
    before = written;
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  }
  expect(written).toBeLessThan(48 * 1024 * 1024);
  expect(body.readableLength).toBeLessThanOrEqual(512 * 1024);
  let read = 0;
  for await (const chunk of body) read += chunk.length;
  expect(read).toBe(64 * 1024 * 1024);
});

test.each([
  ['silence', () => undefined],
  ['silence after the headers', (_request, response) => void response.writeHead(200).write('begin')],
] as [string, RequestListener][])('%s is given up after the idle timeout', async (_what, listener) => {
  const { origin } = await serve(listener);
  const answer = transport({ idleTimeout: 50 }).request(get(origin));
  const read = answer.then(({ body }) => bytesOf(body));
  await expect(read).rejects.toMatchObject({ code: expect.stringMatching(/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/) });
});

test('a request may wait longer, or less long, than others', async () => {
  const { origin } = await serve((_request, response) => void setTimeout(() => response.end('late'), 2000));
  const patient = transport({ idleTimeout: 50 }).request(get(origin, { idleTimeout: 20_000 }));
  const { body } = await patient;
  expect((await bytesOf(body)).toString()).toBe('late');
  const other = transport({ idleTimeout: 20_000 }).request(get(origin, { idleTimeout: 50 }));
  await expect(other).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
});

test('a refused connection, a cut answer and an unknown name have their codes', async () => {
  const client = transport();
  const { origin, server } = await serve((request, response) => {
    if (request.url === '/cut') response.writeHead(200, { 'content-length': 10 }).write('begin');
    setImmediate(() => request.socket.destroy());
  });
  await expect(client.request(get(origin))).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  const { body } = await client.request(get(origin, { path: '/cut' }));
  await expect(bytesOf(body)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  server.close();
  await expect(client.request(get(origin))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(client.request(get('http://nowhere.invalid'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
  });
});

test('destroy cuts off what is under way', async () => {
  const { origin, server } = await serve(() => undefined);
  const client = transport();
  const answer = client.request(get(origin));
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  client.destroy();
  await expect(answer).rejects.toThrow();
  await once(request.socket, 'close');
  await expect(client.request(get(origin))).rejects.toThrow('closed');
});

test('certificates that are none are said to be so', async () => {
  const client = transport({ certificateAuthorities: '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----' });
  await expect(client.request(get('https://127.0.0.1:1'))).rejects.toMatchObject({ code: 'INVALID_CA' });
});

test('where others are trusted from now on, what is under way ends as it began, and the next connects anew', async () => {
  const sockets: Socket[] = [];
  const { server, origin } = await serve((request, response) => {
    sockets.push(request.socket);
    response.write('begun');
    server.once('go on', () => response.end(', ended'));
  });
  const made = transport();
  const underWay = await made.request(get(origin));
  made.trust(undefined);
  const next = await made.request(get(origin));
  server.emit('go on');
  const bodies = await Promise.all([underWay, next].map(async ({ body }) => String(await bytesOf(body))));
  expect(bodies).toEqual(['begun, ended', 'begun, ended']);
  expect(sockets[1]).not.toBe(sockets[0]);
  // The old connection is not kept.
  await expect.poll(() => count(server)).toBe(1);
});

test('a trust that cannot be is replaced by one that can', async () => {
  const { origin } = await serve((_request, response) => response.end());
  const made = transport({ certificateAuthorities: 'no certificate' });
  const asked = made.request(get(origin));
  made.trust(undefined);
  // Its first trust failed; the one after it holds for whoever comes now.
  await expect(asked).rejects.toMatchObject({ code: 'INVALID_CA' });
  expect((await made.request(get(origin))).status).toBe(200);
});
