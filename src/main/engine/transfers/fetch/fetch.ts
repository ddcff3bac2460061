import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import { bodyFailure, shownName } from '../../s3/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import { objectLength } from '../../s3/object-length.ts';
import type { ByteRange, ObjectAddress, ObjectBody, ObjectInfo, S3Port } from '../../s3/port.ts';
import { readBody } from '../../s3/transport/body.ts';
import type { Disk } from '../local/disk.ts';
import type { FilePlace } from '../local/disk-work.ts';
import { PartFile } from '../local/part-file.ts';
import { PartWriter } from '../local/part-writer.ts';
import { type ContentCheck, contentCheck } from './content-check.ts';
import { fetchSmall, SMALL_BYTES } from './fetch-small.ts';
import { rangesOf } from './ranges.ts';

const MEBIBYTE = 1_048_576;
/** Above this an object comes in ranges. */
export const LARGE_BYTES = 32 * MEBIBYTE;
const RANGES_AT_ONCE = 4;
const ATTEMPTS = 3;

/** What is worth another try: it broke off, or it is not what the store has. */
const DAMAGES = new Set(['body-incomplete', 'checksum-mismatch']);

/** An object on its way into a file. */
export interface Fetching extends ObjectAddress {
  readonly port: S3Port;
  readonly disk: Disk;
  readonly place: FilePlace;
  /** What the file is called in sentences. */
  readonly subject: string;
  /** Hears bytes as they are written; a negative number takes back what will come again. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** A large object on its way into a file that has no name yet. */
export interface PartFetching extends Fetching {
  readonly part: PartFile;
}

/**
 * Fetches an object into a file, as what the store says of its content allows to check it. `size` is what is known of its size.
 * Rejects as `getObject`, with `object-changed` when it is replaced meanwhile, with `body-incomplete` and `checksum-mismatch`,
 * and with what can be wrong with the place: `target-exists`, `target-unwritable`, `disk-full`.
 */
export function fetchObject(fetching: Fetching, size: number): Promise<ObjectInfo> {
  if (size > LARGE_BYTES) return intoPart(fetching, fetchInRanges);
  return repeated(fetching.signal, async () => {
    const answer = await getObject(fetching, undefined, undefined);
    if (answer.length <= SMALL_BYTES) return fetchSmall(fetching, answer);
    return intoPart(fetching, (work) => fetchWhole(work, answer)).catch((error) => {
      answer.body.destroy();
      throw error;
    });
  });
}

async function intoPart(
  fetching: Fetching,
  fetch: (fetching: PartFetching) => Promise<ObjectInfo>,
): Promise<ObjectInfo> {
  const part = await PartFile.create(fetching.place.folder, fetching.subject);
  try {
    const info = await fetch({ ...fetching, part });
    fetching.signal.throwIfAborted();
    await part.publish(fetching.disk, fetching.place, info.modified);
    return info;
  } finally {
    await part.discard();
  }
}

/** Takes an object that came in one answer, and checks its MD5 where the ETag is one. */
async function fetchWhole(fetching: PartFetching, answer: ObjectBody): Promise<ObjectInfo> {
  const md5 = answer.etagKind === 'md5' ? createHash('md5') : null;
  const written = await writeBody(fetching, answer, 0, md5);
  if (md5 && md5.digest('hex') !== bareEtag(answer.etag)) {
    fetching.onBytes(-written);
    throw new PailError('checksum-mismatch', { subject: shownName(fetching.key) });
  }
  return answer;
}

/** Fetches a large object in several ranges at a time, all of the same version, and checks what the ETag tells of its content. */
async function fetchInRanges(fetching: PartFetching): Promise<ObjectInfo> {
  const { bucket, key, signal } = fetching;
  const info = await fetching.port.headObject({ bucket, key, signal });
  objectLength(info.size, key);
  const check = await contentCheck(fetching, info);
  let earlier: string | null = null;
  for (;;) {
    await fetchRanges(fetching, info, check);
    const found = await check.etag();
    if (found === null || found === bareEtag(info.etag)) return info;
    // How the object was cut was a guess: bytes that came twice alike came as they are, and the guess was wrong.
    if (found === earlier && check.isGuess) return info;
    fetching.onBytes(-info.size);
    if (earlier !== null) throw new PailError('checksum-mismatch', { subject: shownName(key) });
    earlier = found;
  }
}

async function fetchRanges(fetching: PartFetching, info: ObjectInfo, check: ContentCheck): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failed.signal]);
  const work: PartFetching = { ...fetching, signal };
  const ranges = rangesOf(info.size, check.align);
  let firstError: unknown;

  async function worker(): Promise<void> {
    try {
      for (const range of ranges) {
        await repeated(signal, async () => {
          const answer = await getObject(work, range, info.etag);
          await writeBody(work, answer, range.first, check.from(range.first));
        });
      }
    } catch (error) {
      firstError ??= error;
      failed.abort();
    }
  }
  await Promise.all(Array.from({ length: RANGES_AT_ONCE }, worker));
  if (firstError !== undefined) throw firstError;
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

/** Writes a body at a position, and answers its length. What broke off is taken back from the progress. */
async function writeBody(
  { part, onBytes, key }: PartFetching,
  { body, length }: ObjectBody,
  position: number,
  digest: { update(piece: Uint8Array): unknown } | null,
): Promise<number> {
  const writer = new PartWriter(part, position, length, digest, onBytes);
  try {
    await readBody(body, writer);
    if (writer.received !== length) {
      const found = `${writer.received} of ${length} bytes`;
      throw new PailError('body-incomplete', { subject: shownName(key), reason: found });
    }
    await writer.end();
    return length;
  } catch (error) {
    // What is being written ends before somebody writes there again.
    await writer.settled();
    onBytes(-writer.written);
    throw bodyFailure(error, key);
  }
}

/** Repeats what broke off in the middle of a body or came damaged: the adapter repeats only what fails before it. */
async function repeated<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof PailError ? error.failure.code : '';
      if (!DAMAGES.has(code) || attempt === ATTEMPTS || signal.aborted) throw error;
    }
  }
}
