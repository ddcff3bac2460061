/**
 * THE contract: all that the renderer may ask of main, and all that main tells it.
 *
 * The renderer passes ids, names and positions; it never passes a path or an address that main trusts, and never gets a
 * token, a key or a secret. Every method answers a {@link Result}; besides the codes named here each can answer
 * `forbidden` (wrong sender), `invalid-argument` (wrong shape) and `internal`.
 *
 * To add a method: declare it here; the types then fail in {@link API_METHODS}, in schemas.ts and in main/ipc.
 */
import type { DragOutMethods } from './api-drag-out.ts';
import type { DiagnosticsMethods, SettingsMethods } from './api-settings.ts';
import type { UploadsMethods } from './api-uploads.ts';
import type { CommandContext, CommandId } from './commands.ts';
import type { Result } from './errors.ts';
import type { AccountSummary, ProfileSecretName, ProfileSummary } from './model/account.ts';
import type { OwnDrop } from './model/drag-out.ts';
import type { IdSet } from './model/id-set.ts';
import type {
  Arrangement,
  DeepSummary,
  ListingStatus,
  MeasureProgress,
  RowWindow,
  Scope,
  Selection,
  SelectionSummary,
} from './model/listing.ts';
import type { Settings } from './model/settings.ts';
import type { ConflictWindow, ItemWindow, ReviewAnswer, TransferSummary } from './model/transfer.ts';

/**
 * Files that a person dropped on the window. The renderer has `File` objects; the preload turns them into the paths that
 * the OS gave, so that main receives `string[]`. Main checks each path like any hostile input.
 */
export type DroppedFiles = readonly File[];

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: 'darwin' | 'win32' | 'linux' | 'other';
  /** True when run from the source tree instead of a package. */
  readonly sourceTree: boolean;
  /** `memory`: the OS has no usable keyring, so secrets and sign-ins last for this run only. */
  readonly secretStorage: 'keyring' | 'memory';
}

export interface AppMethods {
  info(): Promise<Result<AppInfo>>;
  /** Tells main what the window can do now, so that the native menu enables the same commands. */
  setCommandContext(context: CommandContext): Promise<Result<void>>;
}

export interface ProfilesMethods {
  list(): Promise<Result<ProfileSummary[]>>;
  /**
   * Asks for a file and imports it; `null` when the person cancels. A file that would change an imported profile is asked
   * about; it ends that profile's sign-in, because it may send the person's token elsewhere. Codes: `profile-*`.
   */
  importFromDialog(): Promise<Result<ProfileSummary | null>>;
  /** Imports each dropped profile file; none where one of them is no profile, or where they were dragged out of Pail. Codes: `profile-*`. */
  importDropped(files: DroppedFiles): Promise<Result<ProfileSummary[]>>;
  /** Signs its account out and forgets the profile and its secrets. Codes: `not-found`; `revoke-failed`, and it is gone. */
  remove(profileId: string): Promise<Result<void>>;
  /** Gives a secret that the profile needs and that could not be kept. Codes: `not-found`. */
  provideSecret(profileId: string, name: ProfileSecretName, value: string): Promise<Result<void>>;
}

export interface AccountsMethods {
  list(): Promise<Result<AccountSummary[]>>;
  /**
   * Starts a sign-in and opens the system browser; answers when the browser was asked to open. The rest comes as
   * `profiles.changed` and `accounts.changed`. A pending attempt of the same profile is cancelled first.
   * Codes: `not-found`, `profile-secret-missing`, `issuer-*`, `redirect-unavailable`, `browser-unavailable` (then the attempt goes on).
   */
  signIn(profileId: string): Promise<Result<void>>;
  /** Ends a pending attempt; a callback that comes later is refused. */
  cancelSignIn(profileId: string): Promise<Result<void>>;
  /** Puts the address of the pending sign-in page on the clipboard. Codes: `sign-in-not-pending`. */
  copySignInAddress(profileId: string): Promise<Result<void>>;
  /** Takes the final address from a person whose browser did not come back. Codes: `callback-invalid`, `sign-in-*`. */
  pasteCallback(profileId: string, address: string): Promise<Result<void>>;
  /**
   * Revokes the refresh token and forgets every secret of the account, also when revoking fails (then the answer is
   * `revoke-failed`, and the account is gone all the same).
   */
  signOut(accountId: string): Promise<Result<void>>;
}

