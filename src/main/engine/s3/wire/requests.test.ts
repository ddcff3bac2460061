import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import type { StorageCredentials } from '../../protocol.ts';
import { type HttpStore, httpStore, type StoreRequest, xml, xmlError } from '../../testing/http-store.ts';
import { plainConnection, plainTransport } from '../../testing/plain-connection.ts';
import type { Connection, FailedAttempt } from '../connection.ts';
import { StorageKeys } from '../keys.ts';
import type { S3Port } from '../port.ts';
import type { Transport } from '../transport/transport.ts';
import { createWirePort } from './wire-port.ts';

let store: HttpStore | null = null;
afterEach(() => store?.close());

const { signal } = new AbortController();
const EMPTY = '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
const KEYS = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));

async function portOf(
  answer: (request: StoreRequest, response: ServerResponse) => unknown,
  { keys = KEYS, change = (made: Connection) => made } = {},
): Promise<S3Port> {
  store = await httpStore(answer);
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  return createWirePort(storage, keys, change(plainConnection()), () => Promise.reject(new Error('not for this')));
}

const list = (port: S3Port, by = signal) =>
  port.listPage({ bucket: 'b', prefix: '', delimiter: '/', token: null, signal: by });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof PailError ? error.failure.code : error),
  );

describe('keys', () => {
  const keysOf = (...ids: string[]) => {
    const ask = vi.fn(
      async (_refused: boolean): Promise<StorageCredentials> => ({
        accessKeyId: ids.shift() ?? 'none',
        secretAccessKey: 's',
      }),
    );
    return { ask, keys: new StorageKeys(ask) };
  };
  const taking =
    (accepted: string, code: string, status = 403) =>
    ({ headers }: StoreRequest, response: ServerResponse) =>
      headers.authorization?.includes(`Credential=${accepted}/`)
        ? xml(response, 200, EMPTY)
        : xmlError(response, status, code);

  test.each(['ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken'])(
    'after %s it asks once for other keys and repeats the request',
    async (code) => {
      const { ask, keys } = keysOf('old', 'new');
      expect(await codeOf(list(await portOf(taking('new', code), { keys })))).toBe('done');
      expect(ask.mock.calls).toEqual([[false], [true]]);
      expect(store?.requests).toHaveLength(2);
    },
  );

  test('refused again they are credentials-refused', async () => {
    const { ask, keys } = keysOf('old', 'new');
    expect(await codeOf(list(await portOf(taking('other', 'InvalidAccessKeyId'), { keys })))).toBe(
      'credentials-refused',
    );
    expect(ask).toHaveBeenCalledTimes(2);
    expect(store?.requests).toHaveLength(2);
  });

  test('a plain refusal is not about keys, unless they have ended', async () => {
    const { ask, keys } = keysOf('old', 'new');
    const port = await portOf(taking('new', 'AccessDenied'), { keys });
    expect(await codeOf(list(port))).toBe('access-denied');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test.each([403, 400])('a HEAD that gets %i with keys that have ended is tried with others', async (status) => {
    const ask = vi.fn(async (refused: boolean) => ({
      accessKeyId: refused ? 'new' : 'old',
      secretAccessKey: 's',
      expiresAt: Date.now() - 1000,
    }));
    const port = await portOf(taking('new', 'whatever', status), { keys: new StorageKeys(ask) });
    expect(await codeOf(port.headObject({ bucket: 'b', key: 'k', signal }))).toBe('done');
    expect(ask.mock.calls).toEqual([[false], [true]]);
  });

  test('what main says about them arrives as it is', async () => {
    const keys = new StorageKeys(async () => {
      throw new PailError('session-expired');
    });
    expect(await codeOf(list(await portOf(() => undefined, { keys })))).toBe('session-expired');
    expect(store?.requests).toHaveLength(0);
  });
});

describe('the clock', () => {
  const HOURS = 3_600_000;
  const dateOf = ({ headers }: StoreRequest): number => {
    const text = String(headers['x-amz-date']);
    return Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  };
  /** A store that is five hours ahead. */
  const ahead = (request: StoreRequest, response: ServerResponse) => {
    const now = Date.now() + 5 * HOURS;
    response.setHeader('date', new Date(now).toUTCString());
    if (Math.abs(dateOf(request) - now) > HOURS) xmlError(response, 403, 'RequestTimeTooSkewed');
    else xml(response, 200, EMPTY);
  };

  test.each<[string, (port: S3Port) => Promise<unknown>]>([
    ['a listing', (port) => list(port)],
    ['a HEAD, whose refusal has no words', (port) => port.headObject({ bucket: 'b', key: 'k', signal })],
  ])('that is wrong is put right by the refusal: %s is repeated at once', async (_name, work) => {
    const port = await portOf(ahead);
    expect(await codeOf(work(port))).toBe('done');
    expect(store?.requests).toHaveLength(2);
    expect(await codeOf(work(port))).toBe('done');
    expect(store?.requests).toHaveLength(3);
  });

  test('that cannot be put right is clock-skew, after one more try', async () => {
    const port = await portOf((_request, response) => xmlError(response, 403, 'RequestTimeTooSkewed'));
    expect(await codeOf(list(port))).toBe('clock-skew');
    expect(store?.requests).toHaveLength(2);
  });
});

describe('repetitions', () => {
  /** A connection that notes what it hears of failures, and allows `most` attempts without a wait. */
  const noting = (most: number, delay = 0) => {
    const heard: Array<[attempt: number, failed: FailedAttempt]> = [];
    const succeeded = vi.fn();
    const retries = {
      delayAfter: (attempt: number, failed: FailedAttempt) => {
        heard.push([attempt, failed]);
        return attempt < most ? delay : null;
      },
      succeeded,
    };
    return { heard, succeeded, change: (made: Connection): Connection => ({ ...made, retries }) };
  };

  test('are the connection’s to decide, which hears what happened', async () => {
    const { heard, succeeded, change } = noting(9);
    const answers: Array<(response: ServerResponse) => unknown> = [
      (response) => xmlError(response, 503, 'SlowDown'),
      (response) => response.writeHead(500, { 'retry-after': '7' }).end(),
      (response) => response.socket?.destroy(),
      (response) => xml(response, 200, EMPTY.slice(0, -5)),
      (response) => xml(response, 200, '<Error><Code>InternalError</Code></Error>'),
      (response) => {
        response.writeHead(200, { 'content-length': 1000 }).write(EMPTY.slice(0, 20));
        setImmediate(() => response.socket?.destroy());
      },
      (response) => xml(response, 200, EMPTY),
    ];
    const port = await portOf((_request, response) => answers.shift()?.(response), { change });
    expect(await codeOf(list(port))).toBe('done');
    const failed = (change: Partial<FailedAttempt>) => ({
      code: '',
      networkCode: '',
      retryAfter: undefined,
      ...change,
    });
    expect(heard).toEqual([
      [1, failed({ status: 503, code: 'SlowDown' })],
      [2, failed({ status: 500, retryAfter: 7000 })],
      [3, failed({ status: undefined, networkCode: 'ECONNRESET' })],
      [4, failed({ status: undefined, networkCode: 'ECONNRESET' })],
      [5, failed({ status: 500, code: 'InternalError' })],
      [6, failed({ status: undefined, networkCode: 'ECONNRESET' })],
    ]);
    expect(succeeded).toHaveBeenCalledTimes(1);
  });

  test('Retry-After may be a date, by the store’s clock', async () => {
    const { heard, change } = noting(1);
    const headers = { date: 'Tue, 24 Nov 2026 09:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 09:00:05 GMT' };
    const port = await portOf((_request, response) => response.writeHead(503, headers).end(), { change });
    expect(await codeOf(list(port))).toBe('storage-unavailable');
    expect(heard[0]?.[1].retryAfter).toBe(5000);
  });

  test('of what repeating cannot help there are none', async () => {
    const { heard, change } = noting(9);
    const port = await portOf((_request, response) => xml(response, 200, '<html></html>'), { change });
    expect(await codeOf(list(port))).toBe('storage-refused');
    expect(heard).toEqual([]);
  });

  test('a cancelled request does not wait for the next', async () => {
    const aborting = new AbortController();
    const { heard, change } = noting(9, 60_000);
    const port = await portOf((_request, response) => response.writeHead(500).end(), { change });
    const work = list(port, aborting.signal);
    await vi.waitFor(() => expect(heard).toHaveLength(1), { interval: 1 });
    aborting.abort();
    await expect(work).rejects.toBeDefined();
    expect(store?.requests).toHaveLength(1);
  });
});

describe('bodies', () => {
  /** A transport that remembers the bodies it gave. */
  const remembering =
    (bodies: Readable[]) =>
    (made: Connection): Connection => {
      const inner = plainTransport();
      const transport: Transport = {
        request: async (request) => {
          const answer = await inner.request(request);
          bodies.push(answer.body);
          return answer;
        },
        destroy: () => inner.destroy(),
      };
      return { ...made, transport };
    };

  test('are read to their end or let go of, whatever the answer', async () => {
    const bodies: Readable[] = [];
    const long = Buffer.alloc(300_000, 'x');
    const port = await portOf(
      ({ method, url }, response) => {
        if (url.includes('refused')) response.writeHead(403).end(long);
        else if (method === 'GET') xml(response, 200, url.includes('html') ? `<html>${long}</html>` : EMPTY);
        else response.writeHead(200, { etag: '"x"' }).end(method === 'PUT' ? long : undefined);
      },
      { change: remembering(bodies) },
    );
    const put = (key: string) =>
      port.putObject({ bucket: 'b', key, body: Buffer.from('x'), contentType: 'a/b', overwrite: true, signal });
    await Promise.all([put('k'), port.headObject({ bucket: 'b', key: 'k', signal }), list(port)]);
    const lists = ['html', 'refused'].map((bucket) =>
      codeOf(port.listPage({ bucket, prefix: '', delimiter: null, token: null, signal })),
    );
    expect(await Promise.all([...lists, codeOf(put('refused'))])).toEqual([
      'storage-refused',
      'access-denied',
      'access-denied',
    ]);
    expect(bodies).toHaveLength(6);
    await vi.waitFor(() => expect(bodies.every((body) => body.closed)).toBe(true));
  });

  test('a body that breaks off after the answer of a write takes nothing from it', async () => {
    const port = await portOf((_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('x');
      setImmediate(() => response.socket?.destroy());
    });
    const work = port.putObject({
      bucket: 'b',
      key: 'k',
      body: Buffer.from('x'),
      contentType: 'a/b',
      overwrite: true,
      signal,
    });
    expect(await codeOf(work)).toBe('done');
  });
});

test('a listing and a HEAD go before the rest', async () => {
  const priorities: string[] = [];
  const change = (made: Connection): Connection => {
    const { request, destroy } = made.transport;
    const transport: Transport = {
      request: (wire) => {
        priorities.push(`${wire.method} ${wire.priority}`);
        return request(wire);
      },
      destroy,
    };
    return { ...made, transport };
  };
  const answer: Parameters<typeof portOf>[0] = (_request, response) => {
    response.setHeader('content-length', EMPTY.length);
    xml(response, 200, EMPTY);
  };
  const port = await portOf(answer, { change });
  const at = { bucket: 'b', key: 'k', signal };
  await list(port);
  await port.headObject(at);
  (await port.getObject(at)).body.resume();
  await port.putObject({ ...at, body: Buffer.from('x'), contentType: 'a/b', overwrite: true });
  expect(priorities).toEqual(['GET interactive', 'HEAD interactive', 'GET bulk', 'PUT bulk']);
});

test('a key that no request can name is refused before anything is sent', async () => {
  const port = await portOf(() => undefined);
  const at = { bucket: 'b', key: 'caf\udce9', signal };
  for (const work of [port.headObject(at), port.getObject(at)]) expect(await codeOf(work)).toBe('name-invalid');
  expect(store?.requests).toHaveLength(0);
});
