/** Where the window is and what is selected there, for the handlers of commands. */
import type { Selection } from '../../shared/model/listing.ts';
import { pail } from '../bridge.ts';
import { isChosen, toSelection } from '../state/chosen.ts';
import { selectedCount } from '../state/list-selection.ts';
import { openViewId, rows, useListing } from '../state/listing-store.ts';
import { type FolderPlace, usePlace } from '../state/place.ts';
import { ownedLocation, useSession } from '../state/session.ts';
import type { SoleEntry } from '../state/sheets.ts';

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
export async function soleSelected(): Promise<SoleEntry | null> {
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
  const { folders, objects, bytes, firstName } = await pail.listings.summarize(what.viewId, what.selection);
  if (folders + objects !== 1) return null;
  return folders === 1 ? { name: firstName, kind: 'folder' } : { name: firstName, kind: 'object', size: bytes };
}

/** `s3://bucket/key` of a row of the open folder; of the folder itself without one. */
export function addressOf({ locationId, folder }: FolderPlace, entry: SoleEntry | null): string | null {
  const location = ownedLocation(useSession.getState(), locationId)?.location;
  if (!location) return null;
  const below = entry === null ? '' : entry.kind === 'folder' ? `${entry.name}/` : entry.name;
  return `s3://${location.bucket}/${location.prefix}${folder}${below}`;
}
