/** Copies within a store: what is asked for, and what comes of it. Only the client library's adapter does them. */
import type { BegunUpload, OnBegun, SentPart } from './begun-upload.ts';
import type { EtagKind } from './etag.ts';
import type { ObjectAddress, ObjectInfo } from './port.ts';

/** What an object has besides its content. `null`: the store did not name it. Values are as the store sent them. */
export interface KeptDetails {
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly contentLanguage: string | null;
  readonly contentDisposition: string | null;
  readonly cacheControl: string | null;
  /** The text of the header, which need not be a time. */
  readonly expires: string | null;
  /** `null` where it is the store's usual one. */
  readonly storageClass: string | null;
  /** Where a website made of the bucket sends those who ask for the object. */
  readonly websiteRedirect: string | null;
  /** What its owner wrote on it (`x-amz-meta-*`), by name in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a store tells of an object when it is asked for its headers. */
export interface ObjectDetails extends ObjectInfo, KeptDetails {
  /** How many tags it has; `null` where the store does not tell, which it also does not to somebody who may not read them. */
  readonly tagCount: number | null;
}

/** A tag of an object. */
export interface ObjectTag {
  readonly key: string;
  readonly value: string;
}

/** The object that is copied. */
export interface CopySource extends ObjectAddress {
  /** The ETag that it must still have; else `object-changed`. */
  readonly ifMatch: string;
}

export interface CopyRequest extends ObjectAddress {
  readonly source: CopySource;
  /**
   * False: an object that is there already stays, and the answer is `target-exists`. Only a store with the quirk
   * `conditionalCopy` sees to that itself; at any other the caller looks at the key before.
   */
  readonly overwrite: boolean;
  /** A copy gets neither from its source unless told: left out or `null`, the store's usual class and no redirect. */
  readonly keep?: Pick<KeptDetails, 'storageClass' | 'websiteRedirect'>;
  readonly signal: AbortSignal;
}

/** What a copy is, by the store's answer to its making. */
export interface CopiedObject {
  /** With its quotes. A copy's need not be its source's, even where the contents are the same: see `etagKind`. */
  readonly etag: string;
  readonly etagKind: EtagKind;
  /** Where the bucket keeps versions. */
  readonly versionId?: string;
}

export interface CopyInPartsRequest extends ObjectAddress {
  readonly source: CopySource;
  /** Bytes of the source, more than none. */
  readonly size: number;
  /** Bytes of each part but the last (see `copyPartSize`); of an upload that was begun before, what they were then. */
  readonly partSize: number;
  /** What the copy is given: unlike a copy in one request, one in parts gets nothing from its source. */
  readonly details: KeptDetails;
  /** Not every store keeps them: to Ceph 16 they do nothing here. */
  readonly tags: readonly ObjectTag[];
  /** False: an object that is there already stays, and the answer is `target-exists`, as of an upload in parts. */
  readonly overwrite: boolean;
  /** What to go on with; `null` begins anew. Parts that it names are not copied again. */
  readonly begun: BegunUpload | null;
  /** Hears the id of what it begins, before the first part; not of what was begun before. */
  readonly onBegun: OnBegun;
  /** Hears of each part once the store has it. */
  readonly onPart: (part: SentPart) => void;
  /** Asked where it ends without an object: true leaves in the store what was begun, to go on with; false takes it back. */
  readonly keep: () => boolean;
  /** The last word before the object appears: throwing leaves the store without it. */
  readonly beforeComplete: () => Promise<void>;
  /** Hears the bytes of each part that was copied here. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}
