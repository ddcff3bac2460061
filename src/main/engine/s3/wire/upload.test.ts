import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { type HttpStore, httpStore, type StoreRequest, xml, xmlError } from '../../testing/http-store.ts';
import { plainConnection } from '../../testing/plain-connection.ts';
import { StorageKeys } from '../keys.ts';
import type { S3Port, UploadRequest } from '../port.ts';
import { createWirePort } from './wire-port.ts';

/** The adapter does not mind how small parts are; the store of this test neither. */
const PART_BYTES = 1000;
const CONTENT = Buffer.from(Array.from({ length: 5 * PART_BYTES + 7 }, (_, index) => index % 251));
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
const sliceOf = (number: number) => CONTENT.subarray((number - 1) * PART_BYTES, number * PART_BYTES);
const ETAG = `"${md5(Buffer.concat([1, 2, 3, 4, 5, 6].map((number) => md5(sliceOf(number))))).toString('hex')}-6"`;
const KEYS = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));

let store: HttpStore | null = null;
afterEach(() => store?.close());

type Step = 'begin' | 'part' | 'complete' | 'abort' | 'head' | 'put';
const stepOf = ({ method, url }: StoreRequest): Step => {
  if (method === 'HEAD') return 'head';
  if (method === 'DELETE') return 'abort';
  if (method === 'PUT') return url.includes('partNumber=') ? 'part' : 'put';
  return url.includes('uploads=') ? 'begin' : 'complete';
};
const numberOf = ({ url }: StoreRequest) => Number(new URL(url, 'http://x').searchParams.get('partNumber'));

function usual(request: StoreRequest, response: ServerResponse): void {
  const step = stepOf(request);
  if (step === 'begin') xml(response, 200, '<I><UploadId>u/1&amp;2</UploadId></I>');
  else if (step === 'part') response.writeHead(200, { etag: `"${md5(request.body).toString('hex')}"` }).end();
  else if (step === 'complete') xml(response, 200, '<CompleteMultipartUploadResult/>');
  else if (step === 'head') response.writeHead(200, { etag: ETAG, 'content-length': CONTENT.length }).end();
  else response.writeHead(200, { etag: '"x"' }).end();
}

/** Uploads to a store that answers some steps otherwise: `true` means that it has answered. */
async function setup(
  otherwise: (request: StoreRequest, response: ServerResponse, step: Step) => unknown = () => false,
  quirks: Partial<Quirks> = {},
) {
  store = await httpStore((request, response) => {
    if (!otherwise(request, response, stepOf(request))) usual(request, response);
  });
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const port: S3Port = createWirePort(storage, KEYS, plainConnection(quirks), () => Promise.reject(new Error('no')));
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

test('the parts are the body, in order, each checked by the store, and progress tells of each', async () => {
  const { upload, of, steps } = await setup();
  const progress: number[] = [];
  expect(await upload({ onPart: (_part, bytes) => progress.push(bytes) })).toBe('done');
  const parts = of('part').sort((a, b) => numberOf(a) - numberOf(b));
  expect(Buffer.concat(parts.map(({ body }) => body)).equals(CONTENT)).toBe(true);
  expect(parts.map(({ body }) => body.length)).toEqual([...Array(5).fill(PART_BYTES), 7]);
  for (const { headers, body } of parts) expect(headers['content-md5']).toBe(md5(body).toString('base64'));
  expect(parts.map(({ url }) => url)[0]).toBe('/b/k?partNumber=1&uploadId=u%2F1%262');
  expect(progress.sort()).toEqual([...Array(5).fill(PART_BYTES), 7].sort());
  expect(steps().slice(0, 1).concat(steps().slice(-1))).toEqual(['begin', 'complete']);
  expect(of('begin')[0]?.headers['content-type']).toBe('text/plain');
  const list = [1, 2, 3, 4, 5, 6].map((number) => {
    const etag = `&quot;${md5(sliceOf(number)).toString('hex')}&quot;`;
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
  });
  expect(of('complete')[0]?.body.toString()).toContain(`>${list.join('')}</CompleteMultipartUpload>`);
});

test('four parts are in memory at a time', async () => {
  const held: Array<() => void> = [];
  const { upload } = await setup((request, response, step) => {
    if (step !== 'part') return false;
    held.push(() => usual(request, response));
    return true;
  });
  let read = 0;
  const part = async (number: number) => {
    read += 1;
    return sliceOf(number);
  };
  const work = upload({ part });
  await vi.waitFor(() => expect(held).toHaveLength(4), { interval: 1 });
  expect(read).toBe(4);
  held.shift()?.();
  await vi.waitFor(() => expect(held).toHaveLength(4), { interval: 1 });
  expect(read).toBe(5);
  for (const answer of held.splice(0)) answer();
  await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 1 });
  held[0]?.();
  expect(await work).toBe('done');
});

