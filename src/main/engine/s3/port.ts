import type { Failure } from '../../../shared/errors.ts';
import type { Quirks } from '../../../shared/model/quirks.ts';
import type { BegunUpload, OnBegun, SentPart } from './begun-upload.ts';
import type { EtagKind } from './etag.ts';
import type { CarriedDetails } from './kept-details.ts';
import type { LibraryMethods } from './library-methods.ts';
import type { PackedTexts } from './packed.ts';
import type { BodyStream } from './transport/body.ts';

/** An object of a bucket. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** `/` lists one folder; `null` lists everything below. */
  readonly delimiter: '/' | null;
  /** Where the page before said to go on; `null` for the first page. */
  readonly token: string | null;
  /** First page only: keys after this one, in UTF-8 byte order. */
  readonly startAfter?: string;
  /** Most entries of the page: at most 1,000, and 1,000 when left out. */
  readonly limit?: number;
  /**
   * Hears where to go on as soon as that is known, perhaps before the rest of the page has arrived, so that the next page
   * can be asked for meanwhile. Called once at most, and not on the last page. An adapter may leave it out, and where it had to
   * ask for the page again the token may have become another one: `nextToken` is what counts.
   */
  readonly onNextToken?: (token: string) => void;
  readonly signal: AbortSignal;
}

/** One page in columns: no object and no string per row. Keys and prefixes are whole and decoded (see packed.ts). */
export interface ListPage {
  readonly keys: PackedTexts;
  /** Bytes; as many as `keys` has. */
  readonly sizes: Float64Array;
  /** Milliseconds since 1970 UTC; as many as `keys` has. */
  readonly modified: Float64Array;
  /** Positions in `keys` of objects that a listing tells to be archived (see archived.ts), ascending; mostly none. */
  readonly archived: readonly number[];
  /** Common prefixes: whole, each with its trailing `/`. */
  readonly prefixes: PackedTexts;
  /** Where to go on; `null` on the last page. */
  readonly nextToken: string | null;
}

