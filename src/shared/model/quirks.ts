/**
 * In what stores that speak S3 differ: data, not code. What Pail knows of each store stands in main/engine/s3/quirks; a
 * profile may say otherwise for its own store.
 */
export interface Quirks {
  /** Who speaks to the store: `wire` the engine's own adapter, `sdk` the client library, which is slower and knows more. */
  readonly adapter: 'wire' | 'sdk';
  /** The bucket stands in the path (`host/bucket/key`), not in the host name. */
  readonly pathStyle: boolean;
  /** Which version of ListObjects pages reliably. */
  readonly listVersion: 1 | 2;
  /** `encoding-type=url` is honoured: without it a key with a control character breaks the whole page. */
  readonly encodedLists: boolean;
  /**
   * What makes the store verify a body: `md5` is Content-MD5, `sha256` the signed hash of the payload, `crc32` the header
   * `x-amz-checksum-crc32`.
   */
  readonly bodyChecksum: 'md5' | 'sha256' | 'crc32';
  /** What DeleteObjects must bear. */
  readonly deleteChecksum: 'md5' | 'crc32';
  /** DeleteObjects is there. */
  readonly batchDelete: boolean;
  /**
   * A write that bears `If-None-Match: *` is taken, whether or not the store honours it: then it is always sent. False: it is
   * left out, because some stores answer 501 to it.
   */
  readonly toleratesConditions: boolean;
  /** `If-None-Match: *` is honoured on PutObject, so nobody needs to look at the key before. */
  readonly conditionalPut: boolean;
  /** `If-None-Match: *` is honoured on CompleteMultipartUpload, so nobody needs to look at the key before. */
  readonly conditionalComplete: boolean;
  /** `If-None-Match: *` is honoured on CopyObject. Only then is it sent: no store promised to take it there. */
  readonly conditionalCopy: boolean;
  /**
   * UploadPartCopy is there, for everybody who may read and write: what is too large for one request is copied in parts. False:
   * everything is copied in one request.
   */
  readonly partCopy: boolean;
  /** The ETag of an object that was put in one request is its MD5 (unless the answer tells of encryption by a key service). */
  readonly etagIsMd5: boolean;
  /** The ETag of an object that was put in parts is the MD5 of the parts' MD5s, and how many. */
  readonly partsEtagIsMd5: boolean;
  /** Fewest bytes of each part but the last. */
  readonly minPartBytes: number;
  /** Most parts of a multipart upload. */
  readonly maxParts: number;
}

/** What a profile may say of its store. */
export type QuirkOverrides = { readonly [Q in keyof Quirks]?: Quirks[Q] | undefined };

/** How a store was found to differ, and how that is known. */
export interface QuirkDecision {
  readonly quirks: Quirks;
  /** What the store is, as its maker writes it; `null` for one that is not known. */
  readonly provider: string | null;
  /**
   * What told: `profile` says everything itself, `endpoint` is the host name, `probe` how the store answered, and `default`
   * the careful defaults for a store that nobody knows.
   */
  readonly decidedBy: 'profile' | 'endpoint' | 'probe' | 'default';
  /** In what the profile has its own word. */
  readonly overridden: ReadonlyArray<keyof Quirks>;
}

/** What put into a profile's `storage.quirks` decides the same, without asking the store. */
export function exportQuirks({ quirks }: Pick<QuirkDecision, 'quirks'>): QuirkOverrides {
  return { ...quirks };
}

/** What is known about the store of a location, for diagnostics. */
export interface StorageFacts extends QuirkDecision {
  /** In what it is not treated as a store of which nothing is known. */
  readonly differing: ReadonlyArray<keyof Quirks>;
  /** Host of its endpoint, with the port where it is not the usual one. */
  readonly host: string;
  /** The store's clock minus this computer's, in ms; 0 until an answer has told. */
  readonly clockSkew: number;
}