describe('one that was begun earlier', () => {
  const begun = {
    uploadId: 'earlier',
    parts: [1, 3, 6].map((number) => ({ number, etag: `"${md5(sliceOf(number)).toString('hex')}"` })),
  };

  test('is gone on with: only what the store does not have is read and sent', async () => {
    const { upload, of, steps } = await setup();
    const onBegun = vi.fn();
    const onPart = vi.fn();
    const part = vi.fn(async (number: number) => sliceOf(number));
    expect(await upload({ begun, onBegun, onPart, part })).toBe('done');
    expect(steps()).not.toContain('begin');
    expect(onBegun).not.toHaveBeenCalled();
    expect(of('part').map(numberOf).sort()).toEqual([2, 4, 5]);
    expect(part.mock.calls.map(([number]) => number).sort()).toEqual([2, 4, 5]);
    expect(onPart.mock.calls.map(([{ number }, bytes]) => [number, bytes]).sort()).toEqual([
      [2, PART_BYTES],
      [4, PART_BYTES],
      [5, PART_BYTES],
    ]);
    const completion = of('complete')[0];
    expect(completion?.url).toContain('uploadId=earlier');
    for (let number = 1; number <= 6; number += 1) {
      expect(completion?.body.toString()).toContain(`<PartNumber>${number}</PartNumber>`);
    }
  });

  test('and was completed without our hearing of it is done', async () => {
    const { upload } = await setup((_request, response, step) => {
      if (step === 'complete') xmlError(response, 404, 'NoSuchUpload');
      return step === 'complete';
    });
    expect(await upload({ begun })).toBe('done');
  });
});

describe('what fails leaves what was begun, for the caller to go on with', () => {
  test('the last word against it', async () => {
    const { upload, steps } = await setup();
    expect(await upload({ beforeComplete: () => Promise.reject(new Error('changed my mind')) })).toBe('internal');
    expect(steps()).not.toContain('abort');
    expect(steps()).not.toContain('complete');
  });

  test('a part that is refused stops the others', async () => {
    let open = 0;
    const { upload, steps } = await setup((request, response, step) => {
      if (step !== 'part') return false;
      open += 1;
      response.once('close', () => {
        open -= 1;
      });
      // The others never hear.
      if (numberOf(request) === 4) xmlError(response, 403, 'AccessDenied');
      return true;
    });
    expect(await upload()).toBe('access-denied');
    await vi.waitFor(() => expect(open).toBe(0));
    expect(steps()).toEqual(['begin', 'part', 'part', 'part', 'part']);
  });

  test('a body that cannot be read', async () => {
    const { upload, steps } = await setup();
    const part = async (number: number) => {
      if (number === 3) throw new Error('the disk is gone');
      return sliceOf(number);
    };
    expect(await upload({ part })).toBe('internal');
    expect(steps()).not.toContain('complete');
  });

  test('being cancelled, and nothing is completed', async () => {
    const { upload, steps, aborting } = await setup();
    await upload({ onPart: () => aborting.abort() });
    expect(steps()).not.toContain('complete');
  });

  test('being cancelled while it begins: the id is waited for, and asked for once only', async () => {
    const { upload, steps, aborting } = await setup((request, response, step) => {
      if (step !== 'begin') return false;
      aborting.abort();
      setTimeout(() => usual(request, response), 10);
      return true;
    });
    const onBegun = vi.fn();
    await upload({ onBegun });
    expect(steps()).toEqual(['begin']);
    expect(onBegun.mock.calls).toEqual([['u/1&2']]);
  });
});

