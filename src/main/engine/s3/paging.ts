import { PailError } from '../../../shared/errors.ts';
import { shownName } from './errors.ts';
import type { ListRequest } from './port.ts';

/** Throws `storage-refused` where a page says to go on where it began: nobody would ever come to the end. */
export function checkProgress(nextToken: string | null, { bucket, prefix, token }: ListRequest): void {
  if (nextToken === null || nextToken !== token) return;
  const reason = 'it says that there is more, and where to get it is where this came from';
  throw new PailError('storage-refused', { subject: shownName(prefix) || bucket, reason });
}