export interface ObjectInfo {
  /** Bytes of the whole object, also where a range was asked for; -1 where an answer to HEAD does not tell. */
  readonly size: number;
  /** As the store sends it, with its quotes. */
  readonly etag: string;
  /** What the ETag is made of. */
  readonly etagKind: EtagKind;
  /** Milliseconds since 1970 UTC. */
  readonly modified: number;
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface GetRequest extends ObjectAddress {
  readonly range?: ByteRange;
  /** The ETag that the object must still have; else `object-changed`. */
  readonly ifMatch?: string;
  readonly signal: AbortSignal;
}

export interface ObjectBody extends ObjectInfo {
  /** Bytes that `body` will give, as the store announced them. */
  readonly length: number;
  /** The caller reads it to its end or destroys it. Its errors are not PailErrors: see `bodyFailure`. */
  readonly body: BodyStream;
}

export interface PutRequest extends ObjectAddress {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** What else it is given: `storage-refused` where no request can bear it. Left out: nothing. */
  readonly details?: CarriedDetails;
  /** False: an object that is there already stays, and the answer is `target-exists`. */
  readonly overwrite: boolean;
  /** Hears of bytes as they go; a negative number takes back what goes again. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface UploadRequest extends ObjectAddress {
  /** Bytes in all. */
  readonly size: number;
  /** Bytes of each part but the last; at least 5 MiB. */
  readonly partSize: number;
  /**
   * The bytes of a part, from 1: asked for once for each that the store does not have, a few at a time. They stay as they are
   * until `release` hears that they are not needed any more, so that their memory can be used again.
   */
  readonly part: (number: number) => Promise<Uint8Array>;
  readonly release?: (part: Uint8Array) => void;
  readonly contentType: string;
  /** As of a {@link PutRequest}. */
  readonly details?: CarriedDetails;
  readonly overwrite: boolean;
  /** What an earlier request left; `null` begins anew. */
  readonly begun: BegunUpload | null;
  /** Hears of what was begun, before the first part is sent. */
  readonly onBegun: OnBegun;
  /** Hears of each part once the store has it. */
  readonly onPart: (part: SentPart) => void;
  /** As of a {@link PutRequest}; the parts of `begun` are not counted. */
  readonly onBytes: (bytes: number) => void;
  /** The last word before the object appears: throwing leaves the store as it was. */
  readonly beforeComplete: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** What became of an object that was written. */
export interface Written {
  /** As the store sends it, with its quotes; empty where it does not tell. */
  readonly etag: string;
  /** What the ETag is made of; left out: nobody can tell. */
  readonly etagKind?: EtagKind;
  /** Only where the bucket keeps versions. */
  readonly versionId?: string;
}

export interface DeleteRequest {
  readonly bucket: string;
  /** At most 1,000. */
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
}

/** What became of keys that were to be deleted. Those that neither field names are gone. */
export interface DeleteOutcome {
  /** Why a key is still there, by position in `keys`. */
  readonly failures: ReadonlyMap<number, Failure>;
  /** Positions of keys that `signal` came before: never asked for, or not answered in time, and then perhaps gone. */
  readonly unanswered: readonly number[];
}

/**
 * What the engine needs of an S3 store. Every method rejects with a PailError (`access-denied`, `no-such-bucket`,
 * `no-such-key`, `wrong-region`, `clock-skew`, `throttled`, `storage-unavailable`, `storage-refused`, `connection-failed`,
 * `tls-untrusted`, `session-expired`, `credentials-refused`, `name-invalid` for a key that no request can name, ...), except
 * that after `signal` was aborted the error is whatever ended the work: callers look at the signal first. Retries within one
 * request are the adapter's, and what it wrote itself in an attempt whose answer was lost is not `target-exists`.
 */
export interface S3Port extends LibraryMethods {
  /** In what this store differs. Never rejects. */
  quirks(signal: AbortSignal): Promise<Quirks>;
  /**
   * False where the store is not asked to copy: each request bears the key that objects are encrypted with, and not every store copies
   * such ones (Ceph 16 answers 501).
   */
  readonly copiesByItself: boolean;
  /** Names all that objects are made with here, such as how they are encrypted; empty where nothing is asked. Tells no key. */
  readonly madeWith: string;
  /** Ms since 1970 UTC by the store's clock, as near as its answers tell (seconds); by ours until one has. */
  storeTime(): number;
  listPage(request: ListRequest): Promise<ListPage>;
  /** Answers once the headers are there. Also `object-changed`. */
  getObject(request: GetRequest): Promise<ObjectBody>;
  headObject(request: ObjectAddress & { readonly signal: AbortSignal }): Promise<ObjectInfo>;
  /**
   * Bytes of the first part of an object that was put in parts, and that still has `ifMatch` as its ETag; `null` where the
   * store does not tell (HEAD with `partNumber`).
   */
  firstPartBytes(
    request: ObjectAddress & { readonly ifMatch: string; readonly signal: AbortSignal },
  ): Promise<number | null>;
  /** Writes a small object in one request; the store verifies its MD5. Also `target-exists`. */
  putObject(request: PutRequest): Promise<Written>;
  /**
   * Writes a large object in parts. Whatever fails, what was begun stays in the store, for the caller to go on with or to take back
   * (`abortUpload`). Also `target-exists`, and `no-such-upload` for one that was begun and is not there any more.
   */
  upload(request: UploadRequest): Promise<Written>;
  /**
   * Deletes keys; a key that is not there counts as deleted. Answers also when `signal` is aborted: nothing new is asked
   * then, and what was asked is heard to its end.
   */
  deleteObjects(request: DeleteRequest): Promise<DeleteOutcome>;
  /** Closes the connections. */
  destroy(): void;
}

/** Most keys in one deleteObjects. */
export const DELETE_BATCH = 1000;

/** Most parts of a multipart upload. */
export const MAX_PARTS = 10_000;
