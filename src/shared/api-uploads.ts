/** The part of the contract (api.ts) that is about uploads in parts that nobody has completed. */
import type { Result } from './errors.ts';
import type { TransferSummary } from './model/transfer.ts';
import type { AbortOutcome, UnfinishedUploads, UploadName } from './model/unfinished.ts';

export interface UploadsMethods {
  /** What the store holds of unfinished uploads below a location. Codes: `not-found`, `action-not-allowed`, as a request. */
  unfinished(locationId: string): Promise<Result<UnfinishedUploads>>;
  /**
   * Aborts at most MAX_UPLOADS uploads, so that the store drops their parts; the caller has asked for confirmation. Answers for
   * each, in order, what became of it: `upload-in-use` where a transfer goes on with it, of whomever, or as a request.
   * Codes: `not-found`, `action-not-allowed`.
   */
  abort(locationId: string, uploads: readonly UploadName[]): Promise<Result<readonly AbortOutcome[]>>;
  /**
   * Has the transfer that began an upload, and failed, go on with it. Codes: `not-found` where there is none that can,
   * `upload-in-use`, `action-not-allowed`.
   */
  goOn(locationId: string, upload: UploadName): Promise<Result<TransferSummary>>;
  /**
   * Asks for the file that was being uploaded and goes on behind the parts that are there; `null` when cancelled. Where the key
   * has an object by now it asks, whatever is set for others; `keep-both` is no answer then.
   * Codes: `upload-hidden` where the store does not show its parts, `no-such-upload`,
   * `upload-unsuited` where its parts are not of one size that Pail can send, `file-differs` for another file (of which nothing is
   * sent), `upload-in-use`, `not-found`, `action-not-allowed`, `file-*`, and as a request.
   */
  adoptFromDialog(locationId: string, upload: UploadName): Promise<Result<TransferSummary | null>>;
}