describe('completing', () => {
  /** The store loses its answer to the first attempt, and then answers so. */
  const lost = (etag: string, answer: (response: ServerResponse) => void) => {
    let attempts = 0;
    return setup((_request, response, step) => {
      if (step === 'head') response.writeHead(200, { etag }).end();
      if (step !== 'complete') return step === 'head';
      attempts += 1;
      if (attempts === 1) response.destroy();
      else answer(response);
      return true;
    });
  };

  test.each([
    [412, 'PreconditionFailed', ETAG, 'done'],
    [404, 'NoSuchUpload', ETAG, 'done'],
    [412, 'PreconditionFailed', '"other-6"', 'target-exists'],
    [404, 'NoSuchUpload', '"other-6"', 'no-such-upload'],
  ])('a lost answer, then %i %s, with the object %s: %s', async (status, code, etag, outcome) => {
    const { upload } = await lost(etag, (response) => xmlError(response, status, code));
    expect(await upload()).toBe(outcome);
  });

  test.each([
    [412, 'PreconditionFailed', 'target-exists'],
    [404, 'NoSuchUpload', 'no-such-upload'],
  ])('%i %s at the first attempt is nobody’s doing but others’', async (status, code, outcome) => {
    const { upload, steps } = await setup((_request, response, step) => {
      if (step === 'complete') xmlError(response, status, code);
      return step === 'complete';
    });
    expect(await upload()).toBe(outcome);
    expect(steps()).not.toContain('head');
  });

  test('an error within an answer of success is an error, and tried again', async () => {
    let attempts = 0;
    const { upload } = await setup((_request, response, step) => {
      if (step !== 'complete') return false;
      attempts += 1;
      const error = '\n \n<?xml version="1.0"?><Error><Code>InternalError</Code></Error>';
      xml(response, 200, attempts === 1 ? error : '<CompleteMultipartUploadResult/>');
      return true;
    });
    expect(await upload()).toBe('done');
    expect(attempts).toBe(2);
  });

  test('the page of a proxy is not an answer of success', async () => {
    const { upload, steps } = await setup((_request, response, step) => {
      if (step === 'complete') xml(response, 200, '<html>Welcome</html>');
      return step === 'complete';
    });
    expect(await upload()).toBe('storage-refused');
    expect(steps().at(-1)).toBe('complete');
  });
});

describe('quirks', () => {
  test('the condition is left out where the store answers 501 to it', async () => {
    for (const toleratesConditions of [true, false]) {
      const { upload, of } = await setup(undefined, { toleratesConditions });
      expect(await upload()).toBe('done');
      expect(of('complete')[0]?.headers['if-none-match']).toBe(toleratesConditions ? '*' : undefined);
      expect(await upload({ overwrite: true })).toBe('done');
      expect(of('complete')[1]?.headers['if-none-match']).toBeUndefined();
      store?.close();
    }
  });

  test('sha256: the hash of each body is signed', async () => {
    const { upload, of } = await setup(undefined, { bodyChecksum: 'sha256' });
    expect(await upload()).toBe('done');
    for (const { headers, body } of of('part')) {
      expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
      expect(headers['content-md5']).toBeUndefined();
    }
  });

  test('what somebody else has begun with a checksum, or without, goes on so', async () => {
    const etag = `"${md5(sliceOf(1)).toString('hex')}"`;
    for (const [bodyChecksum, crc, header] of [
      ['md5', 'AAAAAA==', 'x-amz-checksum-crc32'],
      ['crc32', undefined, 'content-md5'],
    ] as const) {
      const { upload, of } = await setup(undefined, { bodyChecksum });
      const part = { number: 1, etag, ...(crc && { crc32: crc }) };
      expect(await upload({ begun: { uploadId: 'u', parts: [part] } })).toBe('done');
      expect(of('part')).toHaveLength(5);
      for (const { headers } of of('part')) expect(headers[header]).toEqual(expect.any(String));
      for (const { headers } of of('part'))
        expect('content-md5' in headers && 'x-amz-checksum-crc32' in headers).toBe(false);
      store?.close();
    }
  });

  test('crc32: each part has its own, and the whole is told of them', async () => {
    const { upload, of } = await setup(undefined, { bodyChecksum: 'crc32' });
    expect(await upload()).toBe('done');
    expect(of('begin')[0]?.headers['x-amz-checksum-algorithm']).toBe('CRC32');
    const sum = (bytes: Uint8Array) => {
      const text = Buffer.alloc(4);
      text.writeUInt32BE(crc32(bytes));
      return text.toString('base64');
    };
    for (const { headers, body } of of('part')) expect(headers['x-amz-checksum-crc32']).toBe(sum(body));
    expect(of('complete')[0]?.body.toString()).toContain(`<ChecksumCRC32>${sum(sliceOf(6))}</ChecksumCRC32></Part></C`);
  });
});
