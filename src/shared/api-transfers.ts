/** The part of the contract (api.ts) that is about transfers. */
import type { Result } from './errors.ts';
import type { OwnDrop } from './model/drag-out.ts';
import type { Selection } from './model/listing.ts';
import type { ConflictWindow, ItemWindow, ReviewAnswer, TransferSummary } from './model/transfer.ts';

/**
 * Files that a person dropped on the window. The renderer has `File` objects; the preload turns them into the paths that
 * the OS gave, so that main receives `string[]`. Main checks each path like any hostile input.
 */
export type DroppedFiles = readonly File[];

/**
 * All of this is about transfers of accounts that are signed in: the id of any other is answered as one that nothing has (`not-found`),
 * and methods about all do nothing to them.
 */
export interface TransfersMethods {
  /** All that are remembered, those of earlier runs among them, newest first. */
  list(): Promise<Result<TransferSummary[]>>;
  /** At most MAX_ITEMS items; those that failed come first, then running, then in order. */
  items(transferId: string, start: number, count: number): Promise<Result<ItemWindow>>;
  /** At most MAX_CONFLICTS of the items where something is there already, while it is `asking`. Codes: `not-found`. */
  conflicts(transferId: string, start: number, count: number): Promise<Result<ConflictWindow>>;
  /** Answers what it asks about, so that it goes on. Codes: `not-found`; `invalid-argument` where it does not ask that. */
  answer(transferId: string, answer: ReviewAnswer): Promise<Result<void>>;
  /** Stops it for now; what is done stays done, also parts of a large file. No effect after its end. */
  pause(transferId: string): Promise<Result<void>>;
  /** Goes on after a pause, or tries whether what it waits for is there. No effect on others. */
  resume(transferId: string): Promise<Result<void>>;
  /** Has it go before the others, in place of the one that did, or like them. No effect after its end. Codes: `not-found`. */
  setFirst(transferId: string, first: boolean): Promise<Result<void>>;
  pauseAll(): Promise<Result<void>>;
  resumeAll(): Promise<Result<void>>;
  /**
   * Uploads what was dropped on `folder`. Where something is there already it asks before anything is moved. What was dragged out of
   * Pail's own window is copied or moved there instead, as `own` says; `null` where it is there already.
   */
  uploadDropped(
    locationId: string,
    folder: string,
    files: DroppedFiles,
    own: OwnDrop,
  ): Promise<Result<TransferSummary | null>>;
  /** Asks for files or for folders and uploads them; `null` when cancelled. */
  uploadFromDialog(
    locationId: string,
    folder: string,
    what: 'files' | 'folders',
  ): Promise<Result<TransferSummary | null>>;
  /**
   * Downloads the selection, folders with all that is in them, to the folder that is set; without one that is there and can be written
   * it asks where to, and answers `null` when cancelled. Codes: `target-unwritable` for a chosen one, and nothing is started.
   */
  downloadToDialog(viewId: string, selection: Selection): Promise<Result<TransferSummary | null>>;
  /**
   * Makes a ZIP archive of the selection on this computer, folders with all that is in them; asks for its file, and answers `null`
   * when cancelled. Codes: `not-found`, `action-not-allowed`, `target-unwritable`.
   */
  downloadZipToDialog(viewId: string, selection: Selection): Promise<Result<TransferSummary | null>>;
  /**
   * Deletes the selection, folders with all that is in them at the time of the delete. The caller has asked for
   * confirmation, and passes the `pinned` of the summary that it asked with, so that no row goes that was not counted.
   * Codes: `not-found`, `action-not-allowed`.
   */
  deleteSelection(viewId: string, selection: Selection): Promise<Result<TransferSummary>>;
  /**
   * Copies or moves the selection to a folder of a location, which may be another one, folders with all that is in them. A copy
   * to where the original is gets another name; elsewhere it asks where something is there already. Codes: `not-found`,
   * `action-not-allowed` (write there; here read, and delete for a move), `target-invalid` for what would go onto or into itself.
   */
  copyTo(
    viewId: string,
    selection: Selection,
    locationId: string,
    folder: string,
    kind: 'copy' | 'move',
  ): Promise<Result<TransferSummary>>;
  cancel(transferId: string): Promise<Result<void>>;
  /** Runs the items again that were skipped because something is there already, this time replacing it. */
  replaceSkipped(transferId: string): Promise<Result<void>>;
  /** Runs the failed items again. */
  retryFailed(transferId: string): Promise<Result<void>>;
  /** Shows the folder of a download in the OS's file manager. */
  reveal(transferId: string): Promise<Result<void>>;
  /**
   * Asks for a file and writes there what became of each item (key, version, size, ETag, times), as CSV or JSON by its name;
   * false when cancelled. Codes: `not-found` for a transfer that could not be remembered, `disk-full`, `target-unwritable`.
   */
  exportReceipts(transferId: string): Promise<Result<boolean>>;
  /** Forgets transfers that have ended, and takes back what they left in the store. Codes: as a request, where that fails. */
  clearEnded(): Promise<Result<void>>;
}
