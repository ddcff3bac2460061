import { PailError } from '../../../shared/errors.ts';
import type { ListPage } from '../s3/port.ts';

/**
 * Where to go on after a page that was asked for with `token`; `null` at the end. Throws `storage-refused` for a store that
 * sends us to where we are: its listing would never end.
 */
export function tokenAfter(page: ListPage, token: string | null, prefix: string): string | null {
  if (page.nextToken !== null && page.nextToken === token) {
    throw new PailError('storage-refused', { subject: prefix, reason: 'its listing goes in a circle' });
  }
  return page.nextToken;
}
