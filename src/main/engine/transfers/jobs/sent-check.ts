import { createHash } from 'node:crypto';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { bareEtag, partsEtag } from '../../s3/etag.ts';
import type { ObjectAddress, ObjectInfo, S3Port } from '../../s3/port.ts';
import { eachPiece } from './in-pieces.ts';
import { partSizeFor } from './upload-large.ts';

const MEBIBYTE = 1_048_576;
/** Parts that are larger are not taken over from the source: as many as are under way are in memory. */
const MOST_PART_BYTES = 32 * MEBIBYTE;

/** Finds out whether the parts that are sent on are what the source's ETag says. */
export interface SentCheck {
  /** Bytes of each part but the last. */
  readonly partSize: number;
  /** Sees a part on its way. Parts are announced in the order of their numbers, and may arrive in any. */
  part(number: number, bytes: Promise<Buffer>): Promise<Buffer>;
  /** Once all parts were seen: false where they are not what the source has. */
  isGood(): boolean;
}

/** The check that the ETag of a large object allows, and the parts that it is best sent in. */
export async function sentCheck(
  { port, bucket, key }: ObjectAddress & { readonly port: S3Port },
  { size, etag, etagKind }: ObjectInfo,
  quirks: Pick<Quirks, 'minPartBytes' | 'maxParts'>,
  signal: AbortSignal,
): Promise<SentCheck> {
  const partSize = partSizeFor(size, quirks);
  if (etagKind === 'md5') return wholeCheck(partSize, etag);
  if (etagKind === 'parts-md5') {
    const told = await port.firstPartBytes({ bucket, key, ifMatch: etag, signal });
    const isEven = told !== null && Math.ceil(size / told) === Number(bareEtag(etag).split('-')[1]);
    const fits = told !== null && told >= quirks.minPartBytes && told <= Math.max(partSize, MOST_PART_BYTES);
    if (isEven && fits && size / told <= quirks.maxParts) return partsCheck(told, etag);
  }
  return { partSize, part: (_number, bytes) => bytes, isGood: () => true };
}

/** Cut as the source was cut, the parts have its MD5s. */
function partsCheck(partSize: number, etag: string): SentCheck {
  const md5s: string[] = [];
  return {
    partSize,
    part: async (number, reading) => {
      const bytes = await reading;
      const md5 = createHash('md5');
      await eachPiece(bytes, (piece) => md5.update(piece));
      md5s[number - 1] = md5.digest('hex');
      return bytes;
    },
    isGood: () => partsEtag(md5s) === bareEtag(etag),
  };
}

/** An MD5 needs the bytes in their order: a part waits for those before it. */
function wholeCheck(partSize: number, etag: string): SentCheck {
  const md5 = createHash('md5');
  let before: Promise<unknown> = Promise.resolve();
  return {
    partSize,
    part: (_number, reading) => {
      const seen = Promise.all([reading, before]).then(async ([bytes]) => {
        await eachPiece(bytes, (piece) => md5.update(piece));
        return bytes;
      });
      before = seen;
      return seen;
    },
    isGood: () => md5.digest('hex') === bareEtag(etag),
  };
}
