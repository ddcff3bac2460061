import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { readBody } from './body.ts';
import { UndiciTransport } from './undici-transport.ts';

const hash = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const { signal } = new AbortController();

let server: Server | null = null;
let transport: UndiciTransport | null = null;
afterEach(() => {
  transport?.destroy();
  server?.close();
});

/** A body whose every stretch is another one: of the request's number. */
function bodyOf(number: number, bytes: number): Buffer {
  const body = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at += 1) body[at] = (at * 31 + (at >> 8) * 7 + number * 13) & 0xff;
  return body;
}

/** Writes bytes in pieces of random sizes, some of them cut in the middle of the head, with pauses. */
async function inPieces(socket: Socket, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const length = at < 400 ? 1 + Math.floor(Math.random() * 150) : Math.floor(Math.random() * 700_000);
    socket.write(bytes.subarray(at, at + length));
    at += length;
    await delay(Math.random() * 2);
  }
}

/** A server that answers `/N/BYTES` with body N; `cut` bytes before its end it breaks off. */
async function start(cut = 0): Promise<string> {
  server = createServer((socket) => {
    socket.setNoDelay(true).on('error', () => undefined);
    socket.on('data', (request) => {
      const [, number, bytes] = request.toString().split(' ')[1]?.split('/').map(Number) ?? [];
      const body = bodyOf(number ?? 0, bytes ?? 0);
      const head = `HTTP/1.1 200 OK\r\nx-number: ${number}\r\nx-long: ${'y'.repeat(300)}\r\nContent-Length: ${body.length}\r\n\r\n`;
      const answer = Buffer.concat([Buffer.from(head), body]);
      void inPieces(socket, answer.subarray(0, answer.length - cut)).then(() => cut > 0 && socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  transport = new UndiciTransport();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (origin: string, path: string) =>
  (transport as UndiciTransport).request({ method: 'GET', origin, path, headers: {}, priority: 'bulk', signal });

test.each(['sink', 'slow sink', 'stream'])(
  'answers on many connections that share their memory keep to themselves: %s',
  async (how) => {
    const origin = await start();
    const work = Array.from({ length: 24 }, async (_, number) => {
      const bytes = [10, 5_000, 300_000, 2_500_000][number % 4] ?? 0;
      const answer = await get(origin, `/${number}/${bytes}`);
      expect(answer.headers).toMatchObject({ 'x-number': String(number), 'x-long': 'y'.repeat(300) });
      const pieces: Buffer[] = [];
      if (how === 'stream') for await (const piece of answer.body) pieces.push(piece);
      else {
        const take = (piece: Uint8Array): Promise<void> | null => {
          pieces.push(Buffer.from(piece));
          return how === 'slow sink' && Math.random() < 0.5 ? delay(1) : null;
        };
        await readBody(answer.body, { take });
      }
      expect(hash(Buffer.concat(pieces))).toBe(hash(bodyOf(number, bytes)));
    });
    await Promise.all(work);
  },
);

test('a body that breaks off, and a sink that fails, end the reading and the stream', async () => {
  const origin = await start(1000);
  const broken = await get(origin, '/1/2500000');
  await expect(readBody(broken.body, { take: () => null })).rejects.toBeDefined();
  expect(broken.body.destroyed).toBe(true);
  for (const fails of [
    () => Promise.reject(new Error('full')),
    () => {
      throw new Error('full');
    },
  ]) {
    const answer = await get(origin, '/2/2500000');
    const closed = new Promise((resolve) => answer.body.once('close', resolve));
    await expect(readBody(answer.body, { take: fails })).rejects.toThrow('full');
    await closed;
  }
});

test('the stream closes after a sink has had all of it', async () => {
  const origin = await start();
  const answer = await get(origin, '/3/900000');
  const closed = new Promise((resolve) => answer.body.once('close', resolve));
  await readBody(answer.body, { take: () => null });
  await closed;
  const empty = await get(origin, '/4/0');
  await readBody(empty.body, { take: () => Promise.reject(new Error('nothing to take')) });
});

test('an abort ends a reading that a slow sink holds up', async () => {
  const origin = await start();
  const aborting = new AbortController();
  const answer = await (transport as UndiciTransport).request({
    method: 'GET',
    origin,
    path: '/5/9000000',
    headers: {},
    priority: 'bulk',
    signal: aborting.signal,
  });
  const take = (): Promise<void> => {
    aborting.abort(new Error('given up'));
    return new Promise(() => undefined);
  };
  await expect(readBody(answer.body, { take })).rejects.toThrow('given up');
});

/** The answer to a request whose head breaks off within its ETag, while another connection's bytes come in between. */
async function getInterrupted(beginning: string) {
  server = createServer((socket) => {
    socket.setNoDelay(true).on('error', () => undefined);
    socket.on('data', (request) => {
      if (request.includes('/other')) {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n${'S'.repeat(200_000)}`);
        return;
      }
      socket.write(`${beginning}etag: "xxx`);
      setTimeout(() => socket.write('yyy"\r\nContent-Length: 0\r\n\r\n'), 100);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  transport = new UndiciTransport();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const interrupted = get(origin, '/interrupted');
  await delay(40);
  const other = await get(origin, '/other');
  await readBody(other.body, { take: () => null });
  return interrupted;
}

test('a head that comes in pieces is its own, however long, and whatever comes between', async () => {
  const { headers } = await getInterrupted(`HTTP/1.1 200 OK\r\n${'a:b\r\n'.repeat(3_200)}`);
  expect(headers).toMatchObject({ etag: '"xxxyyy"' });
  expect(Object.keys(headers).sort()).toEqual(['a', 'content-length', 'etag']);
});

test('a head behind early hints is its own, whatever comes between its pieces', async () => {
  const { status, headers } = await getInterrupted('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n');
  expect({ status, headers }).toMatchObject({ status: 200, headers: { etag: '"xxxyyy"' } });
});

test('a sink is asked to take something each time, however often it holds the reading up', async () => {
  const origin = await start();
  const lengths: number[] = [];
  const answer = await get(origin, '/6/2500000');
  await readBody(answer.body, {
    take: (piece) => {
      lengths.push(piece.length);
      return delay(Math.random());
    },
  });
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(2_500_000);
  expect(lengths).not.toContain(0);
});
