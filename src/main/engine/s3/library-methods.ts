import type { ListedBucket } from '../protocol.ts';
import type { CopiedObject, CopyInPartsRequest, CopyRequest, ObjectDetails, ObjectTag } from './copying.ts';
import type { ObjectAddress } from './port.ts';
import type { StoredPart, UnfinishedUpload, UploadAddress } from './unfinished.ts';

interface Cancellable {
  readonly signal: AbortSignal;
}

export interface BucketRequest extends Cancellable {
  readonly bucket: string;
}

/** The methods of S3Port that are asked seldom enough for the client library. What they reject with stands at S3Port. */
export interface LibraryMethods {
  /** What is under a key, and what a copy of it must be given. One HEAD. */
  objectDetails(request: ObjectAddress & Cancellable): Promise<ObjectDetails>;
  /** The tags of an object; `null` where the store knows none, or does not let us see them. */
  objectTags(request: ObjectAddress & Cancellable): Promise<readonly ObjectTag[] | null>;
  /**
   * Copies an object within the store in one request: content, metadata and tags; not its rights, and encrypted as the target
   * bucket is. Also `no-such-key` and `object-changed`, which are about the source, and `target-exists`. Not every store heeds
   * `ifMatch` (Ceph 16 does not): where that matters, compare what came of it. Copying an object onto itself is `storage-refused`
   * at most stores.
   */
  copyObject(request: CopyRequest): Promise<CopiedObject>;
  /**
   * Copies an object within the store in parts, four at a time: for what is larger than a store copies in one request. Before
   * the end it is made sure that the source has its ETag still, whatever the store heeds. Rejects as copyObject, and
   * with `no-such-upload` where what was begun is not there any more.
   */
  copyInParts(request: CopyInPartsRequest): Promise<CopiedObject>;
  /**
   * The parts of an upload that the store has, in the order of their numbers; `null` where there is no such upload any more.
   * `access-denied` where we may not see them; Ceph says so also of an upload that is gone, to somebody who may list below a
   * prefix only.
   */
  listParts(request: UploadAddress & Cancellable): Promise<readonly StoredPart[] | null>;
  /** The unfinished uploads to keys that begin with `prefix`, all pages of them. `access-denied` where we may not see them. */
  listUploads(
    request: { readonly bucket: string; readonly prefix: string } & Cancellable,
  ): Promise<readonly UnfinishedUpload[]>;
  /** All buckets that the keys may list, in the order of their names. */
  listBuckets(request: Cancellable): Promise<readonly ListedBucket[]>;
  /** Makes a bucket in the region of the settings. `bucket-exists`, also where it is somebody else's; `name-invalid`. */
  createBucket(request: BucketRequest): Promise<void>;
  /** Deletes a bucket; `bucket-not-empty` where something is in it, versions and unfinished uploads too. */
  deleteBucket(request: BucketRequest): Promise<void>;
  /** Aborts an upload, so that the store drops its parts. One that is not there any more counts as aborted. */
  abortUpload(request: UploadAddress & Cancellable): Promise<void>;
}

/** The methods of a port that is answered when it is first needed. */
export function libraryMethods(port: (signal: AbortSignal) => Promise<LibraryMethods>): LibraryMethods {
  return {
    objectDetails: async (request) => (await port(request.signal)).objectDetails(request),
    objectTags: async (request) => (await port(request.signal)).objectTags(request),
    copyObject: async (request) => (await port(request.signal)).copyObject(request),
    copyInParts: async (request) => (await port(request.signal)).copyInParts(request),
    listParts: async (request) => (await port(request.signal)).listParts(request),
    listUploads: async (request) => (await port(request.signal)).listUploads(request),
    listBuckets: async (request) => (await port(request.signal)).listBuckets(request),
    createBucket: async (request) => (await port(request.signal)).createBucket(request),
    deleteBucket: async (request) => (await port(request.signal)).deleteBucket(request),
    abortUpload: async (request) => (await port(request.signal)).abortUpload(request),
  };
}
