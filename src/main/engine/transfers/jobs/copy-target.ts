import { PailError } from '../../../../shared/errors.ts';
import { folderPrefix, isSameBucket, type Place } from '../../locations.ts';

/** A folder of a location, wherever that pointed to when it was chosen. JSON. */
export interface CopySource {
  readonly locationId: string;
  readonly place: Place;
  readonly folder: string;
}

/** The new name of the one thing that is renamed, both without a trailing `/`. JSON. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** A copy or move that was asked for. */
export interface CopyPlan {
  readonly kind: 'copy' | 'move';
  readonly source: CopySource;
  readonly target: CopySource;
  /** The selected folders, without the trailing `/`. */
  readonly folders: readonly string[];
  readonly firstName: string;
  readonly renaming: Renaming | null;
}

/** Throws `target-invalid` for what would go onto itself or into itself. */
export function checkCopyTarget({ kind, source, target, folders, firstName, renaming }: CopyPlan): void {
  if (!isSameBucket(source.place, target.place)) return;
  const [from, to] = [source, target].map(({ place, folder }) => folderPrefix(place, folder)) as [string, string];
  if (renaming && renaming.from === renaming.to) throw refused(firstName, 'that is its name already');
  const around = folders.find((folder) => to.startsWith(`${from}${folder}/`));
  if (around !== undefined) throw refused(around, 'the target is inside it');
  // A copy to where the original is gets another name.
  if (kind === 'move' && from === to && !renaming) throw refused(firstName, 'it is there already');
}

function refused(subject: string, reason: string): PailError {
  return new PailError('target-invalid', { subject, reason });
}

/** The name that something is given at the target: both relative to the folders that are copied from and to. */
export function renamed(name: string, renaming: Renaming | null): string {
  if (!renaming) return name;
  return renaming.to + name.slice(renaming.from.length);
}
