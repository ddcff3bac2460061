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
  /** Hears, before the first byte, how many of a large object are here from earlier. Left out: `onBytes` does. */
  readonly onKept?: (bytes: number) => void;
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
  /** What was remembered earlier, and what has arrived of ranges, each from its beginning; `null`: nothing. */
  readonly earlier: { readonly note: FetchNote; readonly ranges: readonly ByteRange[] } | null;
  begun(note: FetchNote): void;
  /** Hears of a range that has arrived, or of its beginning. */
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
    let written = 0;
    const reached = (position: number): void => {
      written = position;
    };
    await writeBody({ ...fetching, part }, answer, 0, reached).catch((error) => {
      // All of it comes again.
      fetching.onBytes(-written);
      throw error;
    });
    // After the body: while that waits to be read, it has a place that this question may need.
    const check = await contentCheck({ ...fetching, part }, answer);
    check.arrived(0, answer.length);
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
async function fetchLarge(asked: Fetching, memory: FetchMemory): Promise<ObjectInfo> {
  const { bucket, key, place, subject, signal } = asked;
  let told = 0;
  const onBytes = (bytes: number): void => {
    told += bytes;
    asked.onBytes(bytes);
  };
  const onKept = (bytes: number): void => {
    told += bytes;
    (asked.onKept ?? asked.onBytes)(bytes);
  };
  const fetching = { ...asked, onBytes, onKept };
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
      onBytes(-told);
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
  const { key, onBytes, onKept } = fetching;
  const over = new AbortController();
  const signal = AbortSignal.any([fetching.signal, over.signal]);
  try {
    const check = await contentCheck({ ...fetching, signal }, info);
    const ranges = rangesHere(info.size, here);
    onKept?.(sumOf(ranges));
    for (const { first, end } of ranges) check.arrived(first, end);
    let earlier: string | null = null;
    for (;;) {
      await fetchRanges(fetching, info, check, ranges, memory);
      const found = await check.etag();
      if (found === null || found === bareEtag(info.etag)) return;
      // How the object was cut was a guess: bytes that came twice alike came as they are, and the guess was wrong.
      if (found === earlier && check.isGuess) return;
      onBytes(-info.size);
      for (const range of ranges) range.end = range.first;
      check.again();
      if (earlier !== null) throw new PailError('checksum-mismatch', { subject: shownName(key) });
      earlier = found;
    }
  } finally {
    over.abort();
  }
}

/** Bytes that are here of an object, of which this is remembered. */
export function bytesHere(size: number, here: readonly ByteRange[]): number {
  return sumOf(rangesHere(size, here));
}

const sumOf = (ranges: readonly RangeHere[]): number => ranges.reduce((sum, { first, end }) => sum + end - first, 0);

/** A range of which the bytes before `end` are in the file. */
interface RangeHere extends ByteRange {
  end: number;
}

/** The ranges of an object, with what of them is here: ranges, or beginnings of them. */
function rangesHere(size: number, here: readonly ByteRange[]): RangeHere[] {
  const ends = new Map<number, number>();
  for (const { first, last } of here) ends.set(first, Math.max(last + 1, ends.get(first) ?? first));
  return [...rangesOf(size)].map(({ first, last }) => ({
    first,
    last,
    end: Math.min(ends.get(first) ?? first, last + 1),
  }));
}

/** Fetches what is not here of the ranges. */
async function fetchRanges(
  fetching: PartFetching,
  info: ObjectInfo,
  check: ContentCheck,
  ranges: readonly RangeHere[],
  memory: FetchMemory,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([fetching.signal, failed.signal]);
  const work: PartFetching = { ...fetching, signal };
  const waiting = ranges.values();
  /** What has arrived of ranges that nobody was told of. */
  const untold = new Set<RangeHere>();
  let firstError: unknown;

  /** What breaks off is gone on with where it broke off: nothing is written twice that has been looked at. */
  async function fetchRange(range: RangeHere): Promise<void> {
    const goOn = async (): Promise<void> => {
      // It may break off behind its last byte.
      if (range.end > range.last) return;
      const answer = await getObject(work, { first: range.end, last: range.last }, info.etag);
      await writeBody(work, answer, range.end, (position) => {
        check.arrived(range.end, position);
        range.end = position;
        untold.add(range);
      });
    };
    await repeated(signal, goOn, () => range.end);
    await tell([range]);
  }

  async function tell(some: readonly RangeHere[]): Promise<void> {
    const news = some.filter((range) => untold.delete(range));
    if (news.length === 0) return;
    // Where nothing tells later whether it is whole, a power cut must not have the last word on that.
    if (!check.canTell) await work.part.sync();
    for (const { first, end } of news) memory.arrived({ first, last: end - 1 });
  }

  async function worker(): Promise<void> {
    try {
      for (const range of waiting) await fetchRange(range);
    } catch (error) {
      firstError ??= error;
      failed.abort();
    }
  }
  await Promise.all(Array.from({ length: RANGES_AT_ONCE }, worker));
  if (firstError === undefined) return;
  if (memory.goesOn(firstError)) await tell([...untold]);
  throw firstError;
}