export interface ListingsMethods {
  /**
   * Opens a view on a folder of a location and starts to list it. What a recent view of it showed is there at once, `stale`,
   * while it is listed anew. Codes: `not-found`, `action-not-allowed`, `invalid-argument`.
   */
  open(locationId: string, folder: string, arrangement: Arrangement, scope: Scope): Promise<Result<ListingStatus>>;
  /** At most MAX_ROWS rows from position `start`; fewer at the end. Codes: `not-found`. */
  rows(viewId: string, start: number, count: number): Promise<Result<RowWindow>>;
  arrange(viewId: string, arrangement: Arrangement): Promise<Result<ListingStatus>>;
  /** The ids of the rows from `from` to `to`, both included, in either direction; as many as there are. Codes: `not-found`. */
  range(viewId: string, from: number, to: number): Promise<Result<IdSet>>;
  /** The position of the first row whose name starts with `prefix` (ignoring case), at or after `from`, wrapping; -1 if none. */
  find(viewId: string, prefix: string, from: number): Promise<Result<number>>;
  /**
   * Counts the selected rows and pins them: `{ pinned }` of the answer means these rows later, too, when others have come.
   * Codes: `not-found`, also for a pin that the view does not remember any more.
   */
  summarize(viewId: string, selection: Selection): Promise<Result<SelectionSummary>>;
  /**
   * Counts everything below the selection by listing it, and answers at the end; `measure.changed` tells how far it is. A view
   * counts one selection at a time: a later call ends the one before, which answers what it has, `complete: false`.
   * Codes: `not-found`, and as a listing.
   */
  measure(viewId: string, selection: Selection): Promise<Result<DeepSummary>>;
  /** Ends the counting of this view, which answers what it has, `complete: false`. No effect where there is none. */
  stopMeasure(viewId: string): Promise<Result<void>>;
  /** Lists again; the present rows stay until the new ones are complete. */
  refresh(viewId: string): Promise<Result<ListingStatus>>;
  /** Stops listing; what was found stays as `partial`. */
  stop(viewId: string): Promise<Result<ListingStatus>>;
  close(viewId: string): Promise<Result<void>>;
}

export interface ObjectsMethods {
  /** Makes an empty folder (a 0-byte marker). Codes: `name-invalid`, `target-exists`, `access-denied`, ... */
  createFolder(locationId: string, folder: string, name: string): Promise<Result<void>>;
  /**
   * Gives the one selected object or folder another name in its folder: a transfer of the kind `move`. Codes: `not-found`,
   * `action-not-allowed` (read, write and delete are needed), `invalid-argument` for more than one, `name-invalid`,
   * `target-invalid` for the name that it has, `target-exists`, and as a request.
   */
  rename(viewId: string, selection: Selection, newName: string): Promise<Result<TransferSummary>>;
}

