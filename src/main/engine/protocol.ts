/**
 * What main and the engine say to each other. Types only: main/engine-host and main/engine both import them.
 *
 * The engine accepts only locations that main minted (`setLocations`); after that main names them by id, and the engine
 * never takes a bucket or a key root from elsewhere.
 */
import type { Failure } from '../../shared/errors.ts';
import type { IdSet } from '../../shared/model/id-set.ts';
import type {
  Arrangement,
  DeepSummary,
  ListingStatus,
  MeasureProgress,
  RowWindow,
  Scope,
  Selection,
  SelectionSummary,
} from '../../shared/model/listing.ts';
import type { Action } from '../../shared/model/location.ts';
import type { ObjectFacts } from '../../shared/model/object-facts.ts';
import type { QuirkOverrides, StorageFacts } from '../../shared/model/quirks.ts';
import type { Limit, ProxySettings } from '../../shared/model/settings.ts';
import type {
  ConflictChoice,
  ConflictWindow,
  ItemWindow,
  ReviewAnswer,
  TransferSummary,
} from '../../shared/model/transfer.ts';
import type { AbortOutcome, UnfinishedUploads, UploadName } from '../../shared/model/unfinished.ts';

export type ReceiptFormat = 'csv' | 'json';

/** What the store encrypts objects with. */
export type ObjectEncryption =
  | { readonly kind: 's3' }
  | { readonly kind: 'kms'; readonly keyId?: string }
  /** `key`: 32 bytes in base64, which every request for an object bears (SSE-C). */
  | { readonly kind: 'customer'; readonly key: string };

/** What requests for objects say besides what they are about. */
export interface ObjectSettings {
  readonly requesterPays?: boolean;
  /** Of new objects; and of all, where it has a key. */
  readonly encryption?: ObjectEncryption;
  /** Of new objects. */
  readonly storageClass?: string;
  /** Of new objects: a canned ACL. */
  readonly acl?: string;
}

/** How to reach a store. */
export interface StorageSettings {
  readonly region: string;
  /** Left out: AWS. Plain http to loopback only; main has checked it. */
  readonly endpoint?: string;
  readonly pathStyle: boolean;
  /** AWS only: addresses that also have IPv6. */
  readonly dualStack?: boolean;
  /** AWS only: S3 Transfer Acceleration. Never with `endpoint` or `pathStyle`, nor for a bucket with a dot in its name. */
  readonly acceleration?: boolean;
  /** Most requests at a time. */
  readonly requestsAtOnce?: number;
  /** Ms until there is a connection, and ms of silence on the wire. Left out: as usual. */
  readonly connectTimeout?: number;
  readonly idleTimeout?: number;
  /** How objects are asked for and made. Left out: as the store does by itself. */
  readonly objects?: ObjectSettings;
  /** PEM certificates to trust besides the usual ones. */
  readonly certificateAuthorities?: string;
  /** What the profile says about the store, in place of what Pail knows or finds out. */
  readonly quirks?: QuirkOverrides;
}

/** A location with all that the engine needs to work in it. */
export interface LocationGrant {
  readonly id: string;
  /** Whose it is: the same in every run. Transfers that begin there are theirs. */
  readonly accountId: string;
  readonly label: string;
  readonly bucket: string;
  /** Empty, or ends with `/`. Every key that the engine touches starts with it. */
  readonly prefix: string;
  readonly actions: readonly Action[];
  readonly storage: StorageSettings;
  /** What to name when asking main for keys. Locations with equal values share keys. */
  readonly credentialsId: string;
}

/** Leave to see all buckets that some keys may list, and perhaps to make and to delete some. Main makes locations of what it hears. */
export interface BucketListGrant {
  readonly id: string;
  readonly label: string;
  readonly storage: StorageSettings;
  readonly credentialsId: string;
  readonly mayCreate: boolean;
  readonly mayDelete: boolean;
}

/** Keys for S3. Short-lived where `expiresAt` (ms since 1970 UTC) is given. They never leave main and engine. */
export interface StorageCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: number;
}

/** Bytes per second of object content over all connections together, each way; at least 1,024. `null`: no limit. */
export interface BandwidthLimits {
  readonly upload: number | null;
  readonly download: number | null;
}

