/** How an upload in parts completes, and in what stores differ there. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { xml, xmlError } from '../../testing/http-store.ts';
import { ETAG, sliceOf, uploadsTo } from '../../testing/parts-store.ts';

describe('completing', () => {
  /** The store loses its answer to the first attempt, and then answers so. */
  const lost = (etag: string, answer: (response: ServerResponse) => void) => {
    let attempts = 0;
    return uploadsTo((_request, response, step) => {
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
    const { upload, steps } = await uploadsTo((_request, response, step) => {
      if (step === 'complete') xmlError(response, status, code);
      return step === 'complete';
    });
    expect(await upload()).toBe(outcome);
    expect(steps()).not.toContain('head');
  });

  test('an error within an answer of success is an error, and tried again', async () => {
    let attempts = 0;
    const { upload } = await uploadsTo((_request, response, step) => {
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
    const { upload, steps } = await uploadsTo((_request, response, step) => {
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
      const { upload, of } = await uploadsTo(undefined, { toleratesConditions });
      expect(await upload()).toBe('done');
      expect(of('complete')[0]?.headers['if-none-match']).toBe(toleratesConditions ? '*' : undefined);
      expect(await upload({ overwrite: true })).toBe('done');
      expect(of('complete')[1]?.headers['if-none-match']).toBeUndefined();
    }
  });

  test('sha256: the hash of each body is signed', async () => {
    const { upload, of } = await uploadsTo(undefined, { bodyChecksum: 'sha256' });
    expect(await upload()).toBe('done');
    for (const { headers, body } of of('part')) {
      expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
      expect(headers['content-md5']).toBeUndefined();
    }
  });

  test('what somebody else has begun with a checksum, or without, goes on so', async () => {
    const etag = `"${createHash('md5').update(sliceOf(1)).digest('hex')}"`;
    for (const [bodyChecksum, crc, header] of [
      ['md5', 'AAAAAA==', 'x-amz-checksum-crc32'],
      ['crc32', undefined, 'content-md5'],
    ] as const) {
      const { upload, of } = await uploadsTo(undefined, { bodyChecksum });
      const part = { number: 1, etag, ...(crc && { crc32: crc }) };
      expect(await upload({ begun: { uploadId: 'u', parts: [part] } })).toBe('done');
      expect(of('part')).toHaveLength(5);
      for (const { headers } of of('part')) expect(headers[header]).toEqual(expect.any(String));
      for (const { headers } of of('part'))
        expect('content-md5' in headers && 'x-amz-checksum-crc32' in headers).toBe(false);
    }
  });

  test('crc32: each part has its own, and the whole is told of them', async () => {
    const { upload, of } = await uploadsTo(undefined, { bodyChecksum: 'crc32' });
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
