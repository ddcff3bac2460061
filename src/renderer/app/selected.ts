/** Where the window is and what is selected there, for the handlers of commands. */
import type { EntryKind, Selection } from '../../shared/model/listing.ts';
import { pail } from '../bridge.ts';
import { isChosen, toSelection } from '../state/chosen.ts';
import { selectedCount } from '../state/list-selection.ts';
import { openViewId, rows, useListing } from '../state/listing-store.ts';
import { type FolderPlace, usePlace } from '../state/place.ts';

export function here(): FolderPlace | null {
  const { place } = usePlace.getState();
  return place.kind === 'folder' ? place : null;
}

/** The open view and what is selected in it. */
export function selected(): { viewId: string; selection: Selection } | null {
  const viewId = openViewId();
  return viewId === null || selectedCount() === 0
    ? null
    : { viewId, selection: toSelection(useListing.getState().chosen) };
}

/** The one selected row, if it is one. */
export async function soleSelected(): Promise<{ readonly name: string; readonly kind: EntryKind } | null> {
  const what = selected();
  if (!what || selectedCount() !== 1) return null;
  const { chosen, focus } = useListing.getState();
  if (chosen.mode === 'only') {
    const focused = rows.at(focus);
    if (focused && isChosen(chosen, focused.id)) return focused;
    const near = rows.at(rows.indexOf((entry) => isChosen(chosen, entry.id)));
    if (near) return near;
  }
  // Of "all but these", or of a row that is not here, the engine knows.
  const { folders, objects, firstName } = await pail.listings.summarize(what.viewId, what.selection);
  if (folders + objects !== 1) return null;
  return { name: firstName, kind: folders === 1 ? 'folder' : 'object' };
}
