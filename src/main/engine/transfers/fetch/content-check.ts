import { createHash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';
import { MAX_PARTS, type ObjectAddress, type ObjectInfo, type S3Port } from '../../s3/port.ts';
import type { PartFile } from '../local/part-file.ts';
import { guessPartBytes, PartsMd5 } from './parts-md5.ts';

/** How it is found out whether a large object came as the store has it. */
export interface ContentCheck {
  /** Ranges begin at multiples of so many bytes. */
  readonly align: number;
  /** True where it rests on a guess of how the object was cut into parts. */
  readonly isGuess: boolean;
  /** Sees the bytes of a range, which begins at `first`; `null`: it does not need to. */
  from(first: number): { update(piece: Uint8Array): void } | null;
  /** The ETag that what came would have, without quotes; `null` where nothing can be said. To be asked at the end. */
  etag(): Promise<string | null>;
}

interface Subject extends ObjectAddress {
  readonly port: S3Port;
  readonly signal: AbortSignal;
}

/** The check that the ETag of an object allows. Rejects as `firstPartBytes`. */
export async function contentCheck(
  subject: Subject & { readonly part: PartFile },
  info: ObjectInfo,
): Promise<ContentCheck> {
  return info.etagKind === 'md5' ? wholeCheck(subject, info) : checkByParts(subject, info);
}

async function checkByParts(subject: Subject, info: ObjectInfo): Promise<ContentCheck> {
  if (info.etagKind === 'parts-md5') {
    const { port, bucket, key, signal } = subject;
    const told = await port.firstPartBytes({ bucket, key, ifMatch: info.etag, signal });
    const partBytes = told ?? guessPartBytes(info.size, info.etag);
    // More parts than S3 allows: whatever that is the size of, it is none of a part.
    if (partBytes !== null && info.size / partBytes <= MAX_PARTS) return partsCheck(partBytes, info, told === null);
  }
  return { align: 1, isGuess: false, from: () => null, etag: async () => null };
}

/** The same for one that comes in order, in one piece. */
export async function streamCheck(subject: Subject, info: ObjectInfo): Promise<ContentCheck> {
  if (info.etagKind !== 'md5') return checkByParts(subject, info);
  const md5 = createHash('md5');
  return { align: 1, isGuess: false, from: () => md5, etag: async () => md5.digest('hex') };
}

/** Ranges come in any order and an MD5 needs the bytes in theirs: it is taken of the file, which is still in memory. */
function wholeCheck({ part }: { readonly part: PartFile }, info: ObjectInfo): ContentCheck {
  return {
    align: 1,
    isGuess: false,
    from: () => null,
    etag: async () => {
      const md5 = createHash('md5');
      for await (const piece of part.pieces(0, info.size)) md5.update(piece);
      return md5.digest('hex');
    },
  };
}

function partsCheck(partBytes: number, info: ObjectInfo, isGuess: boolean): ContentCheck {
  const parts = new PartsMd5(partBytes, info.size);
  const expected = Number(bareEtag(info.etag).split('-')[1]);
  // Parts of different sizes, which S3 allows: the size of the first one does not tell where the others begin.
  const isEven = Math.ceil(info.size / partBytes) === expected;
  return {
    align: partBytes,
    isGuess,
    from: (first) => (isEven ? parts.from(first) : null),
    etag: async () => (isEven ? parts.etag() : null),
  };
}