export interface TransfersMethods {
  /** All that are remembered, those of earlier runs among them, newest first. */
  list(): Promise<Result<TransferSummary[]>>;
  /** At most MAX_ITEMS items; those that failed come first, then running, then in order. */
  items(transferId: string, start: number, count: number): Promise<Result<ItemWindow>>;
  /** At most MAX_CONFLICTS of the items where something is there already, while it is `asking`. Codes: `not-found`. */
  conflicts(transferId: string, start: number, count: number): Promise<Result<ConflictWindow>>;
  /** Answers what it asks about, so that it goes on. Codes: `not-found`; `invalid-argument` where it does not ask. */
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
   * Downloads the selection, folders with all that is in them, to the folder that is set; without one that is there it asks
   * where to, and answers `null` when cancelled.
   */
  downloadToDialog(viewId: string, selection: Selection): Promise<Result<TransferSummary | null>>;
  /**
   * Makes a ZIP archive of the selection on this computer, folders with all that is in them; asks for its file, and answers `null`
   * when cancelled. Codes: `not-found`, `action-not-allowed`.
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

/** The features of the contract; `window.pail` has exactly these, and `on`. */
export interface PailApi {
  app: AppMethods;
  profiles: ProfilesMethods;
  accounts: AccountsMethods;
  listings: ListingsMethods;
  objects: ObjectsMethods;
  transfers: TransfersMethods;
  dragOut: DragOutMethods;
  uploads: UploadsMethods;
  settings: SettingsMethods;
  diagnostics: DiagnosticsMethods;
}

/** What main tells the renderer. Each carries the whole state that changed; at most ten a second of each. */
export interface PailEvents {
  'profiles.changed': ProfileSummary[];
  'accounts.changed': AccountSummary[];
  'listing.changed': ListingStatus;
  /** A `measure` is on its way; its end is the answer of that call. */
  'measure.changed': MeasureProgress;
  /** The transfers that changed, not all of them. */
  'transfers.changed': TransferSummary[];
  /** A notification about a transfer was clicked: the window shows its transfers. */
  'transfers.shown': null;
  /** Objects of this folder changed by our own hand; a view on it should refresh. */
  'folder.changed': { locationId: string; folder: string };
  'settings.changed': Settings;
  /** A native menu item was chosen. */
  command: { id: CommandId };
  /** Something went wrong with nobody asking: a bad deep link, a profile given as argument, the engine. */
  notice: Notice;
}

export interface Notice {
  readonly kind: 'error' | 'info';
  readonly message: string;
  /** Code and request id, for "Copy details". */
  readonly details: string;
}

/** `window.pail`. */
export interface PailBridge extends PailApi {
  /** Calls `listener` with data only, never with the event object; answers the way to stop. */
  on<E extends keyof PailEvents>(event: E, listener: (payload: PailEvents[E]) => void): () => void;
}

/** `true`, or the position of the argument that holds dropped files: the only one whose files the preload resolves. */
type MethodShape<M> = M extends (...args: infer A) => unknown
  ? DroppedFiles extends A[number]
    ? { files: number }
    : true
  : never;

/** Names of all methods, from which the preload and the register are derived. Complete and exact by its type. */
export const API_METHODS = {
  app: { info: true, setCommandContext: true },
  profiles: { list: true, importFromDialog: true, importDropped: { files: 0 }, remove: true, provideSecret: true },
  accounts: {
    list: true,
    signIn: true,
    cancelSignIn: true,
    copySignInAddress: true,
    pasteCallback: true,
    signOut: true,
  },
  listings: {
    open: true,
    rows: true,
    arrange: true,
    range: true,
    find: true,
    summarize: true,
    measure: true,
    stopMeasure: true,
    refresh: true,
    stop: true,
    close: true,
  },
  objects: { createFolder: true, rename: true },
  transfers: {
    list: true,
    items: true,
    conflicts: true,
    answer: true,
    pause: true,
    resume: true,
    setFirst: true,
    pauseAll: true,
    resumeAll: true,
    uploadDropped: { files: 2 },
    uploadFromDialog: true,
    downloadToDialog: true,
    downloadZipToDialog: true,
    deleteSelection: true,
    copyTo: true,
    cancel: true,
    replaceSkipped: true,
    retryFailed: true,
    reveal: true,
    exportReceipts: true,
    clearEnded: true,
  },
  dragOut: { prepare: true, begin: true },
  uploads: { unfinished: true, abort: true, goOn: true, adoptFromDialog: true },
  settings: {
    get: true,
    update: true,
    chooseDownloadFolder: true,
    clearDownloadFolder: true,
    chooseCertificates: true,
    clearCertificates: true,
  },
  diagnostics: { read: true, copy: true, exportQuirks: true },
} as const satisfies { [F in keyof PailApi]: { [M in keyof PailApi[F]]: MethodShape<PailApi[F][M]> } };

/** Names of all events, for the preload. */
export const API_EVENTS = {
  'profiles.changed': true,
  'accounts.changed': true,
  'listing.changed': true,
  'measure.changed': true,
  'transfers.changed': true,
  'transfers.shown': true,
  'folder.changed': true,
  'settings.changed': true,
  command: true,
  notice: true,
} as const satisfies Record<keyof PailEvents, true>;

/** The one channel for calls and the one for events. */
export const CALL_CHANNEL = 'pail:call';
export const EVENT_CHANNEL = 'pail:event';

// biome-ignore lint/suspicious/noExplicitAny: the widest function type is what "some method" means
type AnyMethod = (...args: any[]) => any;

/** The arguments of a method as main receives them: dropped files are paths there. */
export type MainArguments<M> = M extends (...args: infer A) => unknown
  ? { [I in keyof A]: A[I] extends DroppedFiles ? readonly string[] : A[I] }
  : never;

/** The value of a method, without its envelope. */
export type MethodValue<M> = M extends (...args: never[]) => Promise<Result<infer V>> ? V : never;

/** What main implements for one feature: plain functions that answer the value or throw. */
export type Handlers<F> = {
  [M in keyof F]: F[M] extends AnyMethod
    ? (...args: MainArguments<F[M]>) => MethodValue<F[M]> | Promise<MethodValue<F[M]>>
    : never;
};
