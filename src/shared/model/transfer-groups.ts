/** Transfers by what they need of a person: nothing for now, a word or a deed, or nothing any more. */
import { type Parking, parksFor } from './parking.ts';
import type { TransferState, TransferSummary } from './transfer.ts';

export const TRANSFER_GROUPS = ['active', 'waiting', 'failed', 'done'] as const;
export type TransferGroup = (typeof TRANSFER_GROUPS)[number];

const GROUP_OF = {
  preparing: 'active',
  running: 'active',
  asking: 'waiting',
  paused: 'waiting',
  parked: 'waiting',
  failed: 'failed',
  completed: 'done',
  cancelled: 'done',
} as const satisfies Record<TransferState, TransferGroup>;

export function groupOf({ state }: Pick<TransferSummary, 'state'>): TransferGroup {
  return GROUP_OF[state];
}

/** What a parked transfer waits for; `null` for one that is not parked. */
export function waitsFor({ state, failure }: Pick<TransferSummary, 'state' | 'failure'>): Parking | null {
  return state === 'parked' && failure ? (parksFor(failure.code) ?? 'person') : null;
}

/** Whether it is refused for lack of room: more is needed than is free where it goes. */
export function lacksRoom({ review, bytesTotal }: Pick<TransferSummary, 'review' | 'bytesTotal'>): boolean {
  return review !== null && review.freeBytes !== null && bytesTotal > review.freeBytes;
}
