/** The part of the contract (api.ts) that is about uploads in parts that nobody has completed. */
import type { Result } from './errors.ts';
import type { AbortOutcome, UnfinishedUploads, UploadName } from './model/unfinished.ts';

export interface UploadsMethods {
  /** What the store holds of unfinished uploads below a location. Codes: `not-found`, `action-not-allowed`, as a request. */
  unfinished(locationId: string): Promise<Result<UnfinishedUploads>>;
  /**
   * Aborts at most MAX_UPLOADS uploads, so that the store drops their parts; the caller has asked for confirmation. Answers for
   * each, in order, what became of it: `upload-in-use` where a transfer goes on with it, or as a request.
   * Codes: `not-found`, `action-not-allowed`.
   */
  abort(locationId: string, uploads: readonly UploadName[]): Promise<Result<readonly AbortOutcome[]>>;
}
