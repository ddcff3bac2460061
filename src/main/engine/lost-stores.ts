import { parksFor } from '../../shared/model/parking.ts';
import type { TransferSummary } from '../../shared/model/transfer.ts';

/**
 * Tells which locations and lists of buckets cannot be reached whenever these are others than it told before, and which of those before
 * can be again. `lost` finds their ids out; the answer is to be called when they may have changed.
 */
export function tellLost(
  lost: () => readonly string[],
  tell: (ids: readonly string[], returned: ReadonlySet<string>) => void,
): () => void {
  let told: readonly string[] = [];
  return () => {
    const ids = lost();
    if (ids.join('\n') === told.join('\n')) return;
    const returned = new Set(told.filter((id) => !ids.includes(id)));
    told = ids;
    tell(ids, returned);
  };
}

/** Those that wait for the network at these locations: what they wait for is there, so that they need not wait until they try again. */
export function waitingFor(
  returned: ReadonlySet<string>,
  transfers: readonly Pick<TransferSummary, 'id' | 'locationId' | 'state' | 'failure'>[],
): string[] {
  return transfers
    .filter(({ locationId, state, failure }) => {
      const waits = state === 'parked' && failure !== null && parksFor(failure.code) === 'network';
      return waits && returned.has(locationId);
    })
    .map(({ id }) => id);
}