/** What the settings say that concerns the engine. */
export interface EngineOptions {
  /** The limits that hold now, also for what is under way; main tells when the time of day changes them. */
  readonly uploadLimit: Limit;
  readonly downloadLimit: Limit;
  /** Most requests at a time to one store; see Settings. */
  readonly requestsAtOnce: number;
  /** PEM certificates to trust besides the usual ones and those of a profile; `null`: none. */
  readonly certificateAuthorities: string | null;
  /** Main has set the system's network so; the engine learns from a change that the ways to stores may be others now. */
  readonly proxy: ProxySettings;
}

/** A bucket that the keys of a list may list. */
export interface ListedBucket {
  readonly name: string;
  /** Milliseconds since 1970 UTC; 0 where the store does not tell. */
  readonly created: number;
  /** Where it is; null where the store does not tell. */
  readonly region: string | null;
}

/** What main asks of the engine. Rejections arrive as a PailError with the same failure. */
export interface EngineMethods {
  /**
   * Replaces all locations. Transfers of locations that are gone wait for them, their views are closed, their keys forgotten. Those of
   * accounts that have no location now are nobody's: they are told to nobody, and no method here reaches them.
   */
  setLocations(grants: readonly LocationGrant[], bucketLists?: readonly BucketListGrant[]): void;
  /** All buckets of a list, in the order of their names. */
  listBuckets(listId: string): Promise<readonly ListedBucket[]>;
  createBucket(listId: string, bucket: string): Promise<void>;
  /** `bucket-not-empty` where something is in it. */
  deleteBucket(listId: string, bucket: string): Promise<void>;
  /** Holds for all work from now on. Requests that are under way end as they began, but for the bandwidth that they have. */
  setOptions(options: EngineOptions): void;
  /** What is known about the store of a location, whatever may be done there; may ask it once, harmlessly. */
  storageFacts(locationId: string): Promise<StorageFacts>;
  openListing(locationId: string, folder: string, arrangement: Arrangement, scope: Scope): ListingStatus;
  rows(viewId: string, start: number, count: number): RowWindow;
  arrange(viewId: string, arrangement: Arrangement): ListingStatus;
  range(viewId: string, from: number, to: number): IdSet;
  find(viewId: string, prefix: string, from: number): Promise<number>;
  summarize(viewId: string, selection: Selection): Promise<SelectionSummary>;
  measure(viewId: string, selection: Selection): Promise<DeepSummary>;
  stopMeasure(viewId: string): void;
  refresh(viewId: string): ListingStatus;
  stopListing(viewId: string): ListingStatus;
  closeListing(viewId: string): void;
  /** The rows of a selection as they are now, by their ids, and the folder that the view shows. */
  rowsOf(viewId: string, selection: Selection): SelectedRows;
  createFolder(locationId: string, folder: string, name: string): Promise<void>;
  /** What the store tells of the one object of a selection. */
  objectFacts(viewId: string, selection: Selection): Promise<ObjectFacts>;
  unfinishedUploads(locationId: string): Promise<UnfinishedUploads>;
  /** Answers for each, in order, what became of it. */
  abortUploads(locationId: string, uploads: readonly UploadName[]): Promise<AbortOutcome[]>;
  /** Has the transfer that began an upload and failed go on with it. */
  goOnWithUpload(locationId: string, upload: UploadName): Promise<TransferSummary>;
  /** Goes on with an upload that nobody goes on with, with the file at an absolute local path that main has checked for form. */
  adoptUpload(locationId: string, upload: UploadName, path: string): Promise<TransferSummary>;
  /** `paths` are absolute local paths of files and folders that main has checked for form. */
  startUpload(locationId: string, folder: string, paths: readonly string[], options?: UploadOptions): TransferSummary;
  /** `target` is an absolute local folder that exists. */
  startDownload(viewId: string, selection: Selection, target: string, onConflict?: ConflictChoice): TransferSummary;
  /**
   * Downloads a small selection to `target`, an absolute local folder that is empty, without a transfer. `earlier`: what an earlier
   * staging of the same rows answered. One at a time: a later call stops the one before, as does the end of its location.
   */
  stage(
    viewId: string,
    selection: Selection,
    target: string,
    earlier: readonly StagedObject[] | null,
  ): Promise<StageOutcome>;
  /** A file name for an archive of the selection, with `.zip`: that of the one thing, else of the folder. */
  zipName(viewId: string, selection: Selection): string;
  /** Makes a ZIP archive. `file` is an absolute local path that the person chose; what is there now is replaced. */
  startZip(viewId: string, selection: Selection, file: string): TransferSummary;
  startDelete(viewId: string, selection: Selection): TransferSummary;
  /** Copies or moves to a folder of a location, which may be another one. */
  startCopy(
    viewId: string,
    selection: Selection,
    locationId: string,
    folder: string,
    kind: 'copy' | 'move',
    onConflict?: ConflictChoice,
  ): TransferSummary;
  /** Moves the one selected thing to another name in its folder. */
  rename(viewId: string, selection: Selection, newName: string): Promise<TransferSummary>;
  // Of the accounts that have locations now: any other id of a transfer is unknown.
  /** All of them, once those of earlier processes are known. */
  transfers(): Promise<TransferSummary[]>;
  /** Whether transfers of other accounts have not ended. */
  othersWait(): Promise<boolean>;
  // At once, but for one that ended: its items may have to be read again.
  items(transferId: string, start: number, count: number): ItemWindow | Promise<ItemWindow>;
  conflicts(transferId: string, start: number, count: number): ConflictWindow | Promise<ConflictWindow>;
  answerTransfer(transferId: string, answer: ReviewAnswer): void | Promise<void>;
  pauseTransfer(transferId: string): void | Promise<void>;
  resumeTransfer(transferId: string): void | Promise<void>;
  setFirst(transferId: string, isFirst: boolean): void;
  pauseAll(): void;
  resumeAll(): void;
  cancelTransfer(transferId: string): void | Promise<void>;
  replaceSkipped(transferId: string): void | Promise<void>;
  retryFailed(transferId: string): void | Promise<void>;
  /** The local folder that a download goes to, for showing it. */
  downloadTarget(transferId: string): string | Promise<string>;
  /** Writes what became of each item to the file at an absolute `path`. */
  exportReceipts(transferId: string, path: string, format: ReceiptFormat): Promise<void>;
  clearEnded(): Promise<void>;
  /** Stops all transfers so that another process can go on with them. */
  close(): Promise<void>;
}

