import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import { plainConnection } from '../../testing/plain-connection.ts';
import { StorageKeys } from '../keys.ts';
import { createSdkPort } from './sdk-port.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

const EMPTY = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';

/** A store that takes only the keys of `accepted`, and refuses others with `code`. */
async function store(accepted: string, code: string): Promise<{ endpoint: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  server = createServer((request, response) => {
    requests.push(request);
    const good = request.headers.authorization?.includes(`Credential=${accepted}/`);
    response.writeHead(good ? 200 : 403, { 'content-type': 'application/xml' });
    response.end(good ? EMPTY : `<Error><Code>${code}</Code></Error>`);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const list = (endpoint: string, keys: StorageKeys) => {
  const port = createSdkPort({ region: 'us-east-1', endpoint, pathStyle: true }, keys, plainConnection());
  const { signal } = new AbortController();
  return port.listPage({ bucket: 'b', prefix: '', delimiter: '/', token: null, signal }).finally(() => port.destroy());
};

const keysOf = (...ids: string[]) => {
  const ask = vi.fn(async (_refused: boolean) => ({ accessKeyId: ids.shift() ?? 'none', secretAccessKey: 's' }));
  return { ask, keys: new StorageKeys(ask) };
};

test.each(['ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken'])(
  'after %s it asks once for other keys and repeats the request',
  async (code) => {
    const { endpoint, requests } = await store('new', code);
    const { ask, keys } = keysOf('old', 'new');
    expect(await list(endpoint, keys)).toMatchObject({ keys: { count: 0 }, nextToken: null });
    expect(ask.mock.calls).toEqual([[false], [true]]);
    expect(requests).toHaveLength(2);
  },
);

test('keys refused again are credentials-refused', async () => {
  const { endpoint, requests } = await store('other', 'InvalidAccessKeyId');
  const { ask, keys } = keysOf('old', 'new');
  await expect(list(endpoint, keys)).rejects.toMatchObject({ failure: { code: 'credentials-refused' } });
  expect(ask).toHaveBeenCalledTimes(2);
  expect(requests).toHaveLength(2);
});

test('what main says about keys arrives as it is', async () => {
  const { endpoint, requests } = await store('new', 'ExpiredToken');
  const { ask, keys } = keysOf('old');
  ask.mockImplementation(async (refused) => {
    if (refused) throw new PailError('session-expired');
    return { accessKeyId: 'old', secretAccessKey: 's' };
  });
  await expect(list(endpoint, keys)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
  expect(requests).toHaveLength(1);
});

test('a plain refusal is not about keys, unless they have ended', async () => {
  const { endpoint } = await store('new', 'AccessDenied');
  const { ask, keys } = keysOf('old', 'new');
  await expect(list(endpoint, keys)).rejects.toMatchObject({ failure: { code: 'access-denied' } });
  expect(ask).toHaveBeenCalledTimes(1);

  const ended = vi.fn(async (refused: boolean) => ({
    accessKeyId: refused ? 'new' : 'old',
    secretAccessKey: 's',
    expiresAt: Date.now() - 1000,
  }));
  expect(await list(endpoint, new StorageKeys(ended))).toMatchObject({ keys: { count: 0 } });
  expect(ended.mock.calls).toEqual([[false], [true]]);
});

test('nobody there is connection-failed', async () => {
  const { endpoint } = await store('new', 'x');
  server?.close();
  await expect(list(endpoint, keysOf('new').keys)).rejects.toMatchObject({ failure: { code: 'connection-failed' } });
});
