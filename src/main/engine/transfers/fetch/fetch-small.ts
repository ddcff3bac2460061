import { PailError } from '../../../../shared/errors.ts';
import { MemoryPool } from '../../memory-pool.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectBody, ObjectInfo } from '../../s3/port.ts';
import { type BodyStream, readBody } from '../../s3/transport/body.ts';
import { writeError } from '../local/local-errors.ts';
import { memoryCheck } from './content-check.ts';
import type { Fetching } from './fetch.ts';

/** Up to this an object is a file in memory before it is one on the disk. */
export const SMALL_BYTES = 128 * 1024;

/** Shared with the thread that writes it, so that it need not be copied. */
const shared = (bytes: number): Buffer => Buffer.from(new SharedArrayBuffer(bytes));
/** Most small objects are very small, and memory for as many as are on their way at a time is kept: new one is zeroed first. */
const VERY_SMALL_BYTES = 16 * 1024;
const verySmall = new MemoryPool(VERY_SMALL_BYTES, 128, shared);
const small = new MemoryPool(SMALL_BYTES, 32, shared);

/**
 * Takes a small object that came in one answer, checks its MD5 where the ETag is one, and writes it in one piece. Rejects as
 * `fetchObject`.
 */
export async function fetchSmall(fetching: Fetching, answer: ObjectBody): Promise<ObjectInfo> {
  const { disk, place, subject, key, onBytes, signal } = fetching;
  const { body, length, etag, modified } = answer;
  const contents = length <= VERY_SMALL_BYTES ? verySmall : small;
  const memory = contents.take();
  const content = memory.subarray(0, length);
  try {
    const received = await readInto(content, body).catch((error) => {
      throw bodyFailure(error, key);
    });
    if (received !== length) {
      throw new PailError('body-incomplete', { subject: shownName(key), reason: `${received} of ${length} bytes` });
    }
    // After the body: while that waits to be read, it has a place that this request may need.
    const found = (await memoryCheck(fetching, answer)).etag(content);
    if (found !== null && found !== bareEtag(etag)) {
      throw new PailError('checksum-mismatch', { subject: shownName(key) });
    }
    signal.throwIfAborted();
    await disk.save({ ...place, content, modified }).catch((error) => {
      throw writeError(error, subject);
    });
    onBytes(length);
    return answer;
  } finally {
    contents.release(memory);
  }
}

/** Answers how many bytes the body had; what does not fit is dropped. */
async function readInto(content: Uint8Array, body: BodyStream): Promise<number> {
  let received = 0;
  await readBody(body, {
    take: (bytes) => {
      if (received < content.length) content.set(bytes.subarray(0, content.length - received), received);
      received += bytes.length;
      return null;
    },
  });
  return received;
}
