import { setTimeout as delay } from 'node:timers/promises';
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
/** Of ten thousand objects on a way that damages one answer in thirty, none comes damaged so often in a row. */
const ATTEMPTS = 5;
/** The first wait is at most this, in ms; the bound of each further one is twice that of the one before. */
const FIRST_WAIT_MS = 50;

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

/** What is remembered of a large object that is half here. JSON. */
export interface FetchNote {
  /** What the file is called that it is written to. */
  readonly part: string;
  readonly etag: string;
}

/** The memory of a large object on its way, so that it can be gone on with. */
export interface FetchMemory {
  /** What was remembered earlier, and the ranges that have arrived; `null`: nothing. */
  readonly earlier: { readonly note: FetchNote; readonly ranges: readonly ByteRange[] } | null;
  begun(note: FetchNote): void;
  arrived(range: ByteRange): void;
  /** Nothing is left of what was begun. */
  settled(): void;
  /** Whether what ended so is to be gone on with. */
  goesOn(error: unknown): boolean;
}

/** For an object that nobody goes on with: what is half here goes. */
export const NOTHING_KEPT: FetchMemory = {
  earlier: null,
  begun: () => undefined,
  arrived: () => undefined,
  settled: () => undefined,
  goesOn: () => false,
};

/**
 * Fetches an object into a file, as what the store says of its content allows to check it. `size` is what is known of its size.
 * Rejects as `getObject`, with `object-changed` when it is replaced meanwhile, with `body-incomplete` and `checksum-mismatch`,
 * and with what can be wrong with the place: `target-exists`, `target-unwritable`, `disk-full`.
 */
export function fetchObject(fetching: Fetching, size: number, memory: FetchMemory): Promise<ObjectInfo> {
  if (size > LARGE_BYTES) return fetchLarge(fetching, memory);
  const earlier = new Set<string>();
  return repeated(fetching.signal, async () => {
    const answer = await getObject(fetching, undefined, undefined);
    if (answer.length <= SMALL_BYTES) return fetchSmall(fetching, answer);
    return fetchMedium(fetching, answer, earlier).catch((error) => {
      answer.body.destroy();
      throw error;
    });
  });
}

/** Takes an object that came in one answer, and checks what the ETag tells of its content. `earlier`: what that was before. */
async function fetchMedium(fetching: Fetching, answer: ObjectBody, earlier: Set<string>): Promise<ObjectInfo> {
  const { key, place, subject, signal } = fetching;
  const part = await PartFile.create(place, subject);
  try {
    const check = await contentCheck({ ...fetching, part }, answer);
    const written = await writeBody({ ...fetching, part }, answer, 0);
    check.arrived(0, written);
    const found = await check.etag();
    const isGood = found === null || found === bareEtag(answer.etag) || (check.isGuess && earlier.has(found));
    if (!isGood) {
      earlier.add(found);
      fetching.onBytes(-written);
      throw new PailError('checksum-mismatch', { subject: shownName(key) });
    }
    signal.throwIfAborted();
    await part.publish(fetching.disk, place, answer.modified, signal);
    return answer;
  } finally {
    await part.discard();
  }
}

/** Fetches a large object in ranges, or goes on with that, into a file that gets its name at the end. */
async function fetchLarge(fetching: Fetching, memory: FetchMemory): Promise<ObjectInfo> {
  const { bucket, key, place, subject, signal } = fetching;
  const info = await fetching.port.headObject({ bucket, key, signal });
  objectLength(info.size, key);
  const half = await reopen(fetching, memory, info);
  const part = half?.part ?? (await PartFile.create(place, subject));
  if (!half) memory.begun({ part: part.name, etag: info.etag });
  try {
    await fetchInRanges({ ...fetching, part }, info, half?.ranges ?? [], memory);
    signal.throwIfAborted();
    await part.publish(fetching.disk, place, info.modified, signal);
    memory.settled();
    return info;
  } catch (error) {
    if (memory.goesOn(error)) await part.leave();
    else {
      await part.discard();
      memory.settled();
    }
    throw error;
  }
}

/** What is here of this very object; `null` where that is nothing, and then nothing is left of another one. */
async function reopen(fetching: Fetching, { earlier, settled }: FetchMemory, info: ObjectInfo) {
  if (!earlier) return null;
  const part = await PartFile.reopen(fetching.place.folder, earlier.note.part, fetching.subject);
  if (part && earlier.note.etag === info.etag) return { part, ranges: earlier.ranges };
  await part?.discard();
  settled();
  return null;
}

/** Fetches a large object in several ranges at a time, all of the same version, and checks what the ETag tells of its content. */
async function fetchInRanges(
  fetching: PartFetching,
  info: ObjectInfo,
  here: readonly ByteRange[],
  memory: FetchMemory,
): Promise<void> {
  const { key } = fetching;
  const check = await contentCheck(fetching, info);
  const arrived = new Set<number>();
  for (const range of rangesOf(info.size, check.align)) {
    if (!here.some(({ first, last }) => first === range.first && last === range.last)) continue;
    arrived.add(range.first);
    fetching.onBytes(range.last - range.first + 1);
    check.arrived(range.first, range.last + 1);
  }
  let earlier: string | null = null;
  for (;;) {
    await fetchRanges(fetching, info, check, arrived, memory);
    const found = await check.etag();
    if (found === null || found === bareEtag(info.etag)) return;
    // How the object was cut was a guess: bytes that came twice alike came as they are, and the guess was wrong.
    if (found === earlier && check.isGuess) return;
    fetching.onBytes(-info.size);
    arrived.clear();
    if (earlier !== null) throw new PailError('checksum-mismatch', { subject: shownName(key) });
    earlier = found;
  }
}

/** Fetches the ranges that have not arrived. */
async function fetchRanges(
  fetching: PartFetching,
  info: ObjectInfo,
  check: ContentCheck,
  arrived: Set<number>,
  memory: FetchMemory,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failed.signal]);
  const work: PartFetching = { ...fetching, signal };
  const ranges = rangesOf(info.size, check.align);
  let firstError: unknown;

  async function worker(): Promise<void> {
    try {
      for (const range of ranges) {
        if (arrived.has(range.first)) continue;
        await repeated(signal, async () => {
          const answer = await getObject(work, range, info.etag);
          await writeBody(work, answer, range.first);
        });
        check.arrived(range.first, range.last + 1);
        // Where nothing tells later whether it is whole, a power cut must not have the last word on that.
        if (info.etagKind === 'opaque') await work.part.sync();
        arrived.add(range.first);
        memory.arrived(range);
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
): Promise<number> {
  const writer = new PartWriter(part, position, length, onBytes);
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
export async function repeated<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof PailError ? error.failure.code : '';
      if (!DAMAGES.has(code) || attempt === ATTEMPTS || signal.aborted) throw error;
      // Of random length, as between the adapter's own attempts.
      await delay(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}
