/** What was copied or cut, until it is pasted: rows of a view, which stays open for that. */
import { create } from 'zustand';
import { toFailure } from '../../shared/errors.ts';
import type { TransferSummary } from '../../shared/model/transfer.ts';
import { pail } from '../bridge.ts';
import { type Chosen, isChosen, pinnedTo, toSelection } from './chosen.ts';
import { openViewId, useListing } from './listing-store.ts';

interface Held {
  readonly kind: 'copy' | 'move';
  readonly viewId: string;
  readonly locationId: string;
  /** The rows by their ids, whatever the view shows later. */
  readonly chosen: Chosen;
}

export const useClipboard = create<{ readonly held: Held | null }>(() => ({ held: null }));

/** True for a view that must stay open when it is left. */
export function isHeld(viewId: string): boolean {
  return useClipboard.getState().held?.viewId === viewId;
}

/** Whether a row of the present view was cut. */
export function isCut(held: Held | null, viewId: string | undefined, id: number): boolean {
  return held?.kind === 'move' && held.viewId === viewId && isChosen(held.chosen, id);
}

/** Copies or cuts what is selected in the present view. */
export async function hold(kind: Held['kind']): Promise<void> {
  const { status, chosen } = useListing.getState();
  if (!status || status.shown === 0) return;
  const { viewId, locationId, shown } = status;
  const all = chosen.mode === 'only' ? chosen : pinnedTo(chosen, await pail.listings.range(viewId, 0, shown - 1));
  // Somebody went elsewhere while the engine was asked: that view is closed.
  if (openViewId() === viewId) put({ kind, viewId, locationId, chosen: all });
}

/** Copies or moves what is held to a folder; what was cut is not held any more. `null` where nothing is. */
export async function paste(locationId: string, folder: string): Promise<TransferSummary | null> {
  const { held } = useClipboard.getState();
  if (!held) return null;
  const { viewId, chosen, kind } = held;
  const isThis = (): boolean => useClipboard.getState().held === held;
  try {
    const summary = await pail.transfers.copyTo(viewId, toSelection(chosen), locationId, folder, kind);
    if (kind === 'move' && isThis()) put(null);
    return summary;
  } catch (error) {
    // The location is gone, or the engine that had the view: nothing is held any more.
    if (toFailure(error).code === 'not-found' && isThis()) put(null);
    throw error;
  }
}

/** Holds no rows any more of locations that are gone. */
export function letGo(isThere: (locationId: string) => boolean): void {
  const { held } = useClipboard.getState();
  if (held && !isThere(held.locationId)) put(null);
}

function put(held: Held | null): void {
  const before = useClipboard.getState().held;
  useClipboard.setState({ held });
  const isIdle = before !== null && before.viewId !== held?.viewId && before.viewId !== openViewId();
  // A view that is gone already is as good as closed.
  if (isIdle) pail.listings.close(before.viewId).catch(() => {});
}
