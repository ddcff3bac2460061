/**
 * THE contract: all that the renderer may ask of main, and all that main tells it.
 *
 * The renderer passes ids, names and positions; it never passes a path or an address that main trusts, and never gets a
 * token, a key or a secret. Every method answers a {@link Result}; besides the codes named here each can answer
 * `forbidden` (wrong sender), `invalid-argument` (wrong shape) and `internal`.
 *
 * To add a method: declare it here; the types then fail in {@link API_METHODS}, in schemas.ts and in main/ipc.
 */
import type { AccessMethods, BucketsMethods } from './api-access.ts';
import type { DragOutMethods } from './api-drag-out.ts';
import type { ListingsMethods, ObjectsMethods } from './api-listings.ts';
import type { ProfilesMethods } from './api-profiles.ts';
import type { DiagnosticsMethods, SettingsMethods } from './api-settings.ts';
import type { DroppedFiles, TransfersMethods } from './api-transfers.ts';
import type { UploadsMethods } from './api-uploads.ts';
import type { CommandContext, CommandId } from './commands.ts';
import type { Result } from './errors.ts';
import type { AccountSummary, ProfileSummary, SignOutOutcome } from './model/account.ts';
import type { BuildKind } from './model/build.ts';
import type { EngineState } from './model/engine.ts';
import type { ListingStatus, MeasureProgress } from './model/listing.ts';
import type { ProfileReview } from './model/profile-review.ts';
import type { Settings } from './model/settings.ts';
import type { TransferSummary } from './model/transfer.ts';

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: 'darwin' | 'win32' | 'linux' | 'other';
  readonly build: BuildKind;
  /** `memory`: the OS has no usable keyring, so secrets and sign-ins last for this run only. */
  readonly secretStorage: 'keyring' | 'memory';
}

export interface AppMethods {
  info(): Promise<Result<AppInfo>>;
  /** Tells main what the window can do now, so that the native menu enables the same commands. */
  setCommandContext(context: CommandContext): Promise<Result<void>>;
  engine(): Promise<Result<EngineState>>;
  /** Starts the engine where it is down; `engine.changed` tells that it runs. */
  startEngine(): Promise<Result<void>>;
}

export interface AccountsMethods {
  list(): Promise<Result<AccountSummary[]>>;
  /**
   * Starts a sign-in and opens the system browser; answers when the browser was asked to open. The rest comes as
   * `profiles.changed` and `accounts.changed`. A pending attempt of the same profile is cancelled first.
   * Codes: `not-found`, `profile-expired`, `profile-secret-missing`, `issuer-*`, `redirect-unavailable`, `browser-unavailable` (then the attempt goes on).
   */
  signIn(profileId: string): Promise<Result<void>>;
  /** Ends a pending attempt; a callback that comes later is refused. */
  cancelSignIn(profileId: string): Promise<Result<void>>;
  /** Puts the address of the pending sign-in page on the clipboard. Codes: `sign-in-not-pending`. */
  copySignInAddress(profileId: string): Promise<Result<void>>;
  /** Takes the final address from a person whose browser did not come back. Codes: `callback-invalid`, `sign-in-*`. */
  pasteCallback(profileId: string, address: string): Promise<Result<void>>;
  /**
   * Chooses whether sign-ins of a profile outlast this run. Off deletes what is kept at once; without a keyring nothing is kept either
   * way. Codes: `not-found`, `settings-unwritable`, `session-not-forgotten`.
   */
  setStaySignedIn(profileId: string, stay: boolean): Promise<Result<void>>;
  /**
   * Forgets every secret of the account, revokes the refresh token and, where `inBrowser` and the account's `endsInBrowser`, opens the
   * page that ends the browser's session. The account is gone whatever comes of the rest: the answer says what did. Codes: `not-found`, and
   * `session-not-forgotten` where all else is done and the next start may sign in again.
   */
  signOut(accountId: string, inBrowser: boolean): Promise<Result<SignOutOutcome>>;
}

/** The features of the contract; `window.pail` has exactly these, and `on`. */
export interface PailApi {
  app: AppMethods;
  profiles: ProfilesMethods;
  accounts: AccountsMethods;
  access: AccessMethods;
  buckets: BucketsMethods;
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
  /** The questions about profiles that are open. */
  'profiles.asked': ProfileReview[];
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
  /** The engine died. `running`: there is another one, which knows no view of the one before, and goes on with the transfers. */
  'engine.changed': EngineState;
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
  app: { info: true, setCommandContext: true, engine: true, startEngine: true },
  profiles: {
    list: true,
    importFromDialog: true,
    importDropped: { files: 0 },
    reviews: true,
    answerReview: true,
    rollBack: true,
    checkForUpdate: true,
    remove: true,
    provideSecret: true,
  },
  accounts: {
    list: true,
    signIn: true,
    cancelSignIn: true,
    copySignInAddress: true,
    pasteCallback: true,
    setStaySignedIn: true,
    signOut: true,
  },
  access: { read: true, copy: true },
  buckets: { refresh: true, create: true, delete: true },
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
  objects: { createFolder: true, facts: true, rename: true },
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
  'profiles.asked': true,
  'accounts.changed': true,
  'listing.changed': true,
  'measure.changed': true,
  'transfers.changed': true,
  'transfers.shown': true,
  'folder.changed': true,
  'settings.changed': true,
  'engine.changed': true,
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
