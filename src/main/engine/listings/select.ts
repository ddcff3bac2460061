import { PailError } from '../../../shared/errors.ts';
import { eachId, hasId, type IdSet, idSetOf, idsAmong, withoutIds } from '../../../shared/model/id-set.ts';
import type { Selection, SelectionSummary } from '../../../shared/model/listing.ts';
import type { Columns } from './columns.ts';
import type { Listing } from './listing.ts';
import { finish, type Work } from './slices.ts';

const STEPS = 1 << 13;

export interface PickedObject {
  readonly name: string;
  readonly size: number;
  /** ms since 1970 UTC. */
  readonly modified: number;
  /** Left out: not so. */
  readonly isArchived?: boolean;
}

/** Picked objects in the order of their ids; each is made when it is asked for, so that a million of them cost nothing. */
export interface PickedObjects extends Iterable<PickedObject> {
  readonly length: number;
}

/** What a selection names, taken at one moment: later changes of the view do not touch it. */
export interface Picked {
  /** Names without the trailing `/`. */
  readonly folders: readonly string[];
  readonly objects: PickedObjects;
  readonly firstName: string;
}

/**
 * The ids of a selection. `allExcept` means all that the view *shows*: what a filter hides is not selected. Ids of entries that
 * are gone are left out. Throws `not-found` for a pin that is not known.
 */
export function selectedIds(listing: Listing, selection: Selection): IdSet {
  if ('allExcept' in selection) return withoutIds(shownIds(listing.order), selection.allExcept);
  const ids = 'ids' in selection ? selection.ids : listing.pins.ids(selection.pinned);
  return idsAmong(ids, (id) => listing.columns.has(id));
}

/** An order is never changed in place, so that what it shows is found out once. */
const shown = new WeakMap<Uint32Array, IdSet>();

function shownIds(order: Uint32Array): IdSet {
  const known = shown.get(order);
  if (known) return known;
  const ids = idSetOf(order);
  shown.set(order, ids);
  return ids;
}

/** Counts the selected entries themselves, as they are when it begins, and pins them, so that the answer can be acted on. */
export function* summarize(listing: Listing, selection: Selection): Work<SelectionSummary> {
  const { columns, order } = listing;
  const ids = selectedIds(listing, selection);
  const pinned = listing.pins.pin(ids);
  let objects = 0;
  let folders = 0;
  let bytes = 0;
  for (const id of eachId(ids)) {
    if (columns.isFolder(id)) {
      folders += 1;
    } else {
      objects += 1;
      bytes += columns.size(id);
    }
    if ((objects + folders) % STEPS === 0) yield;
  }
  const firstName = objects + folders === 0 ? '' : yield* firstShown(columns, order, ids);
  return { objects, folders, bytes, firstName, pinned };
}

/** The name of the first selected entry as the view shows them, or of the first at all where it shows none of them. */
function* firstShown(columns: Columns, order: Uint32Array, ids: IdSet): Work<string> {
  for (let position = 0; position < order.length; position += 1) {
    const id = order[position] as number;
    if (hasId(ids, id)) return columns.name(id);
    if (position % STEPS === STEPS - 1) yield;
  }
  for (const id of eachId(ids)) return columns.name(id);
  return '';
}

/** The selected entries. Throws `not-found` when none of them is there any more. */
export function pick(listing: Listing, selection: Selection): Picked {
  const { columns, order } = listing;
  const ids = selectedIds(listing, selection);
  const folders: string[] = [];
  let length = 0;
  for (const id of eachId(ids)) {
    if (columns.isFolder(id)) folders.push(columns.name(id));
    else length += 1;
  }
  if (folders.length + length === 0) throw new PailError('not-found', { subject: 'The selection' });
  const objects: PickedObjects = {
    length,
    *[Symbol.iterator]() {
      for (const id of eachId(ids)) {
        if (columns.isFolder(id)) continue;
        yield {
          name: columns.name(id),
          size: columns.size(id),
          modified: columns.modified(id),
          isArchived: columns.isArchived(id),
        };
      }
    },
  };
  return { folders, objects, firstName: finish(firstShown(columns, order, ids)) };
}
