/** Transfers by what they need of a person: nothing for now, a word or a deed, or nothing any more. */
import type { ErrorCode } from '../errors.ts';
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

const SIGN_IN: ReadonlySet<ErrorCode> = new Set(['session-expired', 'credentials-expired', 'credentials-refused']);

/**
 * What a parked transfer waits for: a sign-in, after which it goes on; the network, which it tries again by itself; or
 * something else that a person has to mend before they resume it. `null` for one that is not parked.
 */
export function waitsFor({
  state,
  failure,
}: Pick<TransferSummary, 'state' | 'failure'>): 'sign-in' | 'network' | 'person' | null {
  if (state !== 'parked' || failure === null) return null;
  if (SIGN_IN.has(failure.code)) return 'sign-in';
  return failure.remedy === 'network' ? 'network' : 'person';
}

/** Whether it is refused for lack of room: more is needed than is free where it goes. */
export function lacksRoom({ review, bytesTotal }: Pick<TransferSummary, 'review' | 'bytesTotal'>): boolean {
  return review !== null && review.freeBytes !== null && bytesTotal > review.freeBytes;
}
