/** Multipart uploads that nobody has completed or aborted. */
import type { SentPart } from './begun-upload.ts';
import type { ObjectAddress } from './port.ts';

/** A multipart upload. */
export interface UploadAddress extends ObjectAddress {
  readonly uploadId: string;
}

/** A part that a store has of an upload, by its own account. */
export interface StoredPart extends SentPart {
  /** Bytes. */
  readonly size: number;
}

/** An upload that a listing of them names. */
export interface UnfinishedUpload {
  /** Decoded; a byte that is not UTF-8 as in listings (address.ts). */
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since 1970 UTC; 0 where the store does not tell. */
  readonly begunAt: number;
}
