/**
 * THE contract: all that the renderer may ask of main, and all that main tells it.
 *
 * The renderer passes ids, names and positions; it never passes a path or an address that main trusts, and never gets a
 * token, a key or a secret. Every method answers a {@link Result}; besides the codes named here each can answer
 * `forbidden` (wrong sender), `invalid-argument` (wrong shape) and `internal`.
 *
 * To add a method: declare it here; the types then fail in {@link API_METHODS}, in schemas.ts and in main/ipc.
 */
import type { CommandContext, CommandId } from './commands.ts';
import type { Result } from './errors.ts';
import type { AccountSummary, ProfileSecretName, ProfileSummary } from './model/account.ts';
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
import type { ItemWindow, TransferSummary } from './model/transfer.ts';

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
  /** Imports each dropped profile file; none where one of them is no profile. Codes: `profile-*`. */
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
}

export interface TransfersMethods {
  /** All of this run, newest first. */
  list(): Promise<Result<TransferSummary[]>>;
  /** At most MAX_ITEMS items; those that failed come first, then running, then in order. */
  items(transferId: string, start: number, count: number): Promise<Result<ItemWindow>>;
  /** Uploads what was dropped on `folder`. Nothing is overwritten: what is there already is skipped. */
  uploadDropped(locationId: string, folder: string, files: DroppedFiles): Promise<Result<TransferSummary>>;
  /** Asks for files or for folders and uploads them; `null` when cancelled. */
  uploadFromDialog(
    locationId: string,
    folder: string,
    what: 'files' | 'folders',
  ): Promise<Result<TransferSummary | null>>;
  /** Asks where to and downloads the selection, folders with all that is in them; `null` when cancelled. */
  downloadToDialog(viewId: string, selection: Selection): Promise<Result<TransferSummary | null>>;
  /**
   * Deletes the selection, folders with all that is in them at the time of the delete. The caller has asked for
   * confirmation, and passes the `pinned` of the summary that it asked with, so that no row goes that was not counted.
   * Codes: `not-found`, `action-not-allowed`.
   */
  deleteSelection(viewId: string, selection: Selection): Promise<Result<TransferSummary>>;
  cancel(transferId: string): Promise<Result<void>>;
  /** Runs the skipped items again, this time replacing what is there. */
  replaceSkipped(transferId: string): Promise<Result<void>>;
  /** Runs the failed items again. */
  retryFailed(transferId: string): Promise<Result<void>>;
  /** Shows the folder of a download in the OS's file manager. */
  reveal(transferId: string): Promise<Result<void>>;
  /** Forgets transfers that have ended. */
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
  /** Objects of this folder changed by our own hand; a view on it should refresh. */
  'folder.changed': { locationId: string; folder: string };
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
  objects: { createFolder: true },
  transfers: {
    list: true,
    items: true,
    uploadDropped: { files: 2 },
    uploadFromDialog: true,
    downloadToDialog: true,
    deleteSelection: true,
    cancel: true,
    replaceSkipped: true,
    retryFailed: true,
    reveal: true,
    clearEnded: true,
  },
} as const satisfies { [F in keyof PailApi]: { [M in keyof PailApi[F]]: MethodShape<PailApi[F][M]> } };

/** Names of all events, for the preload. */
export const API_EVENTS = {
  'profiles.changed': true,
  'accounts.changed': true,
  'listing.changed': true,
  'measure.changed': true,
  'transfers.changed': true,
  'folder.changed': true,
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
