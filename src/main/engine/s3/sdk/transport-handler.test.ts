import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterEach, expect, test } from 'vitest';
import { plainConnection } from '../../testing/plain-connection.ts';
import { ObservedClock } from '../clock.ts';
import type { Connection, FailedAttempt } from '../connection.ts';
import { StorageKeys } from '../keys.ts';
import { Pacer } from '../pacer.ts';
import type { TransportRequest } from '../transport/transport.ts';
import { UndiciTransport } from '../transport/undici-transport.ts';
import { createClient } from './client.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** A client of a store that answers as told, and what the connection heard. */
async function clientOf(listener: RequestListener, parts: Partial<Connection> = {}) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sent: TransportRequest[] = [];
  const inner = new UndiciTransport();
  const pacer = new Pacer({
    request: (request) => {
      sent.push(request);
      return inner.request(request);
    },
    destroy: () => inner.destroy(),
  });
  ended.push(() => {
    pacer.destroy();
    server.closeAllConnections();
    server.close();
  });
  const connection: Connection = { ...plainConnection(), transport: pacer, ...parts };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const client = createClient({ region: 'us-east-1', endpoint, pathStyle: true }, keys, connection);
  return { client, seen, sent, pacer };
}

const address = { Bucket: 'b', Key: 'a+b/ü' };

test('a body goes out as it is, without asking first, and the answer gives its place back', async () => {
  let received = 0;
  const { client, seen, pacer } = await clientOf((request, response) => {
    request.on('data', (piece: Buffer) => {
      received += piece.length;
    });
    request.on('end', () => response.end());
  });
  await client.send(new PutObjectCommand({ ...address, Body: Buffer.alloc(3 * 1024 * 1024) }));
  expect(received).toBe(3 * 1024 * 1024);
  expect(seen[0]?.url).toBe('/b/a%2Bb/%C3%BC?x-id=PutObject');
  expect(seen[0]?.headers).not.toHaveProperty('expect');
  await expect.poll(() => pacer.underWay).toBe(0);
});

test('every answer gives its place back: without a body, with one, and a refusal', async () => {
  const { client, pacer, sent } = await clientOf((request, response) => {
    if (request.url?.includes('refused')) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    else response.writeHead(200, { 'content-length': 5 }).end(request.method === 'HEAD' ? undefined : 'hello');
  });
  expect((await client.send(new HeadObjectCommand(address))).ContentLength).toBe(5);
  const { Body } = await client.send(new GetObjectCommand(address));
  expect(await Body?.transformToString()).toBe('hello');
  await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'refused' }))).rejects.toThrow();
  await expect(client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'refused' }))).rejects.toThrow();
  await expect.poll(() => pacer.underWay).toBe(0);
  expect(sent.map(({ priority }) => priority)).toEqual(['bulk', 'bulk', 'bulk', 'bulk']);
});

test('a listing goes before other work', async () => {
  const { client, sent } = await clientOf((_request, response) =>
    response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'),
  );
  await client.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'a b/' }));
  expect(sent).toMatchObject([{ priority: 'interactive', path: '/b/?list-type=2&prefix=a%20b%2F' }]);
});

test('a copy is waited for, and nothing else', async () => {
  const result = '<CopyResult><ETag>"x"</ETag></CopyResult>';
  const { client, sent } = await clientOf((_request, response) => response.end(result));
  await client.send(new CopyObjectCommand({ ...address, CopySource: 'b/k' }));
  await client.send(
    new UploadPartCopyCommand({
      ...address,
      CopySource: 'b/k',
      UploadId: 'u',
      PartNumber: 1,
      CopySourceRange: 'bytes=0-1',
    }),
  );
  await client.send(new PutObjectCommand({ ...address, Body: 'x' }));
  expect(sent.map(({ idleTimeout }) => idleTimeout)).toEqual([900_000, 900_000, undefined]);
});

test('the policy of the endpoint decides about repetitions, and hears of success', async () => {
  const asked: [number, FailedAttempt][] = [];
  let successes = 0;
  const retries: Connection['retries'] = {
    delayAfter: (attempt, failed) => {
      asked.push([attempt, failed]);
      return attempt < 3 ? 0 : null;
    },
    succeeded: () => {
      successes += 1;
    },
  };
  let failures = 2;
  const slow = '<Error><Code>SlowDown</Code><Message>less</Message></Error>';
  const { client, seen } = await clientOf(
    (_request, response) => {
      failures -= 1;
      if (failures >= 0) response.writeHead(503, { 'retry-after': '7' }).end(slow);
      else response.end('hello');
    },
    { retries },
  );
  const { Body } = await client.send(new GetObjectCommand(address));
  await Body?.transformToString();
  expect(asked.map(([attempt]) => attempt)).toEqual([1, 2]);
  expect(asked[0]?.[1]).toMatchObject({ status: 503, code: 'SlowDown', networkCode: '' });
  expect(asked[0]?.[1].retryAfter).toBeGreaterThan(6000);
  expect(asked[0]?.[1].retryAfter).toBeLessThanOrEqual(7000);
  expect(successes).toBe(1);
  failures = 3;
  await expect(client.send(new GetObjectCommand(address))).rejects.toMatchObject({ name: 'SlowDown' });
  expect(asked.map(([attempt]) => attempt)).toEqual([1, 2, 1, 2, 3]);
  expect(seen).toHaveLength(6);
});

test('what the network did is told by its code', async () => {
  const codes: string[] = [];
  const retries: Connection['retries'] = {
    delayAfter: (_attempt, { networkCode }) => {
      codes.push(networkCode);
      return null;
    },
    succeeded: () => undefined,
  };
  const { client } = await clientOf((request) => request.socket.destroy(), { retries });
  await expect(client.send(new GetObjectCommand(address))).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  expect(codes).toEqual(['UND_ERR_SOCKET']);
});

test('waiting for the next attempt ends with the work', async () => {
  const controller = new AbortController();
  const retries: Connection['retries'] = {
    delayAfter: () => {
      setImmediate(() => controller.abort());
      return 3_600_000;
    },
    succeeded: () => undefined,
  };
  const { client } = await clientOf((_request, response) => response.writeHead(503).end(), { retries });
  const sent = client.send(new GetObjectCommand(address), { abortSignal: controller.signal });
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
});

test('requests bear the time of the store as soon as an answer has told it', async () => {
  const clock = new ObservedClock();
  const { client, seen } = await clientOf(
    (request, response) => {
      // An hour behind whatever time it is now, and strict about it.
      const time = String(request.headers['x-amz-date']).replace(/(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, '$1-$2-$3:$4:');
      const good = Math.abs(Date.parse(time) - (Date.now() - 3_600_000)) < 60_000;
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
      if (good) response.end('hello');
      else response.writeHead(403).end('<Error><Code>RequestTimeTooSkewed</Code></Error>');
    },
    { clock },
  );
  const { Body } = await client.send(new GetObjectCommand(address));
  expect(await Body?.transformToString()).toBe('hello');
  expect(seen).toHaveLength(2);
  expect(Math.abs(clock.skew + 3_600_000)).toBeLessThan(60_000);
});
