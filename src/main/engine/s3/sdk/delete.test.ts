import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { plainConnection } from '../../testing/plain-connection.ts';
import { StorageKeys } from '../keys.ts';
import type { S3Port } from '../port.ts';
import { createSdkPort } from './sdk-port.ts';

let server: Server | null = null;
let port: S3Port | null = null;
afterEach(() => {
  port?.destroy();
  server?.closeAllConnections();
  server?.close();
});

/** A store that answers as told. */
async function store(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<S3Port> {
  server = createServer((request, response) => {
    request.resume().once('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  port = createSdkPort({ region: 'us-east-1', endpoint, pathStyle: true }, keys, plainConnection());
  return port;
}

const xml = (response: ServerResponse, status: number, body: string) =>
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
const errorOf = (key: string, code: string) => `<Error><Key>${key}</Key><Code>${code}</Code></Error>`;
const { signal } = new AbortController();

test('an error for a key that was not asked for fails those of which the answer says nothing', async () => {
  const errors = [errorOf('denied', 'AccessDenied'), errorOf('gone', 'NoSuchKey'), errorOf('mangled', 'NoSuchKey')];
  const deleting = await store((_request, response) =>
    xml(response, 200, `<DeleteResult>${errors.join('')}</DeleteResult>`),
  );
  const keys = ['denied', 'gone', 'one', 'two'];
  const { failures, unanswered } = await deleting.deleteObjects({ bucket: 'b', keys, signal });
  expect(unanswered).toEqual([]);
  expect([...failures].map(([position, { code }]) => [keys[position], code])).toEqual([
    ['denied', 'access-denied'],
    ['one', 'storage-refused'],
    ['two', 'storage-refused'],
  ]);
  expect(failures.get(2)?.detail.reason).toBe('NoSuchKey for a key that was not asked for');
});

test('a key that no request can name is refused, and nothing of its looks is touched', async () => {
  const paths: string[] = [];
  const deleting = await store((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    response.writeHead(204).end();
  });
  const { failures } = await deleting.deleteObjects({ bucket: 'b', keys: ['x/caf\udce9', 'caf\u0001'], signal });
  expect([...failures]).toEqual([
    [0, expect.objectContaining({ code: 'name-invalid', detail: expect.objectContaining({ subject: 'caf\ufffd' }) })],
  ]);
  const at = { bucket: 'b', key: 'caf\udce9', signal };
  for (const work of [
    deleting.getObject(at),
    deleting.headObject(at),
    deleting.listPage({ bucket: 'b', prefix: 'caf\udce9/', delimiter: null, token: null, signal }),
  ]) {
    await expect(work).rejects.toMatchObject({ failure: { code: 'name-invalid' } });
  }
  expect(paths).toEqual(['DELETE /b/caf%01?x-id=DeleteObject']);
});

test('cancelled while it deletes one by one, it knows of each key what became of it', async () => {
  const held: ServerResponse[] = [];
  let asked = 0;
  const deleting = await store((request, response) => {
    if (request.method === 'POST') return xml(response, 403, '<Error><Code>AccessDenied</Code></Error>');
    asked += 1;
    if (asked <= 20) return response.writeHead(204).end();
    held.push(response);
    return response;
  });
  const cancelling = new AbortController();
  const keys = Array.from({ length: 100 }, (_, row) => `key ${row}`);
  const work = deleting.deleteObjects({ bucket: 'b', keys, signal: cancelling.signal });
  await vi.waitFor(() => expect(held).toHaveLength(8), { interval: 1, timeout: 20_000 });
  cancelling.abort();
  const [denied, broken, ...rest] = held;
  if (denied) xml(denied, 403, '<Error><Code>AccessDenied</Code></Error>');
  broken?.destroy();
  for (const response of rest) response.writeHead(204).end();
  const { failures, unanswered } = await work;
  expect([...failures.values()].map((failure) => failure.code)).toEqual(['access-denied']);
  // The broken one is not asked again, and those after it were never asked.
  expect(unanswered).toHaveLength(1 + 100 - 28);
  expect(asked).toBe(28);
});

test('cancelled while a batch is under way, it hears the answer', async () => {
  const cancelling = new AbortController();
  const deleting = await store((_request, response) => {
    cancelling.abort();
    setTimeout(() => xml(response, 200, `<DeleteResult>${errorOf('b', 'AccessDenied')}</DeleteResult>`), 10);
  });
  const { failures, unanswered } = await deleting.deleteObjects({
    bucket: 'b',
    keys: ['a', 'b', 'control\u0001'],
    signal: cancelling.signal,
  });
  expect([...failures.keys()]).toEqual([1]);
  expect(unanswered).toEqual([2]);
});
