import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { rootCertificates } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { ChoosingTransport } from './choosing-transport.ts';
import { trustingBehindProxies } from './system-way.ts';
import type { Transport } from './transport.ts';

const servers: Server[] = [];
let transport: ChoosingTransport;
afterEach(() => {
  transport.destroy();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A proxy that leads to a port, and how often it was asked to. */
async function proxyTo(port: number) {
  const seen = { asked: 0 };
  const proxy = createServer().on('connect', (_request, socket) => {
    seen.asked += 1;
    const further = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    socket.pipe(further).pipe(socket);
    for (const one of [socket, further]) one.on('error', () => socket.destroy());
  });
  return { seen, route: `PROXY 127.0.0.1:${await portOf(proxy)}` };
}

const refusing = (code: string): Transport => ({
  request: () => Promise.reject(Object.assign(new Error('refused'), { code })),
  destroy: () => undefined,
});

test('once the network is another one, a tunnel through the proxy of before is not taken any more', async () => {
  const port = await portOf(createServer((_request, response) => response.end('here')));
  const [before, now] = [await proxyTo(port), await proxyTo(port)];
  let { route } = before;
  const system = {
    transport: () => refusing('net::ERR_CERT_AUTHORITY_INVALID'),
    route: async () => route,
  };
  const own = trustingBehindProxies(system, () => rootCertificates[0]);
  transport = new ChoosingTransport(refusing('SELF_SIGNED_CERT_IN_CHAIN'), own);
  const ask = async () => {
    const asked = { method: 'GET', origin: `http://127.0.0.1:${port}`, path: '/', headers: {} } as const;
    const { status, body } = await transport.request({
      ...asked,
      priority: 'interactive',
      signal: new AbortController().signal,
    });
    body.resume();
    return status;
  };
  expect(await ask()).toBe(200);
  expect([before.seen.asked, now.seen.asked]).toEqual([1, 0]);
  route = now.route;
  transport.forget();
  expect(await ask()).toBe(200);
  expect([before.seen.asked, now.seen.asked]).toEqual([1, 1]);
});
