import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { ChoosingTransport } from './choosing-transport.ts';
import type { Transport, TransportRequest } from './transport.ts';

const request = (origin: string, signal = new AbortController().signal): TransportRequest => ({
  method: 'GET',
  origin,
  path: '/',
  headers: {},
  priority: 'bulk',
  signal,
});

const PROXIED = 'PROXY proxy.test:8080';
const failing = (code: string): Error => Object.assign(new Error(code), { code });

/** A transport whose answers say who gave them, unless `error` says what happens instead. */
function way(name: string, error: () => Error | null = () => null) {
  const ask = vi.fn(async (_request: TransportRequest) => {
    const failure = error();
    if (failure) throw failure;
    return { status: 200, headers: { way: name }, body: Readable.from([]) };
  });
  return { transport: { request: ask, destroy: vi.fn() } satisfies Transport, ask };
}

function choosing(options: { proxied?: boolean; node?: () => Error | null; system?: () => Error | null } = {}) {
  const node = way('node', options.node);
  const system = way('system', options.system);
  const route = vi.fn(async (_origin: string): Promise<string> => (options.proxied ? PROXIED : 'DIRECT'));
  const transport = new ChoosingTransport(node.transport, { transport: () => system.transport, route });
  const wayTo = async (origin: string): Promise<unknown> => (await transport.request(request(origin))).headers['way'];
  return { transport, node, system, route, wayTo };
}

test('without a proxy requests go by Node, and it asks once for each origin', async () => {
  const { wayTo, route } = choosing();
  const origins = ['https://a.test', 'https://b.test', 'https://a.test', 'https://b.test'];
  expect(await Promise.all(origins.map(wayTo))).toEqual(['node', 'node', 'node', 'node']);
  expect(await wayTo('https://a.test')).toBe('node');
  expect(route.mock.calls).toEqual([['https://a.test'], ['https://b.test']]);
});

test('where the system has a proxy, its network is used', async () => {
  const { wayTo, node } = choosing({ proxied: true });
  expect(await wayTo('https://a.test')).toBe('system');
  expect(node.ask).not.toHaveBeenCalled();
});

test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'https://[::1]:9000'])('%s has none', async (origin) => {
  const { wayTo, route } = choosing({ proxied: true });
  expect(await wayTo(origin)).toBe('node');
  expect(route).not.toHaveBeenCalled();
});

test('a certificate that only the system trusts: its network is used from then on', async () => {
  const { wayTo, node } = choosing({ node: () => failing('SELF_SIGNED_CERT_IN_CHAIN') });
  expect(await wayTo('https://a.test')).toBe('system');
  expect(await wayTo('https://a.test')).toBe('system');
  expect(node.ask).toHaveBeenCalledTimes(1);
});

test('a certificate that nobody trusts: what Node says of it is told', async () => {
  const refusal = failing('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  const { wayTo } = choosing({ node: () => refusal, system: () => failing('net::ERR_CERT_AUTHORITY_INVALID') });
  await expect(wayTo('https://a.test')).rejects.toBe(refusal);
});

test('other failures are not tried by another way, but the next request asks again', async () => {
  let failure: Error | null = failing('ECONNREFUSED');
  const { wayTo, system, route } = choosing({ node: () => failure });
  await expect(wayTo('https://a.test')).rejects.toThrow('ECONNREFUSED');
  expect(system.ask).not.toHaveBeenCalled();
  failure = null;
  route.mockResolvedValueOnce(PROXIED);
  expect(await wayTo('https://a.test')).toBe('system');
  expect(route).toHaveBeenCalledTimes(2);
});

test('what is not the fault of the network changes nothing', async () => {
  let failure: Error | null = new Error('the transport is closed');
  const { wayTo, route, transport } = choosing({ node: () => failure });
  await expect(wayTo('https://a.test')).rejects.toThrow('closed');
  failure = failing('ECONNRESET');
  await expect(transport.request(request('https://a.test', AbortSignal.abort()))).rejects.toThrow();
  failure = null;
  expect(await wayTo('https://a.test')).toBe('node');
  expect(route).toHaveBeenCalledTimes(1);
});

test('once it forgets, the next request asks again, also where the answer was on its way', async () => {
  const { wayTo, route, transport } = choosing();
  expect(await wayTo('https://a.test')).toBe('node');
  let answer: (route: string) => void = () => undefined;
  route.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  const old = wayTo('https://b.test');
  route.mockResolvedValue(PROXIED);
  transport.forget();
  expect(await wayTo('https://a.test')).toBe('system');
  expect(await wayTo('https://b.test')).toBe('system');
  answer('DIRECT');
  expect(await old).toBe('node');
  expect(await wayTo('https://b.test')).toBe('system');
});

test('destroy closes both', async () => {
  const { wayTo, transport, node, system } = choosing({ proxied: true });
  await wayTo('https://a.test');
  transport.destroy();
  expect(node.transport.destroy).toHaveBeenCalled();
  expect(system.transport.destroy).toHaveBeenCalled();
});
