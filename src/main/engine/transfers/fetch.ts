import { PailError } from '../../../shared/errors.ts';
import { bodyFailure, shownName } from '../s3/errors.ts';
import type { ByteRange, ObjectAddress, ObjectBody, ObjectInfo, S3Port } from '../s3/port.ts';
import type { PartFile } from './part-file.ts';

const MEBIBYTE = 1_048_576;
/** Above this an object comes in ranges. */
export const LARGE_BYTES = 32 * MEBIBYTE;
const RANGE_BYTES = 8 * MEBIBYTE;
const LONG_RANGE_BYTES = 16 * MEBIBYTE;
const LONG_RANGES_FROM = 1024 * MEBIBYTE;
const RANGES_AT_ONCE = 4;
const ATTEMPTS = 3;

/** An object on its way into a file. */
export interface Fetching extends ObjectAddress {
  readonly port: S3Port;
  readonly part: PartFile;
  /** Hears bytes as they are written; a negative number takes back what will come again. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** The ranges of a large object, in order. */
export function rangesOf(size: number): ByteRange[] {
  const length = size >= LONG_RANGES_FROM ? LONG_RANGE_BYTES : RANGE_BYTES;
  const ranges: ByteRange[] = [];
  for (let first = 0; first < size; first += length) ranges.push({ first, last: Math.min(first + length, size) - 1 });
  return ranges;
}

/** Fetches an object in one request. Rejects as `getObject`, and with `body-incomplete`. */
export function fetchWhole(fetching: Fetching): Promise<ObjectInfo> {
  return repeated(fetching.signal, async () => {
    // A second attempt may meet another, shorter object.
    await fetching.part.clear();
    const answer = await getObject(fetching, undefined, undefined);
    await writeBody(fetching, answer, 0);
    return answer;
  });
}

/**
 * Fetches a large object in several ranges at a time, all of the same version. Rejects as `getObject`, with
 * `object-changed` when it is replaced meanwhile, and with `body-incomplete`.
 */
export async function fetchInRanges(fetching: Fetching): Promise<ObjectInfo> {
  const { bucket, key, signal } = fetching;
  const info = await fetching.port.headObject({ bucket, key, signal });
  const failed = new AbortController();
  const workSignal = AbortSignal.any([signal, failed.signal]);
  const work: Fetching = { ...fetching, signal: workSignal };
  const ranges = rangesOf(info.size).values();
  let firstError: unknown;

  async function worker(): Promise<void> {
    try {
      for (const range of ranges) {
        await repeated(workSignal, async () => writeBody(work, await getObject(work, range, info.etag), range.first));
      }
    } catch (error) {
      firstError ??= error;
      failed.abort();
    }
  }
  await Promise.all(Array.from({ length: RANGES_AT_ONCE }, worker));
  if (firstError !== undefined) throw firstError;
  return info;
}

async function getObject(
  fetching: Fetching,
  range: ByteRange | undefined,
  etag: string | undefined,
): Promise<ObjectBody> {
  const { port, bucket, key, signal } = fetching;
  const answer = await port.getObject({ bucket, key, signal, ...(range && { range }), ...(etag && { ifMatch: etag }) });
  if (range && answer.length !== range.last - range.first + 1) {
    answer.body.destroy();
    throw new PailError('object-changed', { subject: shownName(key) });
  }
  return answer;
}

/** Writes a body at a position. What broke off is taken back from the progress. */
async function writeBody(fetching: Fetching, answer: ObjectBody, position: number): Promise<void> {
  const { part, onBytes, key } = fetching;
  let written = 0;
  try {
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
      await part.write(piece, position + written);
      written += piece.length;
      onBytes(piece.length);
    }
    if (written !== answer.length) {
      const found = `${written} of ${answer.length} bytes`;
      throw new PailError('body-incomplete', { subject: shownName(key), reason: found });
    }
  } catch (error) {
    onBytes(-written);
    throw bodyFailure(error, key);
  }
}

/** Repeats what broke off in the middle of a body: the client library repeats only what fails before it. */
async function repeated<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof PailError ? error.failure.code : '';
      if (code !== 'body-incomplete' || attempt === ATTEMPTS || signal.aborted) throw error;
    }
  }
}