/** Rows of a view that stay these rows, whatever the view shows later. */
export interface SelectedRows {
  readonly ids: IdSet;
  readonly locationId: string;
  readonly folder: string;
  /** Whether the location allows to delete, without which nothing moves. */
  readonly mayMove: boolean;
}

/** An object that was downloaded to be dragged out. */
export interface StagedObject {
  /** As in the folder that the selection was made in. */
  readonly name: string;
  /** As the store sends it; `null` where it did not, and for a folder. */
  readonly etag: string | null;
}

export type StageOutcome =
  /** `names`: of the files and folders in the target. */
  | { readonly state: 'staged'; readonly names: readonly string[]; readonly objects: readonly StagedObject[] }
  /** What was staged earlier is still what is there; nothing was downloaded. */
  | { readonly state: 'same' }
  /** See `PreparedDrag`. */
  | { readonly state: 'too-much' | 'stopped' };

export interface UploadOptions {
  readonly onConflict: ConflictChoice;
  /** Whether folders in which there is nothing become markers. */
  readonly emptyFolders: boolean;
}

/** What the engine asks of main. */
export interface EngineHostMethods {
  /** Keys for a `credentialsId` that main minted. `refused`: the present ones were refused, so get new ones. */
  credentials(credentialsId: string, refused: boolean): Promise<StorageCredentials>;
  /** The system's way to an origin (`scheme://host[:port]`), as Chromium words it: `DIRECT`, `PROXY host:port`. */
  route(origin: string): Promise<string>;
}

/** What the engine tells main, at most ten times a second of each kind and subject. */
export interface EngineEvents {
  'listing.changed': ListingStatus;
  'measure.changed': MeasureProgress;
  'transfers.changed': TransferSummary[];
  'folder.changed': { locationId: string; folder: string };
  /** The ids of all locations, and lists of buckets, whose store does not answer at the moment. */
  'reach.changed': readonly string[];
  /** Journals of earlier transfers that cannot be read, as `journal-unreadable`: once, when the engine starts. */
  'journals.unreadable': readonly Failure[];
}
