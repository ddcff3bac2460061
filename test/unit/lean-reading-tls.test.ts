/** Over TLS a connection gives more than it was asked for: all that one read of it had in it, and the end. */
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Bandwidth } from '../../src/main/engine/s3/transport/bandwidth.ts';
import { readBody } from '../../src/main/engine/s3/transport/body.ts';
import { UndiciTransport } from '../../src/main/engine/s3/transport/undici-transport.ts';
import { createTestAuthority, type IssuedCertificate, type TestAuthority } from '../support/tls-front-ca.ts';

const { signal } = new AbortController();
const BODY = Buffer.allocUnsafe(4_000_000);
for (let at = 0; at < BODY.length; at += 1) BODY[at] = (at * 31 + (at >> 8) * 7) & 0xff;

let server: Server | null = null;
let transport: UndiciTransport | null = null;
let bandwidth = new Bandwidth();
afterEach(() => {
  transport?.destroy();
  server?.close();
});

let authority: TestAuthority;
let certificate: IssuedCertificate;
beforeAll(async () => {
  authority = await createTestAuthority();
  certificate = await authority.issue('IP:127.0.0.1');
});
afterAll(() => authority.remove());

/** A server that answers everything with 4 MB at once, and says how it goes on, or breaks off. */
async function secured(end: 'keep-alive' | 'close' | 'reset' | 'garbage'): Promise<string> {
  const raw = new Set<Socket>();
  const secure = createServer(certificate, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => {
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\nConnection: ${end === 'keep-alive' ? end : 'close'}\r\n\r\n`,
      );
      if (end === 'keep-alive') socket.write(BODY);
      else if (end === 'close') socket.end(BODY);
      else
        socket.write(BODY.subarray(0, 1_000_000), () =>
          setTimeout(() => {
            for (const one of raw) {
              if (end === 'reset') one.resetAndDestroy();
              else one.write(Buffer.alloc(4096, 0x17));
            }
          }, 20),
        );
    });
  });
  secure.on('connection', (one) => raw.add(one));
  server = secure;
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  bandwidth = new Bandwidth();
  transport = new UndiciTransport({ certificateAuthorities: authority.certificate, bandwidth });
  return `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
}

/** Reads with a pause at every so many pieces. */
async function readSlowly(origin: string, every: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const answer = await (transport as UndiciTransport).request({
    method: 'GET',
    origin,
    path: '/',
    headers: {},
    priority: 'bulk',
    signal,
  });
  await delay(5);
  await readBody(answer.body, {
    take: (piece) => {
      pieces.push(Buffer.from(piece));
      return pieces.length % every === 0 ? delay(3) : null;
    },
  });
  return Buffer.concat(pieces);
}

test.each(['keep-alive', 'close'] as const)('a slow sink gets all of it: %s', async (end) => {
  const origin = await secured(end);
  for (const every of [1, 2, 7]) {
    const all = await Promise.all(Array.from({ length: 4 }, () => readSlowly(origin, every)));
    for (const body of all) expect(body.equals(BODY)).toBe(true);
  }
});

test.each(['reset', 'garbage'] as const)(
  'a connection that breaks while it is held up is a failure of that answer alone: %s',
  async (end) => {
    const origin = await secured(end);
    await expect(readSlowly(origin, 1)).rejects.toBeDefined();
  },
);

test('a limit of the bandwidth holds although more comes than was asked for', async () => {
  const origin = await secured('keep-alive');
  bandwidth.set({ upload: null, download: BODY.length });
  const started = performance.now();
  expect((await readSlowly(origin, 100)).equals(BODY)).toBe(true);
  expect(performance.now() - started).toBeGreaterThan(700);
});
