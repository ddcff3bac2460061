import type { Failure } from '../errors.ts';

/** A `move` may be a renaming, which has a `newName`; `zip` is a download into one archive. */
export type TransferKind = 'upload' | 'download' | 'zip' | 'delete' | 'copy' | 'move';

/**
 * `preparing` finds out what there is to do; `asking` waits for an answer to what was found (`review`); `running` does it.
 * `paused` was the person's word; `parked` waits for what `failure` says: a sign-in, a network, room on the disk. All of these
 * survive the end of Pail. The other three are ends: `completed` may hold skipped items, `failed` holds at least one failed
 * item or a failure of the whole, `cancelled` was the person's word.
 */
export type TransferState =
  | 'preparing'
  | 'asking'
  | 'running'
  | 'paused'
  | 'parked'
  | 'completed'
  | 'failed'
  | 'cancelled';

/**
 * What is to be done with an item where something is there already: leave it there; put the new one in its place; keep both, the
 * new one under another name; put the new one in its place where it was changed later, or where its content differs.
 */
export const CONFLICT_ANSWERS = ['skip', 'overwrite', 'keep-both', 'newer', 'different'] as const;
export type ConflictAnswer = (typeof CONFLICT_ANSWERS)[number];

/** The same as a setting: `ask` asks before anything is moved. */
export const CONFLICT_CHOICES = ['ask', ...CONFLICT_ANSWERS] as const;
export type ConflictChoice = (typeof CONFLICT_CHOICES)[number];

/** What was found out about a transfer before its first byte. */
export interface TransferReview {
  /** Items where something is there already. */
  readonly conflicts: number;
  /** Items that cannot be done as they are; they will fail, each with its reason. */
  readonly impossible: number;
  /** Items that the store has archived: they fail unless they have been restored. Left out: none. */
  readonly archived?: number;
  /** At most MAX_NAMED of the impossible ones, of the archived ones and of those that are left out. Left out itself: there are none. */
  readonly notDone?: readonly NotDone[];
  /** Items that get another name, because theirs is not possible here or is another item's but for its spelling. */
  readonly renamed: number;
  /** Its items can go to no other name: `keep-both` is no answer. Left out: they can. */
  readonly keepsNames?: boolean;
  /** Bytes free where it goes, and bytes that are needed; `null` where nobody knows. */
  readonly freeBytes: number | null;
}

/** Most items of each sort that a review names. */
export const MAX_NAMED = 5;

/** An item that will not be done, as far as is known before the first byte. */
export interface NotDone {
  readonly sort: 'impossible' | 'archived' | 'left-out';
  /** Path relative to what was asked for, with `/`. */
  readonly name: string;
  readonly failure: Failure;
}

/** An item where something is there already. */
export interface Conflict {
  readonly index: number;
  /** Path relative to what was asked for, with `/`. */
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970 UTC; 0 where nobody said. */
  readonly modified: number;
  /** What is there. */
  readonly existing: { readonly size: number; readonly modified: number };
}

/** The answer to a transfer that asks: one for all conflicts, and others for some of them, by index. */
export interface ReviewAnswer {
  readonly all: ConflictAnswer;
  readonly some: ReadonlyArray<readonly [index: number, answer: ConflictAnswer]>;
}

/** Most conflicts that one call answers, and most single answers that it takes. */
export const MAX_CONFLICTS = 200;
export const MAX_SINGLE_ANSWERS = 10_000;

export interface ConflictWindow {
  readonly start: number;
  readonly total: number;
  readonly conflicts: readonly Conflict[];
}

/** One thing the user asked for. */
export interface TransferSummary {
  readonly id: string;
  readonly kind: TransferKind;
  readonly state: TransferState;
  /** Whose it is: of a copy or move, whoever has the location that it goes to. */
  readonly accountId: string;
  readonly locationId: string;
  /** What the location was called when it began, for when it is not there; empty where nobody knows. */
  readonly label: string;
  /** The folder in the location that it goes to or comes from. */
  readonly folder: string;
  /** Name of the first thing asked for, and how many were asked for at the top level. */
  readonly firstName: string;
  readonly requested: number;
  /** Name of the archive that a `zip` makes. */
  readonly file?: string;
  /** What the one thing is called then, where the move is a renaming. Earlier versions did not keep it. */
  readonly newName?: string;
  readonly items: ItemCounts;
  /** Bytes moved and bytes in all; the total grows while `preparing`. Deletes count none. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Bytes a second over the last few seconds; 0 when it has ended. */
  readonly bytesPerSecond: number;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** A failure of the whole, as distinct from failed items; what a `parked` one waits for. */
  readonly failure: Failure | null;
  /** What it asks about, while it is `asking`. */
  readonly review: TransferReview | null;
  /** It goes before the others. Of one at a time; never of one that has ended. */
  readonly first: boolean;
  /** False where it cannot be remembered, so that it will not survive the end of Pail. */
  readonly recorded: boolean;
}

export interface ItemCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of the skipped ones, those that can be replaced: something is there already. */
  readonly replaceable: number;
  readonly cancelled: number;
}

export type ItemState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'cancelled';

/** One object of a transfer. */
export interface TransferItem {
  /** Path relative to what was asked for, with `/`. */
  readonly name: string;
  readonly state: ItemState;
  readonly size: number;
  readonly bytesDone: number;
  /** Why it failed or was skipped. */
  readonly failure: Failure | null;
}

/** Most items that one call answers. */
export const MAX_ITEMS = 200;

export interface ItemWindow {
  readonly transferId: string;
  readonly start: number;
  readonly total: number;
  readonly items: readonly TransferItem[];
}

/** What people call it that a transfer does. */
export type TransferDeed = TransferKind | 'rename';

/** A move of one thing within its folder, to another name, is what people call renaming. */
export function deedOf({ kind, newName }: TransferSummary): TransferDeed {
  return newName === undefined ? kind : 'rename';
}

const ENDS: ReadonlySet<TransferState> = new Set(['completed', 'failed', 'cancelled']);

/** True when nothing more will happen to it. */
export function hasEnded({ state }: Pick<TransferSummary, 'state'>): boolean {
  return ENDS.has(state);
}

/** True while it is at work, or would be if it had its turn. */
export function isActive({ state }: Pick<TransferSummary, 'state'>): boolean {
  return state === 'preparing' || state === 'running';
}

/**
 * Whether one time (ms) is later than another, by the second: a file gets the time that a header tells, which has no fractions, and
 * lists have them.
 */
export function isNewer(one: number, other: number): boolean {
  return Math.floor(one / 1000) > Math.floor(other / 1000);
}
