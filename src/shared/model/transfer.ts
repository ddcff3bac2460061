import type { Failure } from '../errors.ts';

export type TransferKind = 'upload' | 'download' | 'delete';

/**
 * `preparing` finds out what there is to do; `running` does it. The other three are ends: `completed` may hold skipped
 * items, `failed` holds at least one failed item or a failure of the whole, `cancelled` was the person's word.
 */
export type TransferState = 'preparing' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One thing the user asked for. */
export interface TransferSummary {
  readonly id: string;
  readonly kind: TransferKind;
  readonly state: TransferState;
  readonly locationId: string;
  /** The folder in the location that it goes to or comes from. */
  readonly folder: string;
  /** Name of the first thing asked for, and how many were asked for at the top level. */
  readonly firstName: string;
  readonly requested: number;
  readonly items: ItemCounts;
  /** Bytes moved and bytes in all; the total grows while `preparing`. Deletes count none. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Bytes a second over the last few seconds; 0 when it has ended. */
  readonly bytesPerSecond: number;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** A failure of the whole, as distinct from failed items. */
  readonly failure: Failure | null;
}

export interface ItemCounts {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
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

/** True when nothing more will happen to it. */
export function hasEnded(transfer: TransferSummary): boolean {
  return transfer.state !== 'preparing' && transfer.state !== 'running';
}

/** Fraction done, 0 to 1: by bytes where there are any, else by items. */
export function progress(transfer: TransferSummary): number {
  if (transfer.state === 'completed') return 1;
  const { total, done, failed, skipped, cancelled } = transfer.items;
  if (transfer.bytesTotal > 0) return Math.min(1, transfer.bytesDone / transfer.bytesTotal);
  return total === 0 ? 0 : (done + failed + skipped + cancelled) / total;
}
