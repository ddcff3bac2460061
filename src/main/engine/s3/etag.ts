import { createHash } from 'node:crypto';
import type { Quirks } from '../../../shared/model/quirks.ts';

/**
 * What an ETag is made of: the MD5 of the content; the MD5 of the MD5s of its parts and how many there are; or something
 * that only the store can read. S3 promises the first two for objects that it encrypts with its own keys or not at all.
 */
export type EtagKind = 'md5' | 'parts-md5' | 'opaque';

const MD5 = /^"?[0-9a-f]{32}"?$/;
const PARTS_MD5 = /^"?[0-9a-f]{32}-[1-9][0-9]*"?$/;

/** The headers of an answer that tell how the object is encrypted. */
export interface Encryption {
  /** `x-amz-server-side-encryption`: `AES256`, `aws:kms`, ...; empty where it is not encrypted. */
  readonly serverSide: string;
  /** Whether a key of the customer's was used (`x-amz-server-side-encryption-customer-algorithm`). */
  readonly customerKey: boolean;
}

/** What the ETag of an answer is made of; `opaque` wherever there is a doubt. */
export function etagKind(
  etag: string,
  { serverSide, customerKey }: Encryption,
  quirks: Pick<Quirks, 'etagIsMd5' | 'partsEtagIsMd5'>,
): EtagKind {
  if (customerKey || (serverSide !== '' && serverSide !== 'AES256')) return 'opaque';
  if (quirks.etagIsMd5 && MD5.test(etag)) return 'md5';
  if (quirks.partsEtagIsMd5 && PARTS_MD5.test(etag)) return 'parts-md5';
  return 'opaque';
}

/**
 * The ETag of an object in parts, as S3 makes it of theirs, for stores that do not tell it when they complete one (Ceph 16); `null` where these
 * are no MD5s, or the store makes others.
 */
export function untoldEtag(
  etags: readonly string[],
  { partsEtagIsMd5 }: Pick<Quirks, 'partsEtagIsMd5'>,
): string | null {
  return partsEtagIsMd5 && etags.every((etag) => MD5.test(etag)) ? `"${partsEtag(etags)}"` : null;
}

/** An ETag without its quotes. */
export function bareEtag(etag: string): string {
  return etag.replaceAll('"', '');
}

/** The ETag, without quotes, that S3 gives to an object put in parts that have these ETags, in the order of their numbers. */
export function partsEtag(etags: readonly string[]): string {
  const digests = etags.map((etag) => Buffer.from(bareEtag(etag), 'hex'));
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`;
}
