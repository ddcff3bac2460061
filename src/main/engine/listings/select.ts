import { PailError } from '../../../shared/errors.ts';
import type { DeepSummary, Selection, SelectionSummary } from '../../../shared/model/listing.ts';
import type { Listing } from './listing.ts';
import { walk } from './walk.ts';

/** What a selection names, taken at one moment: later changes of the view do not touch it. */
export interface Picked {
  /** Names without the trailing `/`. */
  readonly folders: readonly string[];
  readonly objects: readonly { readonly name: string; readonly size: number }[];
  readonly firstName: string;
}

/**
 * The ids of a selection, in view order for `allExcept`, which means all that the view *shows*: what a filter hides is not
 * selected. Ids of entries that are gone are left out. Throws `not-found` for a pin that is not known.
 */
export function selectedIds(listing: Listing, selection: Selection): number[] {
  const { columns } = listing;
  if ('pinned' in selection) return listing.pins.ids(selection.pinned).filter((id) => columns.has(id));
  if ('ids' in selection) return [...new Set(selection.ids)].filter((id) => columns.has(id));
  const except = new Set(selection.allExcept);
  const ids: number[] = [];
  for (const id of listing.order) if (!except.has(id)) ids.push(id);
  return ids;
}

function firstShown(listing: Listing, ids: readonly number[]): string {
  const wanted = new Set(ids);
  const first = listing.order.find((id) => wanted.has(id)) ?? ids[0];
  return first === undefined ? '' : listing.columns.name(first);
}

/** Counts the selected entries themselves and pins them, so that the answer can be acted on. */
export function summarize(listing: Listing, selection: Selection): SelectionSummary {
  const { columns } = listing;
  const ids = selectedIds(listing, selection);
  let folders = 0;
  let bytes = 0;
  for (const id of ids) {
    if (columns.isFolder(id)) folders += 1;
    else bytes += columns.size(id);
  }
  const pinned = listing.pins.pin(ids);
  return { objects: ids.length - folders, folders, bytes, firstName: firstShown(listing, ids), pinned };
}

/** The selected entries. Throws `not-found` when none of them is there any more. */
export function pick(listing: Listing, selection: Selection): Picked {
  const { columns } = listing;
  const ids = selectedIds(listing, selection);
  if (ids.length === 0) throw new PailError('not-found', { subject: 'The selection' });
  const folders: string[] = [];
  const objects: { name: string; size: number }[] = [];
  for (const id of ids) {
    if (columns.isFolder(id)) folders.push(columns.name(id));
    else objects.push({ name: columns.name(id), size: columns.size(id) });
  }
  return { folders, objects, firstName: firstShown(listing, ids) };
}

/** Counts the selected objects and every key below the selected folders, by listing them. Rejects as a listing. */
export async function measure(listing: Listing, selection: Selection, signal: AbortSignal): Promise<DeepSummary> {
  const { folders, objects } = pick(listing, selection);
  const { bucket, prefix } = listing.source;
  let count = objects.length;
  let bytes = objects.reduce((sum, object) => sum + object.size, 0);
  if (folders.length > 0) {
    const port = await listing.source.port();
    for (const folder of folders) {
      for await (const page of walk(port, bucket, `${prefix}${folder}/`, signal)) {
        count += page.keys.length;
        bytes = page.sizes.reduce((sum, size) => sum + size, bytes);
      }
    }
  }
  return { objects: count, bytes };
}
