/** A store that takes uploads in parts, for tests of the wire adapter. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Quirks } from '../../../shared/model/quirks.ts';
import { StorageKeys } from '../s3/keys.ts';
import type { S3Port, UploadRequest } from '../s3/port.ts';
import { createWirePort } from '../s3/wire/wire-port.ts';
import { httpStore, type StoreRequest, xml } from './http-store.ts';
import { plainConnection } from './plain-connection.ts';

/** The adapter does not mind how small parts are; the store of this test neither. */
export const PART_BYTES = 1000;
export const CONTENT = Buffer.from(Array.from({ length: 5 * PART_BYTES + 7 }, (_, index) => index % 251));
export const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
export const sliceOf = (number: number) => CONTENT.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
export const ETAG = `"${md5(Buffer.concat([1, 2, 3, 4, 5, 6].map((number) => md5(sliceOf(number))))).toString('hex')}-6"`;
const KEYS = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));

export type Step = 'begin' | 'part' | 'complete' | 'abort' | 'head' | 'put';
const stepOf = ({ method, url }: StoreRequest): Step => {
  if (method === 'HEAD') return 'head';
  if (method === 'DELETE') return 'abort';
  if (method === 'PUT') return url.includes('partNumber=') ? 'part' : 'put';
  return url.includes('uploads=') ? 'begin' : 'complete';
};
export const numberOf = ({ url }: StoreRequest) => Number(new URL(url, 'http://x').searchParams.get('partNumber'));

export function usual(request: StoreRequest, response: ServerResponse): void {
  const step = stepOf(request);
  if (step === 'begin') xml(response, 200, '<I><UploadId>u/1&amp;2</UploadId></I>');
  else if (step === 'part') response.writeHead(200, { etag: `"${md5(request.body).toString('hex')}"` }).end();
  else if (step === 'complete') xml(response, 200, '<CompleteMultipartUploadResult/>');
  else if (step === 'head') response.writeHead(200, { etag: ETAG, 'content-length': CONTENT.length }).end();
  else response.writeHead(200, { etag: '"x"' }).end();
}

/** Uploads to a store that answers some steps otherwise: `true` means that it has answered. */
export async function uploadsTo(
  otherwise: (request: StoreRequest, response: ServerResponse, step: Step) => unknown = () => false,
  quirks: Partial<Quirks> = {},
  limits: { limitsUploads: boolean } = { limitsUploads: false },
) {
  const store = await httpStore((request, response) => {
    if (!otherwise(request, response, stepOf(request))) usual(request, response);
  });
  onTestFinished(() => store.close());
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const connection = Object.defineProperty(plainConnection(quirks), 'limitsUploads', {
    get: () => limits.limitsUploads,
  });
  const port: S3Port = createWirePort(storage, KEYS, connection, () => Promise.reject(new Error('no')));
  const { requests } = store;
  const steps = () => requests.map(stepOf);
  const of = (step: Step) => requests.filter((request) => stepOf(request) === step);
  const aborting = new AbortController();
  const upload = (change: Partial<UploadRequest> = {}) =>
    port
      .upload({
        bucket: 'b',
        key: 'k',
        size: CONTENT.length,
        partSize: PART_BYTES,
        part: async (number) => sliceOf(number),
        contentType: 'text/plain',
        overwrite: false,
        begun: null,
        onBegun: () => undefined,
        onPart: () => undefined,
        onBytes: () => undefined,
        beforeComplete: async () => undefined,
        signal: aborting.signal,
        ...change,
      })
      .then(
        () => 'done',
        (error) => error.failure.code as string,
      );
  return { upload, steps, of, aborting };
}
