import type { Quirks } from '../../../../shared/model/quirks.ts';

const MEBIBYTE = 1_048_576;

/**
 * What holds for a store of which nothing is known: only what S3 promised from its beginning is relied on. Each row of the
 * table (providers.ts) says where a known store differs from this.
 */
export const CAREFUL_QUIRKS: Quirks = {
  adapter: 'wire',
  // Works without a wildcard name and certificate. rclone backend/s3/provider/Other.yaml has it so too.
  pathStyle: true,
  // Its token is the store's own; version 1 goes on at a key, and a key may be one that no request can name.
  listVersion: 2,
  // Asked for, and undone only where the answer says that it was done.
  encodedLists: true,
  // The one checksum that every store verifies; what several refuse are the headers and trailers of newer ones.
  bodyChecksum: 'md5',
  deleteChecksum: 'md5',
  batchDelete: true,
  // Backblaze B2, Alibaba OSS and StorageGRID answer 501 to If-None-Match. Pail looks at the key before it writes.
  toleratesConditions: false,
  conditionalPut: false,
  conditionalComplete: false,
  conditionalCopy: false,
  // S3's since 2011, and rclone backend/s3/provider/Other.yaml does not say otherwise.
  partCopy: true,
  // rclone trusts it of stores that it does not know, too. An ETag that does not look like an MD5 is never taken for one.
  etagIsMd5: true,
  // rclone backend/s3/provider/Other.yaml: not to be relied on.
  partsEtagIsMd5: false,
  minPartBytes: 5 * MEBIBYTE,
  maxParts: 10_000,
};
