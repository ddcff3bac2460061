import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { plainConnection } from '../../testing/plain-connection.ts';
import type { BegunUpload } from '../begun-upload.ts';
import { StorageKeys } from '../keys.ts';
import { createSdkPort } from './sdk-port.ts';

const PART_BYTES = 5 * 1_048_576;
const CONTENT = Buffer.alloc(PART_BYTES + 7, 'pail');
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
const PARTS = [md5(CONTENT.subarray(0, PART_BYTES)), md5(CONTENT.subarray(PART_BYTES))];
const ETAG = `"${md5(Buffer.concat(PARTS)).toString('hex')}-2"`;

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/**
 * A store that loses its answer to the first completing, says `status` to the next, and has an object with this ETag. Answers to a
 * beginning are lost as often as `lost` says.
 */
async function upload(
  status: number,
  code: string,
  etag: string,
  begun: BegunUpload | null = null,
  told: unknown[] = [],
  lost = 0,
): Promise<unknown> {
  let [completed, beginnings] = [0, 0];
  server = createServer((request, response) => {
    const { method, url = '' } = request;
    const xml = (body: string) => response.setHeader('content-type', 'application/xml').end(body);
    request.resume().once('end', () => {
      if (method === 'HEAD') return response.writeHead(200, { etag }).end();
      if (method === 'PUT') {
        const number = Number(new URL(url, 'http://x').searchParams.get('partNumber'));
        return response.writeHead(200, { etag: `"${PARTS[number - 1]?.toString('hex')}"` }).end();
      }
      if (method !== 'POST') return response.writeHead(204).end();
      if (url.includes('uploads') && ++beginnings <= lost) return response.destroy();
      if (url.includes('uploads')) return xml('<R><UploadId>u</UploadId></R>');
      completed += 1;
      if (completed === 1) return response.destroy();
      response.statusCode = status;
      return xml(`<Error><Code>${code}</Code></Error>`);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const port = createSdkPort({ region: 'us-east-1', endpoint, pathStyle: true }, keys, plainConnection());
  const work = port.upload({
    bucket: 'b',
    key: 'k',
    size: CONTENT.length,
    partSize: PART_BYTES,
    part: async (number) => CONTENT.subarray((number - 1) * PART_BYTES, number * PART_BYTES),
    contentType: 'text/plain',
    overwrite: false,
    begun,
    onBegun: (...begun) => told.push(begun),
    onPart: ({ number }) => told.push(number),
    onBytes: (bytes) => told.push(bytes),
    beforeComplete: async () => undefined,
    signal: new AbortController().signal,
  });
  return work
    .then(
      () => 'done',
      (error) => error.failure.code,
    )
    .finally(() => port.destroy());
}

test.each([
  [412, 'PreconditionFailed', ETAG, 'done'],
  [404, 'NoSuchUpload', ETAG, 'done'],
  [412, 'PreconditionFailed', '"other-2"', 'target-exists'],
  [404, 'NoSuchUpload', '"other-2"', 'no-such-upload'],
])('a lost answer, then %i %s, with the object %s: %s', async (status, code, etag, outcome) => {
  expect(await upload(status, code, etag)).toBe(outcome);
});

test('one that was begun earlier is gone on with: only what the store does not have is sent', async () => {
  const first = { number: 1, etag: `"${PARTS[0]?.toString('hex')}"` };
  const told: unknown[] = [];
  expect(await upload(412, 'PreconditionFailed', ETAG, { uploadId: 'earlier', parts: [first] }, told)).toBe('done');
  expect(told).toEqual([7, 2]);
});

test.each([0, 1])('how it was begun is told where the answers to the first %i attempts are lost', async (lost) => {
  const told: unknown[] = [];
  expect(await upload(412, 'PreconditionFailed', ETAG, null, told, lost)).toBe('done');
  expect(told[0]).toEqual(['u', lost > 0]);
});
