import type { Picked } from '../../listings/select.ts';
import { localSegment } from '../local/local-names.ts';

/**
 * A file name for an archive of what is selected: the name of the one thing, else that of the folder that it is in, which at the top
 * of a location is the location's. Harmless on every OS.
 */
export function zipName({ folders, objects, firstName }: Picked, folder: string, location: string): string {
  const isOne = folders.length + objects.length === 1;
  // In a flat view a name is a path.
  const segments = (isOne ? firstName : folder).split('/').filter((segment) => segment !== '');
  return localSegment(`${segments.at(-1) ?? location}.zip`);
}
