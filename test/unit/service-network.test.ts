/** The network of sign-in and keys, over real TLS and a real proxy; the system's own network is a stand-in that refuses as Chromium does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { storageError } from '../../src/main/engine/s3/errors.ts';
import { ChoosingTransport } from '../../src/main/engine/s3/transport/choosing-transport.ts';
import { httpProxyOf } from '../../src/main/engine/s3/transport/system-way.ts';
import type { Transport, TransportRequest } from '../../src/main/engine/s3/transport/transport.ts';
import { UndiciTransport } from '../../src/main/engine/s3/transport/undici-transport.ts';
import { fetchOver } from '../../src/main/network/fetch-over.ts';
import { networkFailure } from '../../src/main/network/network-failure.ts';
import { ServiceNetwork, type ServiceSystem } from '../../src/main/network/service-network.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { createTestAuthority, type TestAuthority } from '../support/tls-front-ca.ts';

/** An address that nobody has (RFC 5737): only the proxy knows where it leads. */
const FAR = '192.0.2.10';

let service: Server;
let authority: TestAuthority;
let front: TlsFront;
let proxy: ConnectProxy;
beforeAll(async () => {
  service = createServer((request, response) => {
    if (request.url === '/elsewhere') response.writeHead(302, { location: '/' });
    if (request.url === '/endless') response.write(Buffer.alloc(2 * 1_048_576));
    if (request.url !== '/silent') response.end(`${request.method} ${request.url}`);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  authority = await createTestAuthority();
  const target = { host: '127.0.0.1', port: (service.address() as AddressInfo).port };
  front = await startTlsFront(target, await authority.issue('IP:127.0.0.1', `IP:${FAR}`));
  proxy = await startConnectProxy({ hosts: { [`${FAR}:443`]: { host: '127.0.0.1', port: front.port } } });
});
afterAll(async () => {
  await proxy.stop();
  await front.stop();
  await authority.remove();
  service.closeAllConnections();
  service.close();
});

const plain = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

/** A system whose network always ends in this code of Chromium's. */
function refusing(code: string, route: string) {
  const request = vi.fn(async (_: TransportRequest): Promise<never> => {
    throw Object.assign(new Error(code), { code });
  });
  const transport: Transport = { request, destroy: () => undefined };
  const system: ServiceSystem = {
    transport: () => transport,
    route: async () => route,
    refusedIssuer: () => null,
  };
  return { system, request };
}

/** What becomes of a request: its status, or the failure that people read of. */
async function outcome(network: ServiceNetwork, address: string, authorities?: string) {
  try {
    return (await fetchOver(network.trusting(authorities))(address)).status;
  } catch (error) {
    return networkFailure(error, new URL(address).host, 'issuer-unreachable')?.failure;
  }
}

test("a service is reached where the profile's authorities, or the person's, certified it", async () => {
  const network = new ServiceNetwork();
  expect(await outcome(network, front.endpoint, authority.certificate)).toBe(200);
  network.settingsChanged(authority.certificate);
  expect(await outcome(network, front.endpoint)).toBe(200);
  network.settingsChanged(null);
  expect(await outcome(network, front.endpoint)).toMatchObject({ code: 'tls-untrusted' });
});

test('where nobody trusts it, the sentence names who issued its certificate', async () => {
  const failure = await outcome(new ServiceNetwork(), front.endpoint);
  expect(failure).toMatchObject({ code: 'tls-untrusted', detail: { issuer: 'Pail test authority' } });
  expect(failure).toHaveProperty('message', expect.stringContaining('issued by “Pail test authority”'));
});

test('a certificate for another name is told as such', async () => {
  const target = { host: '127.0.0.1', port: (service.address() as AddressInfo).port };
  const other = await startTlsFront(target, await authority.issue('DNS:other.test'));
  expect(await outcome(new ServiceNetwork(), other.endpoint, authority.certificate)).toMatchObject({
    code: 'tls-untrusted',
    message: expect.stringContaining('its certificate is for another name'),
  });
  await other.stop();
});

test('a certificate that has ended points to the clock as well', () => {
  const error = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' });
  const { message } = networkFailure(error, 'sts.test', 'connection-failed')?.failure ?? {};
  expect(message).toMatch(/“sts.test” is not trusted: its certificate is not valid at this time. Check the clock/);
});

test('of a store it is told the same', async () => {
  const { system } = refusing('net::ERR_CERT_AUTHORITY_INVALID', 'DIRECT');
  const transport = new ChoosingTransport(new UndiciTransport(), system);
  const { signal } = new AbortController();
  const origin = front.endpoint;
  const asked = transport.request({ method: 'GET', origin, path: '/', headers: {}, priority: 'interactive', signal });
  const about = { bucket: 'b', key: 'k', host: new URL(origin).host, intent: 'read' } as const;
  const { failure } = await asked.then(
    () => expect.unreachable('it was trusted'),
    (error: unknown) => storageError(error, about),
  );
  expect(failure).toMatchObject({ code: 'tls-untrusted', detail: { issuer: 'Pail test authority' } });
  transport.destroy();
});

test('the authorities of one profile are not trusted for another', async () => {
  const network = new ServiceNetwork();
  const other = await createTestAuthority();
  expect(await outcome(network, front.endpoint, authority.certificate)).toBe(200);
  expect(await outcome(network, front.endpoint, other.certificate)).toMatchObject({ code: 'tls-untrusted' });
  await other.remove();
});

test("behind a proxy the profile's authorities count, though the system does not know them", async () => {
  const { system, request } = refusing('net::ERR_CERT_AUTHORITY_INVALID', `PROXY 127.0.0.1:${proxy.port}`);
  const network = new ServiceNetwork(system);
  expect(await outcome(network, `https://${FAR}/`, authority.certificate)).toBe(200);
  expect(proxy.asked).toContain(`${FAR}:443`);
  expect(await outcome(network, `https://${FAR}/`, authority.certificate)).toBe(200);
  // What worked is not looked for again.
  expect(request).toHaveBeenCalledTimes(1);
});

test('behind a proxy the system names the issuer, for Pail cannot look there itself', async () => {
  const { system } = refusing('net::ERR_CERT_AUTHORITY_INVALID', `PROXY 127.0.0.1:${proxy.port}`);
  const before = front.connections();
  const network = new ServiceNetwork({ ...system, refusedIssuer: (host) => (host === FAR ? 'Acme proxy root' : null) });
  expect(await outcome(network, `https://${FAR}/`)).toMatchObject({ detail: { issuer: 'Acme proxy root' } });
  expect(await outcome(new ServiceNetwork(system), `https://${FAR}/`)).not.toHaveProperty('detail.issuer');
  expect(front.connections()).toBe(before);
});

test('a proxy that wants a password says so, by the system as by a tunnel', async () => {
  const locked = await startConnectProxy({ credentials: { username: 'somebody', password: 'something' } });
  const route = `PROXY 127.0.0.1:${locked.port}`;
  const asked = refusing('net::ERR_PROXY_AUTH_REQUESTED', route);
  expect(await outcome(new ServiceNetwork(asked.system), `https://${FAR}/`)).toMatchObject({
    code: 'proxy-authentication',
    message: expect.stringContaining('wants a name and a password'),
  });
  const untrusted = refusing('net::ERR_CERT_AUTHORITY_INVALID', route);
  const network = new ServiceNetwork(untrusted.system);
  expect(await outcome(network, `https://${FAR}/`, authority.certificate)).toMatchObject({
    code: 'proxy-authentication',
  });
  expect(locked.refused()).toBe(1);
  await locked.stop();
});

test('nobody there is nobody there', async () => {
  const failure = await outcome(new ServiceNetwork(), 'https://127.0.0.1:1/');
  expect(failure).toMatchObject({ code: 'issuer-unreachable', retryable: true });
});

test('answers come as `fetch` gives them, redirects as they are', async () => {
  const fetch = fetchOver(new ServiceNetwork().trusting());
  const form = await fetch(`${plain()}/form?x=1`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
  expect([form.status, await form.text()]).toEqual([200, 'POST /form?x=1']);
  const moved = await fetch(`${plain()}/elsewhere`);
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/']);
});

test('an answer without an end is given up, and one that does not come can be', async () => {
  const fetch = fetchOver(new ServiceNetwork().trusting());
  await expect(fetch(`${plain()}/endless`)).rejects.toMatchObject({ cause: { message: /more than 1048576 bytes/ } });
  const abort = new AbortController();
  const silent = fetch(`${plain()}/silent`, { signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(silent).rejects.toThrow('enough');
});

test.each([
  ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
  ['HTTPS proxy.example:443;DIRECT', 'https://proxy.example:443'],
  ['PROXY [::1]:3128; DIRECT', 'http://[::1]:3128'],
  ['DIRECT', null],
  ['SOCKS5 proxy.example:1080', null],
  ['SOCKS5 a:1; PROXY b:2', null],
])('the way "%s" begins with the HTTP proxy %s', (route, proxyAddress) =>
  expect(httpProxyOf(route)).toBe(proxyAddress),
);
