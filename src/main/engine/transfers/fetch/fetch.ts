import { PailError } from '../../../../shared/errors.ts';
import { shownName } from '../../s3/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import { objectLength } from '../../s3/object-length.ts';
import type { ByteRange, ObjectAddress, ObjectBody, ObjectInfo, S3Port } from '../../s3/port.ts';
import type { Disk } from '../local/disk.ts';
import type { FilePlace } from '../local/disk-work.ts';
import { PartFile } from '../local/part-file.ts';
import { type ContentCheck, contentCheck } from './content-check.ts';
import { getObject, repeated, writeBody } from './fetch-body.ts';
import { fetchSmall, SMALL_BYTES } from './fetch-small.ts';
import { rangesOf } from './ranges.ts';

const MEBIBYTE = 1_048_576;
/** Above this an object comes in ranges. */
export const LARGE_BYTES = 32 * MEBIBYTE;
const RANGES_AT_ONCE = 4;
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
    let written = 0;
    const reached = (position: number): void => {
      check.arrived(written, position);
      written = position;
    };
    await writeBody({ ...fetching, part }, answer, 0, reached).catch((error) => {
      // All of it comes again.
      fetching.onBytes(-written);
      throw error;
    });
    const found = await check.etag();
    const isGood = found === null || found === bareEtag(answer.etag) || (check.isGuess && earlier.has(found));
    if (!isGood) {
      earlier.add(found);
      fetching.onBytes(-answer.length);
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
  const ranges = [...rangesOf(info.size)];
  /** Up to where each range is in the file. */
  const reached = ranges.map(({ first, last }) => {
    const known = here.filter((one) => one.first === first && one.last <= last);
    const end = Math.max(first, ...known.map((one) => one.last + 1));
    fetching.onBytes(end - first);
    check.arrived(first, end);
    return end;
  });
  let earlier: string | null = null;
  for (;;) {
    await fetchRanges(fetching, info, check, { ranges, reached }, memory);
    const found = await check.etag();
    if (found === null || found === bareEtag(info.etag)) return;
    // How the object was cut was a guess: bytes that came twice alike came as they are, and the guess was wrong.
    if (found === earlier && check.isGuess) return;
    fetching.onBytes(-info.size);
    for (const [index, { first }] of ranges.entries()) reached[index] = first;
    check.again();
    if (earlier !== null) throw new PailError('checksum-mismatch', { subject: shownName(key) });
    earlier = found;
  }
}

/** Fetches what is not here of the ranges. */
async function fetchRanges(
  fetching: PartFetching,
  info: ObjectInfo,
  check: ContentCheck,
  { ranges, reached }: { readonly ranges: readonly ByteRange[]; readonly reached: number[] },
  memory: FetchMemory,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failed.signal]);
  const work: PartFetching = { ...fetching, signal };
  const waiting = ranges.entries();
  let firstError: unknown;

  /** What breaks off is gone on with where it broke off: nothing is written twice that has been looked at. */
  async function fetchRange(index: number, { first, last }: ByteRange): Promise<void> {
    let here = reached[index] ?? first;
    const begun = here;
    const goOn = async (): Promise<void> => {
      const answer = await getObject(work, { first: here, last }, info.etag);
      await writeBody(work, answer, here, (position) => {
        check.arrived(here, position);
        here = position;
        reached[index] = position;
      });
    };
    try {
      if (here <= last) await repeated(signal, goOn, () => here);
    } finally {
      if (here > begun) {
        // Where nothing tells later whether it is whole, a power cut must not have the last word on that.
        if (info.etagKind === 'opaque') await work.part.sync();
        memory.arrived({ first, last: here - 1 });
      }
    }
  }

  async function worker(): Promise<void> {
    try {
      for (const [index, range] of waiting) await fetchRange(index, range);
    } catch (error) {
      firstError ??= error;
      failed.abort();
    }
  }
  await Promise.all(Array.from({ length: RANGES_AT_ONCE }, worker));
  if (firstError !== undefined) throw firstError;
}
