/** The ways to a real store that are no straight line: TLS of a private authority, a proxy, a store that is far away. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createConnection, type NetworkSettings } from '../../src/main/engine/s3/connection.ts';
import { createPort } from '../../src/main/engine/s3/engine-port.ts';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { UndiciTransport } from '../../src/main/engine/s3/transport/undici-transport.ts';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import { startLatencyProxy } from '../support/latency-proxy.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { createTestAuthority, type TestAuthority } from '../support/tls-front-ca.ts';
import { bodyOf, failureOf } from './s3-port-fixture.ts';

/**
 * An address that nobody has (RFC 5737): only the proxy knows where it leads. RGW would take a name for that of a bucket.
 */
const ADDRESS = '192.0.2.10';
const BUCKET = 'public';
const credentials = { username: 'ana', password: 'tunnel' };

let authority: TestAuthority;
let front: TlsFront;
let proxy: ConnectProxy;

const gateway = (): { host: string; port: number } => {
  const { hostname, port } = new URL(inject('world').rgw.endpoint);
  return { host: hostname, port: Number(port) };
};

beforeAll(async () => {
  authority = await createTestAuthority();
  front = await startTlsFront(gateway(), await authority.issue(`IP:${ADDRESS}`, 'IP:127.0.0.1'));
  const hosts = { [`${ADDRESS}:443`]: { host: '127.0.0.1', port: front.port } };
  proxy = await startConnectProxy({ credentials, hosts });
});
afterAll(async () => {
  await proxy.stop();
  await front.stop();
  await authority.remove();
});

interface PortOptions {
  readonly endpoint: string;
  readonly trusted?: boolean;
  readonly network?: NetworkSettings;
  readonly adapter?: 'wire' | 'sdk';
}

/** Works with the store as the engine would, and closes everything afterwards. */
async function withPort<T>(options: PortOptions, work: (port: S3Port) => Promise<T>): Promise<T> {
  const { region, admin } = inject('world').rgw;
  const storage = {
    region,
    endpoint: options.endpoint,
    pathStyle: true,
    quirks: { adapter: options.adapter ?? 'wire' },
    ...(options.trusted !== false && { certificateAuthorities: authority.certificate }),
  };
  const connection = createConnection(storage, options.network);
  const port = createPort(storage, new StorageKeys(async () => admin), connection);
  try {
    return await work(port);
  } finally {
    port.destroy();
    connection.destroy();
  }
}

async function writeAndRead(port: S3Port): Promise<void> {
  const { signal } = new AbortController();
  const key = `transport/${randomUUID()} ü+`;
  const body = randomBytes(700_000);
  await port.putObject({ bucket: BUCKET, key, body, contentType: 'text/plain', overwrite: true, signal });
  const page = await port.listPage({ bucket: BUCKET, prefix: 'transport/', delimiter: '/', token: null, signal });
  expect(page.keys.count).toBeGreaterThan(0);
  const read = await bodyOf(port, BUCKET, key);
  expect(Buffer.compare(read.body, body)).toBe(0);
  await port.deleteObjects({ bucket: BUCKET, keys: [key], signal });
}

const list = (port: S3Port) =>
  port.listPage({ bucket: BUCKET, prefix: '', delimiter: '/', token: null, signal: new AbortController().signal });

describe.each(['wire', 'sdk'] as const)('the %s adapter', (adapter) => {
  test("works over TLS with the profile's authority", async () => {
    await withPort({ endpoint: front.endpoint, adapter }, writeAndRead);
  });

  test('works through a proxy that wants a password', async () => {
    const before = proxy.asked.length;
    await withPort({ endpoint: `https://${ADDRESS}`, adapter, network: { proxy: proxy.url } }, writeAndRead);
    expect(new Set(proxy.asked.slice(before))).toEqual(new Set([`${ADDRESS}:443`]));
    expect(proxy.refused()).toBe(0);
  });

  test('says that a certificate is not trusted, without asking again', async () => {
    const before = front.connections();
    const failure = await withPort({ endpoint: front.endpoint, adapter, trusted: false }, (port) =>
      failureOf(list(port)),
    );
    expect(failure).toMatchObject({ code: 'tls-untrusted', detail: { subject: new URL(front.endpoint).host } });
    // TLS 1.3 lets the server finish before the client refuses: the probe of the quirks, and the request.
    expect(front.connections() - before).toBeLessThanOrEqual(2);
  });
});

test('plain http goes through a tunnel as well', async () => {
  const before = proxy.asked.length;
  const { endpoint } = inject('world').rgw;
  await withPort({ endpoint, network: { proxy: proxy.url } }, writeAndRead);
  expect(proxy.asked.slice(before)).toContain(new URL(endpoint).host);
});

test('a certificate for another name is not trusted either', async () => {
  const other = await startTlsFront(gateway(), await authority.issue('DNS:other.test'));
  const failure = await withPort({ endpoint: other.endpoint }, (port) => failureOf(list(port)));
  expect(failure).toMatchObject({ code: 'tls-untrusted', detail: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  await other.stop();
});

test('a proxy that refuses the password, and one that is not there', async () => {
  const transport = new UndiciTransport({ proxy: `http://ana:wrong@127.0.0.1:${proxy.port}` });
  const { signal } = new AbortController();
  const request = {
    method: 'GET',
    origin: `https://${ADDRESS}`,
    path: '/',
    headers: {},
    priority: 'bulk',
    signal,
  } as const;
  await expect(transport.request(request)).rejects.toMatchObject({ code: 'UND_ERR_PRX_REFUSED' });
  expect(proxy.refused()).toBe(1);
  transport.destroy();
  const network = { proxy: 'http://127.0.0.1:1' };
  const failure = await withPort({ endpoint: `https://${ADDRESS}`, network }, (port) => failureOf(list(port)));
  expect(failure).toMatchObject({ code: 'connection-failed', retryable: true });
});

test('a proxy that wants a password which nobody gave it is told as that, and not as a store that is not there', async () => {
  const network = { proxy: `http://127.0.0.1:${proxy.port}` };
  const failure = await withPort({ endpoint: `https://${ADDRESS}`, network }, (port) => failureOf(list(port)));
  expect(failure).toMatchObject({
    code: 'proxy-authentication',
    retryable: false,
    message: expect.stringMatching(/wants a name and a password, which Pail does not send\. Ask your administrator/),
  });
});

test('a proxy that is far away changes nothing but the time', async () => {
  const far = await startLatencyProxy(gateway(), { roundTripMs: 40 });
  await withPort({ endpoint: far.endpoint }, writeAndRead);
  const { signal } = new AbortController();
  const key = `transport/${randomUUID()}`;
  const body = randomBytes(6 * 1024 * 1024);
  await withPort({ endpoint: far.endpoint }, async (port) => {
    await port.putObject({ bucket: BUCKET, key, body, contentType: 'text/plain', overwrite: true, signal });
    const started = performance.now();
    await port.headObject({ bucket: BUCKET, key, signal });
    // Only a bound from below: what else the machine does can but add to it.
    expect(performance.now() - started).toBeGreaterThanOrEqual(39);
    const { body: read } = await bodyOf(port, BUCKET, key);
    expect(createHash('md5').update(read).digest('hex')).toBe(createHash('md5').update(body).digest('hex'));
    await port.deleteObjects({ bucket: BUCKET, keys: [key], signal });
  });
  await far.stop();
});
