import type { TransferKind } from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';

/** What a job may do with the transfer that it works for. */
export interface JobContext {
  readonly items: Items;
  /** Aborted when the person cancels, or the location is gone. */
  readonly signal: AbortSignal;
  /** Adds a waiting item unless its name is known from an earlier preparing; answers its index, or -1. */
  add(name: string, size: number, origin?: string): number;
  /** Notes bytes moved for an item; negative takes back. */
  progress(index: number, bytes: number): void;
}

/** What the three kinds of transfer differ in. */
export interface Job {
  readonly kind: TransferKind;
  /** Most items that one `run` takes. */
  readonly batch: number;
  /** Finds the items. May run again after it failed. What it throws is the failure of the whole transfer. */
  prepare(context: JobContext): Promise<void>;
  /** How many places of the queue an item takes: those of a batch are alike. */
  weight(index: number, context: JobContext): number;
  /**
   * Brings the items to their end. Those that it leaves `running` are done; what it throws is the failure of them all, and
   * `target-exists` means skipped. `replace`: put it in place of what is there. When it throws after
   * the signal was aborted, those that it left `running` are cancelled.
   */
  run(indices: readonly number[], replace: boolean, context: JobContext): Promise<void>;
  /** Called at each end of the transfer, once something may have changed. */
  ended(): void;
}
