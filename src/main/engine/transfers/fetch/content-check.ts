import { createHash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';
import { MAX_PARTS, type ObjectAddress, type ObjectInfo, type S3Port } from '../../s3/port.ts';
import { MD5_BYTES, type Stretch } from '../local/digest-work.ts';
import type { Disk } from '../local/disk.ts';
import { writeError } from '../local/local-errors.ts';
import type { PartFile } from '../local/part-file.ts';
import { guessPartBytes } from './parts-md5.ts';

/** How the ETag of an object came about. */
interface Cut {
  /** Bytes of each part but the last; of all of it, where it is in one. */
  readonly partBytes: number;
  /** True: the ETag is the MD5 of the content. False: the MD5 of the MD5s of the parts. */
  readonly isWhole: boolean;
  /** True where the size of the parts is a guess. */
  readonly isGuess: boolean;
}

/** How it is found out whether an object came as the store has it: by what lies in its file. */
export interface ContentCheck {
  /** Ranges begin at multiples of so many bytes. */
  readonly align: number;
  /** True where it rests on a guess of how the object was cut into parts. */
  readonly isGuess: boolean;
  /** Hears that the bytes from `first` to before `end` lie in the file, for the first time or again. */
  arrived(first: number, end: number): void;
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

/** How an object was cut into parts, as the store tells it or as it is guessed; `null` where neither can be. Rejects as `firstPartBytes`. */
export async function partsOf(
  { port, bucket, key, signal }: Source,
  { size, etag }: ObjectInfo,
): Promise<Pick<Cut, 'partBytes' | 'isGuess'> | null> {
  const told = await port.firstPartBytes({ bucket, key, ifMatch: etag, signal });
  const partBytes = told ?? guessPartBytes(size, etag);
  // More parts than S3 allows: whatever that is the size of, it is none of a part.
  if (partBytes === null || partBytes < 1 || size / partBytes > MAX_PARTS) return null;
  return { partBytes, isGuess: told === null };
}

interface Subject extends Source {
  readonly disk: Disk;
  readonly part: PartFile;
  /** What the file is called in sentences. */
  readonly subject: string;
}

const NOTHING_TO_SAY: ContentCheck = { align: 1, isGuess: false, arrived: () => undefined, etag: async () => null };

/** The check that the ETag of an object allows. Rejects as `firstPartBytes`. */
export async function contentCheck(subject: Subject, info: ObjectInfo): Promise<ContentCheck> {
  const cut = await cutOf(subject, info);
  if (!cut) return NOTHING_TO_SAY;
  const md5OfParts = (first: number, end: number): Promise<Uint8Array> =>
    readDigests(subject, { path: subject.part.path, first, end, partBytes: cut.partBytes });
  if (!cut.isWhole) return partsCheck(cut, info.size, md5OfParts);
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
      digests.push(md5(content.subarray(first, first + cut.partBytes)));
    }
    return etagFrom(Buffer.concat(digests), cut);
  };
  return { isGuess: cut?.isGuess ?? false, etag };
}

/** `null` where the ETag tells nothing of the content. */
async function cutOf(source: Source, info: ObjectInfo): Promise<Cut | null> {
  const { size, etag, etagKind } = info;
  if (etagKind === 'md5') return { partBytes: Math.max(1, size), isWhole: true, isGuess: false };
  if (etagKind !== 'parts-md5') return null;
  const parts = await partsOf(source, info);
  // Parts of different sizes, which S3 allows: the size of the first one does not tell where the others begin.
  if (!parts || partsIn(size, parts.partBytes) !== Number(bareEtag(etag).split('-')[1])) return null;
  return { ...parts, isWhole: false };
}

function partsCheck(
  cut: Cut,
  size: number,
  md5OfParts: (first: number, end: number) => Promise<Uint8Array>,
): ContentCheck {
  const { partBytes, isGuess } = cut;
  const digests = new Uint8Array(partsIn(size, partBytes) * MD5_BYTES);
  // One at a time, so that others have their turn also while a download that was gone on with has much to read.
  let taking: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  return {
    align: partBytes,
    isGuess,
    arrived: (first, end) => {
      const take = async (): Promise<void> => {
        if (failure) return;
        digests.set(await md5OfParts(first, end), (first / partBytes) * MD5_BYTES);
      };
      taking = taking.then(take).catch((error) => {
        failure ??= { error };
      });
    },
    etag: async () => {
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

const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

function etagFrom(digests: Uint8Array, { isWhole }: Cut): string {
  if (isWhole) return Buffer.from(digests).toString('hex');
  return `${md5(digests).toString('hex')}-${digests.length / MD5_BYTES}`;
}
