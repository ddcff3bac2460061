import type { Failure } from '../errors.ts';
import type { TransferState } from './transfer.ts';

/** What names an upload in parts within a location. */
export interface UploadName {
  /** Relative to the location's prefix. */
  readonly key: string;
  readonly uploadId: string;
}

/** An upload in parts that nobody has completed or aborted: the store keeps its parts, and counts them. */
export interface UnfinishedUploadRow extends UploadName {
  /** Milliseconds since 1970 UTC; 0 where nobody says. Where the store does not list uploads: when its transfer was started. */
  readonly begunAt: number;
  /** Bytes and number of the parts that the store holds; `null` where it does not let us see them. */
  readonly bytes: number | null;
  readonly parts: number | null;
  /** The transfer that began it; `null`: no transfer that this Pail remembers. `canGoOn`: it failed, and can be tried again. */
  readonly ours: { readonly transferId: string; readonly state: TransferState; readonly canGoOn: boolean } | null;
}

/** Most uploads that one call answers, and most that one call aborts. */
export const MAX_UPLOADS = 500;

export interface UnfinishedUploads {
  /** At most {@link MAX_UPLOADS}, the oldest first. */
  readonly uploads: readonly UnfinishedUploadRow[];
  /** How many there are, those left out included. */
  readonly total: number;
  /** False where the store does not let us list uploads: then only those are known that this Pail began. */
  readonly complete: boolean;
}

/** What became of an upload that was to be aborted; `failure`: `null` where it is gone. */
export interface AbortOutcome extends UploadName {
  readonly failure: Failure | null;
}
