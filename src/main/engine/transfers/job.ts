import type { Failure } from '../../../shared/errors.ts';
import type { TransferKind, TransferReview } from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';

/** What a job may do with the transfer that it works for. */
export interface JobContext {
  readonly items: Items;
  /** Aborted when the transfer is to stop, for good or for now. */
  readonly signal: AbortSignal;
  /** Once the signal was aborted: whether what is half done will be gone on with, so that it must stay. */
  keeps(): boolean;
  /** Whether an item may have been done without anybody's hearing of it: in an earlier run, or in an earlier try of this one. */
  mayBeDone(index: number): boolean;
  /** Adds a waiting item unless it is known from an earlier preparing, or from an earlier look into its folder; answers its index, or -1. */
  add(name: string, size: number, modified?: number, origin?: string, isArchived?: boolean): number;
  /** Notes bytes moved for an item; negative takes back. */
  progress(index: number, bytes: number): void;
  /** Notes that so many bytes of an item are there from earlier, in place of all that was noted: nobody moves them now. */
  kept(index: number, bytes: number): void;
  /** Resolves when all that was remembered so far is on the disk. */
  commit(): Promise<void>;
}

/** What is there already where an item goes. */
export interface Existing {
  readonly size: number;
  /** ms since 1970 UTC; 0 where nobody said. */
  readonly modified: number;
}

/** What a job found out before the first byte. */
export interface Findings {
  /** By index of the item. */
  readonly conflicts: ReadonlyMap<number, Existing>;
  /** Items that cannot be done as they are, by index, and why. */
  readonly impossible: ReadonlyMap<number, Failure>;
  /** Items that the store has archived. Left out: none. */
  readonly archived?: readonly number[];
  readonly renamed: number;
  /** Its items can go to no other name: `keep-both` is no answer. Left out: they can. */
  readonly keepsNames?: boolean;
  readonly freeBytes: TransferReview['freeBytes'];
}

/** Those of the items that cannot be done, each with why. */
export function whyNot(indices: readonly number[], why: (index: number) => Failure | null): Map<number, Failure> {
  const found = new Map<number, Failure>();
  for (const index of indices) {
    const failure = why(index);
    if (failure) found.set(index, failure);
  }
  return found;
}

/** What the kinds of transfer differ in. */
export interface Job {
  readonly kind: TransferKind;
  /** Most items that one `run` takes. */
  readonly batch: number;
  /** Adds what was selected by itself. Once, before anything else; what it throws ends the transfer. */
  seed?(context: JobContext): void;
  /** Finds the other items. May run again after it failed. What it throws is the failure of the whole transfer. */
  prepare(context: JobContext): Promise<void>;
  /** Puts in order what an earlier process left behind, before this one begins. Fails as `prepare`. */
  recover?(context: JobContext): Promise<void>;
  /** Finds out what speaks against it. A job that has none runs while it prepares. Fails as `prepare`. */
  review?(context: JobContext): Promise<Findings>;
  /** After `review`: another name for an item that shall not take the place of what is there, one that nothing has. */
  otherName?(index: number, context: JobContext): string;
  /** How many places of the queue an item takes: those of a batch are alike. */
  weight(index: number, context: JobContext): number;
  /**
   * Brings the items to their end. Those that it leaves `running` are done; what it throws is the failure of them all, and
   * `target-exists` means skipped. When it throws after the signal was aborted, those that it left `running` are cancelled, or
   * wait if the transfer stops for now only.
   */
  run(indices: readonly number[], context: JobContext): Promise<void>;
  /** Whether what it works with over a network answers at all now, whatever it says. Never rejects but for the signal. */
  answers?(context: JobContext): Promise<boolean>;
  /** Bytes of an item that need not be moved again, by what `items.begun` says of it. Left out: none. */
  keptBytes?(index: number, items: Items): number;
  /** Takes back what `items.begun` says of an item, which will not be gone on with. Rejects where that cannot be done. */
  abandon?(index: number, context: JobContext): Promise<void>;
  /** Called at each end of the transfer, once something may have changed. */
  ended(): void;
}
