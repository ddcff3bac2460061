import type { Quirks } from '../../../shared/model/quirks.ts';

/** A store of which a test expects nothing special: no promise is kept that S3 did not make from the beginning. */
export const CAREFUL_QUIRKS: { -readonly [Q in keyof Quirks]: Quirks[Q] } = {
  adapter: 'wire',
  pathStyle: true,
  listVersion: 2,
  encodedLists: true,
  bodyChecksum: 'md5',
  deleteChecksum: 'md5',
  batchDelete: true,
  toleratesConditions: false,
  conditionalPut: false,
  conditionalComplete: false,
  etagIsMd5: true,
  partsEtagIsMd5: true,
  minPartBytes: 5 * 1_048_576,
  maxParts: 10_000,
};
