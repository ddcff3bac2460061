import { createHash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';
import { MAX_PARTS, type ObjectAddress, type ObjectInfo, type S3Port } from '../../s3/port.ts';
import { MD5_BYTES } from '../local/digest-work.ts';
import type { Disk } from '../local/disk.ts';
import { writeError } from '../local/local-errors.ts';
import type { PartFile } from '../local/part-file.ts';
import { guessPartBytes } from './parts-md5.ts';

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

interface Subject extends ObjectAddress {
  readonly port: S3Port;
  readonly disk: Disk;
  readonly part: PartFile;
  /** What the file is called in sentences. */
  readonly subject: string;
  readonly signal: AbortSignal;
}

const nothingToSay: ContentCheck = { align: 1, isGuess: false, arrived: () => undefined, etag: async () => null };

/** The check that the ETag of an object allows. Rejects as `firstPartBytes`. */
export async function contentCheck(subject: Subject, info: ObjectInfo): Promise<ContentCheck> {
  if (info.etagKind === 'md5') return wholeCheck(subject, info);
  if (info.etagKind === 'parts-md5') {
    const { port, bucket, key, signal } = subject;
    const told = await port.firstPartBytes({ bucket, key, ifMatch: info.etag, signal });
    const partBytes = told ?? guessPartBytes(info.size, info.etag);
    // More parts than S3 allows: whatever that is the size of, it is none of a part.
    if (partBytes !== null && info.size / partBytes <= MAX_PARTS) {
      return partsCheck(subject, partBytes, info, told === null);
    }
  }
  return nothingToSay;
}

/** An MD5 needs the bytes in their order, and ranges come in any: it is taken of the whole file at the end. */
function wholeCheck(subject: Subject, info: ObjectInfo): ContentCheck {
  return {
    ...nothingToSay,
    etag: async () => hex(await md5OfParts(subject, { first: 0, end: info.size, partBytes: Math.max(1, info.size) })),
  };
}

function partsCheck(subject: Subject, partBytes: number, info: ObjectInfo, isGuess: boolean): ContentCheck {
  const count = Math.ceil(info.size / partBytes);
  // Parts of different sizes, which S3 allows: the size of the first one does not tell where the others begin.
  if (count !== Number(bareEtag(info.etag).split('-')[1])) return { ...nothingToSay, align: partBytes, isGuess };
  const digests = new Uint8Array(count * MD5_BYTES);
  const taken = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  return {
    align: partBytes,
    isGuess,
    arrived: (first, end) => {
      const one = md5OfParts(subject, { first, end, partBytes }).then(
        (md5) => {
          digests.set(md5, (first / partBytes) * MD5_BYTES);
        },
        (error) => {
          failure ??= { error };
        },
      );
      taken.add(one);
    },
    etag: async () => {
      await Promise.all(taken);
      taken.clear();
      if (failure) throw failure.error;
      return `${createHash('md5').update(digests).digest('hex')}-${count}`;
    },
  };
}

async function md5OfParts({ disk, part, subject }: Subject, cut: { first: number; end: number; partBytes: number }) {
  const md5 = await disk.md5OfParts({ path: part.path, ...cut }).catch((error) => {
    throw writeError(error, subject);
  });
  return md5;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
