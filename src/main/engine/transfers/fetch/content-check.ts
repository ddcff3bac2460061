import { hash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';
import { MAX_PARTS, type ObjectAddress, type ObjectInfo, type S3Port } from '../../s3/port.ts';
import { MD5_BYTES, type Stretch } from '../local/digest-work.ts';
import type { Disk } from '../local/disk.ts';
import { writeError } from '../local/local-errors.ts';
import type { PartFile } from '../local/part-file.ts';
import { guessPartBytes } from './part-size.ts';

/** MD5s are taken of so much together: of several parts at a time they cost less. */
const BATCH_BYTES = 64 * 1_048_576;

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
  return { ...NOTHING_TO_SAY, etag: async () => etagFrom(await md5OfParts(0, info.size), cut) };
}

/**
 * The check for content that is in memory: answers the ETag that it would have, without quotes, `null` where nothing can be said. Rejects
 * as `firstPartBytes`.
 */
export async function memoryCheck(source: Source, info: ObjectInfo) {
  const cut = await cutOf(source, info);
  const etag = (content: Uint8Array): string | null => {
    if (!cut) return null;
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
  let whole: number[] = [];
  let wholeBytes = 0;
  // A batch at a time, so that others have their turn also while a download that was gone on with has much to read.
  let taking: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;

  const take = async (part: number): Promise<void> => {
    const first = part * partBytes;
    digests.set(await md5OfParts(first, first + bytesOf(part)), part * MD5_BYTES);
  };
  const takeWhole = (): void => {
    const batch = whole;
    whole = [];
    wholeBytes = 0;
    const taken = taking.then(async () => {
      if (!failure) await Promise.all(batch.map(take));
    });
    taking = taken.catch((error) => {
      failure ??= { error };
    });
  };
  return {
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
      if (wholeBytes >= BATCH_BYTES) takeWhole();
    },
    again: () => {
      missing = allMissing();
    },
    etag: async () => {
      takeWhole();
      await taking;
      if (failure) throw failure.error;
      return etagFrom(digests, cut);
    },
  };
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
