import { PailError } from '../../shared/errors.ts';
import type { Selection } from '../../shared/model/listing.ts';
import type { ConflictChoice } from '../../shared/model/transfer.ts';
import type { Listing } from './listings/listing.ts';
import { type Picked, pick } from './listings/select.ts';
import { folderPrefix, type Locations, placeIn, whereaboutsOf } from './locations.ts';
import { folderNameProblem } from './objects/create-folder.ts';
import { textAt } from './s3/packed.ts';
import type { S3Port } from './s3/port.ts';
import { type CopySource, checkCopyTarget, type Renaming } from './transfers/jobs/copy-target.ts';
import { ACTION_OF, SOURCE_ACTIONS } from './transfers/jobs/job-for.ts';
import type { NewTitle } from './transfers/transfers.ts';

/** Where something is to go, and how. */
export interface CopyWish {
  readonly kind: 'copy' | 'move';
  readonly locationId: string;
  readonly folder: string;
  readonly onConflict: ConflictChoice;
}

/** A transfer that is ready to start. */
export interface PlannedCopy {
  readonly about: NewTitle;
  readonly objects: Picked['objects'];
}

/**
 * The copy or move of a selection, taken now. Throws `not-found`, `action-not-allowed`, `invalid-argument` for what is no folder, and
 * `target-invalid` for what would go onto or into itself.
 */
export function planCopy(locations: Locations, listing: Listing, selection: Selection, wish: CopyWish): PlannedCopy {
  return planOf(locations, listing, pick(listing, selection), wish, null);
}

/**
 * The renaming of the one selected thing. Throws as {@link planCopy}, `invalid-argument` for more than one, and `name-invalid`;
 * rejects with `target-exists` where something has that name, and as a request.
 */
export async function planRenaming(
  locations: Locations,
  listing: Listing,
  selection: Selection,
  newName: string,
  port: S3Port,
): Promise<PlannedCopy> {
  const { locationId, folder } = listing.source;
  const picked = pick(listing, selection);
  if (picked.folders.length + picked.objects.length !== 1) {
    throw new PailError('invalid-argument', { reason: 'one thing is renamed at a time' });
  }
  const from = picked.firstName;
  const parent = from.slice(0, from.lastIndexOf('/') + 1);
  const prefix = folderPrefix(locations.get(locationId), folder) + parent;
  const reason = folderNameProblem(prefix, newName);
  if (reason !== null) throw new PailError('name-invalid', { subject: newName, reason });
  const wish: CopyWish = { kind: 'move', locationId, folder, onConflict: 'skip' };
  const planned = planOf(locations, listing, picked, wish, { from, to: parent + newName });
  if (await isNameTaken(port, planned.about.place.bucket, `${prefix}${newName}`)) {
    throw new PailError('target-exists', { subject: newName });
  }
  return planned;
}

/** Whether an object or a folder has this name: stores bear both side by side, and no folder of a computer does. */
async function isNameTaken(port: S3Port, bucket: string, key: string): Promise<boolean> {
  const { signal } = new AbortController();
  const first = (prefix: string) =>
    port.listPage({ bucket, prefix, delimiter: null, token: null, limit: 1, signal }).then(({ keys }) => keys);
  const [object, below] = await Promise.all([first(key), first(`${key}/`)]);
  // What comes first with a longer key is another object.
  return below.count > 0 || (object.count > 0 && textAt(object, 0) === key);
}

function planOf(
  locations: Locations,
  listing: Listing,
  picked: Picked,
  { kind, locationId, folder, onConflict }: CopyWish,
  renaming: Renaming | null,
): PlannedCopy {
  const { folders, objects, firstName } = picked;
  const from = listing.source;
  for (const action of SOURCE_ACTIONS[kind]) locations.allowing(from.locationId, action);
  const place = placeIn(locations.get(from.locationId));
  const source: CopySource = { locationId: from.locationId, folder: from.folder, place };
  const target = { ...whereaboutsOf(locations.allowing(locationId, ACTION_OF[kind])), folder };
  folderPrefix(target.place, folder);
  checkCopyTarget({ kind, source, target, folders, firstName, renaming });
  const requested = folders.length + objects.length;
  const request = { kind, source, folders, renaming };
  return { about: { ...target, firstName, requested, onConflict, request }, objects };
}
