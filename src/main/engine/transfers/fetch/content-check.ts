import { hash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';
import { MAX_PARTS, type ObjectAddress, type ObjectInfo, type S3Port } from '../../s3/port.ts';
import { MD5_BYTES, type Stretch } from '../local/digest-work.ts';
import type { Disk } from '../local/disk.ts';
import { writeError } from '../local/local-errors.ts';
import { LANES } from '../local/md5-code.ts';
import type { PartFile } from '../local/part-file.ts';
import { guessPartBytes } from './part-size.ts';

/**
 * MD5s of several parts at a time cost less: they are taken when as many parts as are taken side by side wait, and so many bytes; but
 * not later than when the most bytes wait.
 */
const LEAST_BYTES = 64 * 1_048_576;
const MOST_BYTES = 256 * 1_048_576;

/** How the ETag of an object came about. */
export interface Cut {
  /** Bytes of each part but the last; of all of it, where it is in one. */
  readonly partBytes: number;
  /** True: the ETag is the MD5 of the content. False: the MD5 of the MD5s of the parts. */
  readonly isWhole: boolean;
  /** True where the size of the parts is a guess. */
  readonly isGuess: boolean;
}

/** How it is found out whether an object came as the store has it: by what lies in its file. */
export interface ContentCheck {
  /** False: nothing can be said, whatever arrives. */
  readonly canTell: boolean;
  /** True where it rests on a guess of how the object was cut into parts. */
  readonly isGuess: boolean;
  /** Hears that the bytes from `first` to before `end` lie in the file now: of each byte once, in any order. */
  arrived(first: number, end: number): void;
  /** All comes again. */
  again(): void;
  /**
   * The ETag that what is in the file would have, without quotes; `null` where nothing can be said. To be asked when all has
   * arrived. Rejects with `target-unwritable` where the file cannot be read.
   */
  etag(): Promise<string | null>;
}

interface Source extends ObjectAddress {
  readonly port: S3Port;
  readonly signal: AbortSignal;
}

interface Subject extends Source {
  readonly disk: Disk;
  readonly part: PartFile;
  /** What the file is called in sentences. */
  readonly subject: string;
}

const NOTHING_TO_SAY: ContentCheck = {
  canTell: false,
  isGuess: false,
  arrived: () => undefined,
  again: () => undefined,
  etag: async () => null,
};

/** The check that the ETag of an object allows. Rejects as `firstPartBytes`. */
export async function contentCheck(subject: Subject, info: ObjectInfo): Promise<ContentCheck> {
  const cut = await cutOf(subject, info);
  if (!cut) return NOTHING_TO_SAY;
  const md5OfParts = (first: number, end: number): Promise<Uint8Array> =>
    readDigests(subject, { path: subject.part.path, first, end, partBytes: cut.partBytes });
  if (cut.partBytes < info.size) return partsCheck(cut, info.size, md5OfParts);
  // An MD5 needs the bytes in their order, and ranges come in any: it is taken of the whole file at the end.
  return { ...NOTHING_TO_SAY, canTell: true, etag: async () => etagFrom(await md5OfParts(0, info.size), cut) };
}

/**
 * The check for content that is in memory: answers the ETag that it would have, without quotes, `null` where nothing can be said. Rejects
 * as `firstPartBytes`.
 */
export async function memoryCheck(source: Source, info: ObjectInfo) {
  const cut = await cutOf(source, info);
  const etag = (content: Uint8Array): string | null => {
    if (!cut) return null;
    // Thousands of small objects are in one.
    if (cut.isWhole) return hash('md5', content);
    const digests: Buffer[] = [];
    for (let first = 0; first < content.length || digests.length === 0; first += cut.partBytes) {
      digests.push(hash('md5', content.subarray(first, first + cut.partBytes), 'buffer'));
    }
    return etagFrom(Buffer.concat(digests), cut);
  };
  return { isGuess: cut?.isGuess ?? false, etag };
}

/** `null` where the ETag tells nothing of the content. Rejects as `firstPartBytes`. */
export async function cutOf(source: Source, info: ObjectInfo): Promise<Cut | null> {
  const { size, etag, etagKind } = info;
  const one = { partBytes: Math.max(1, size), isGuess: false };
  if (etagKind === 'md5') return { ...one, isWhole: true };
  if (etagKind !== 'parts-md5') return null;
  const count = Number(bareEtag(etag).split('-')[1]);
  const parts = count === 1 ? one : await partsOf(source, info);
  // Parts of different sizes, which S3 allows: the size of the first one does not tell where the others begin.
  return parts && partsIn(size, parts.partBytes) === count ? { ...parts, isWhole: false } : null;
}

/** How an object was cut into parts, as the store tells it or as it is guessed; `null` where neither can be. */
async function partsOf({ port, bucket, key, signal }: Source, { size, etag }: ObjectInfo) {
  const told = await port.firstPartBytes({ bucket, key, ifMatch: etag, signal });
  const partBytes = told ?? guessPartBytes(size, etag);
  // More parts than S3 allows: whatever that is the size of, it is none of a part.
  if (partBytes === null || partBytes < 1 || size / partBytes > MAX_PARTS) return null;
  return { partBytes, isGuess: told === null };
}

function partsCheck(
  cut: Cut,
  size: number,
  md5OfParts: (first: number, end: number) => Promise<Uint8Array>,
): ContentCheck {
  const { partBytes, isGuess } = cut;
  const count = partsIn(size, partBytes);
  const digests = new Uint8Array(count * MD5_BYTES);
  const bytesOf = (part: number): number => Math.min(partBytes, size - part * partBytes);
  const allMissing = (): number[] => Array.from({ length: count }, (_, part) => bytesOf(part));
  /** Bytes of each part that have not arrived. */
  let missing = allMissing();
  /** Parts that have arrived and were not looked at. */
  const whole: number[] = [];
  let wholeBytes = 0;
  /** One batch at a time, so that others have their turn also while a download that was gone on with has much to read. */
  let taking: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const take = async ({ first, end }: { readonly first: number; readonly end: number }): Promise<void> => {
    digests.set(await md5OfParts(first * partBytes, Math.min(end * partBytes, size)), first * MD5_BYTES);
  };
  const takeBatch = (): void => {
    let bytes = 0;
    const most = whole.findIndex((part) => {
      bytes += bytesOf(part);
      return bytes > MOST_BYTES;
    });
    const batch = whole.splice(0, most === -1 ? whole.length : Math.max(1, most));
    wholeBytes -= batch.reduce((sum, part) => sum + bytesOf(part), 0);
    taking = Promise.all(runsOf(batch).map(take))
      .then(() => undefined)
      .catch((error) => {
        failure ??= { error };
      })
      .finally(() => {
        taking = null;
        takeIfEnough();
      });
  };
  const takeIfEnough = (): void => {
    const isEnough = wholeBytes >= MOST_BYTES || (wholeBytes >= LEAST_BYTES && whole.length >= LANES);
    if (!taking && !failure && isEnough) takeBatch();
  };
  return {
    canTell: true,
    isGuess,
    arrived: (first, end) => {
      for (let position = first; position < end; ) {
        const part = Math.floor(position / partBytes);
        const stop = Math.min(end, (part + 1) * partBytes);
        const left = (missing[part] ?? 0) - (stop - position);
        missing[part] = left;
        position = stop;
        if (left > 0) continue;
        whole.push(part);
        wholeBytes += bytesOf(part);
      }
      takeIfEnough();
    },
    again: () => {
      missing = allMissing();
      digests.fill(0);
    },
    etag: async () => {
      while (taking || (whole.length > 0 && !failure)) {
        if (!taking) takeBatch();
        await taking;
      }
      if (failure) throw failure.error;
      return etagFrom(digests, cut);
    },
  };
}

/** Neighbouring parts, from `first` to before `end`. */
function runsOf(parts: readonly number[]): { readonly first: number; readonly end: number }[] {
  const runs: { first: number; end: number }[] = [];
  for (const part of [...parts].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.end === part) run.end += 1;
    else runs.push({ first: part, end: part + 1 });
  }
  return runs;
}

function readDigests({ disk, subject, signal }: Subject, stretch: Stretch): Promise<Uint8Array> {
  return disk.md5OfParts(stretch, signal).catch((error) => {
    throw signal.aborted ? error : writeError(error, subject);
  });
}

/** An object has one part at least. */
const partsIn = (size: number, partBytes: number): number => Math.max(1, Math.ceil(size / partBytes));

/** The ETag, without quotes, of an object whose parts have these MD5s, one after the other. */
export function etagFrom(digests: Uint8Array, { isWhole }: Pick<Cut, 'isWhole'>): string {
  if (isWhole) return Buffer.from(digests).toString('hex');
  return `${hash('md5', digests)}-${digests.length / MD5_BYTES}`;
}
