import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings.ts';
import type { StorageSettings } from '../protocol.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Transport } from './transport/transport.ts';

/** Requests that came and were not answered. */
let open: ServerResponse[] = [];
let origin = '';
let connection: Connection;
const server = createServer((_request, response) => void open.push(response));
beforeEach(async () => {
  open = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  connection.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function connect(settings: Partial<StorageSettings>): Connection {
  connection = createConnection({ region: 'us-east-1', pathStyle: true, endpoint: origin, ...settings });
  return connection;
}

const { signal } = new AbortController();
const get = ({ transport }: Connection) =>
  transport.request({ method: 'GET', origin, path: '/', headers: {}, priority: 'interactive', signal });

test.each([
  [2, 64, 2],
  [64, 1, 1],
])(
  'of the most requests that the profile (%i) and the person (%i) allow the lower number counts',
  async (...numbers) => {
    const [ofProfile, ofPerson, expected] = numbers;
    const made = connect({ requestsAtOnce: ofProfile });
    made.setOptions({ ...DEFAULT_SETTINGS, requestsAtOnce: ofPerson, certificateAuthorities: null });
    const answers = Array.from({ length: 3 }, () => get(made).then(({ body }) => body.resume()));
    await vi.waitFor(() => expect(open).toHaveLength(expected));
    for (let answered = 0; answered < 3; ) {
      await vi.waitFor(() => expect(open.length).toBeGreaterThan(answered));
      expect(open.length - answered).toBeLessThanOrEqual(expected);
      open[answered]?.end();
      answered += 1;
    }
    await Promise.all(answers);
  },
);

test('a store that is silent for as long as the profile bears is given up', async () => {
  await expect(get(connect({ idleTimeout: 50 }))).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
});

test.each([
  ['5 s to answer is not lost: connecting may take as long', 5_000, {}, false],
  ['11 s to answer is lost', 11_000, {}, true],
  ['11 s to answer is not, where the profile gives it that time', 11_000, { connectTimeout: 15_000 }, false],
  ['5 s to answer is, where the profile does not', 5_000, { connectTimeout: 4_000 }, true],
])('a store that takes %s', async (_what, takes, settings, isLost) => {
  vi.useFakeTimers();
  try {
    let requests = 0;
    const slow: Transport = {
      request: ({ signal: stopped }) => {
        requests += 1;
        if (requests === 1) return Promise.reject(Object.assign(new Error('broken'), { code: 'ECONNRESET' }));
        return new Promise((resolve, reject) => {
          stopped.addEventListener('abort', () => reject(stopped.reason));
          setTimeout(() => resolve({ status: 403, headers: {}, body: Readable.from([]) }), takes);
        });
      },
      destroy: () => undefined,
    };
    const endpoint = 'https://s3.example.org';
    const made = createConnection(
      { region: 'us-east-1', pathStyle: true, endpoint, ...settings },
      { system: { transport: () => slow, route: async () => 'PROXY proxy:3128' }, reachChanged: () => undefined },
    );
    connection = made;
    const request = { method: 'GET', path: '/', headers: {}, priority: 'bulk' } as const;
    await expect(made.transport.request({ ...request, origin: endpoint, signal })).rejects.toThrow('broken');
    await vi.advanceTimersByTimeAsync(300 + takes);
    expect(requests).toBeGreaterThan(1);
    expect(made.isLost).toBe(isLost);
  } finally {
    vi.useRealTimers();
  }
});
