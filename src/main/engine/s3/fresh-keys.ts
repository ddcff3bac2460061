import type { StorageCredentials } from '../protocol.ts';
import { isWordless, refusesAccess, refusesKeys } from './errors.ts';
import type { StorageKeys } from './keys.ts';

/** The keys of one piece of work: those that it was signed with last. */
export interface Lease {
  keys: StorageCredentials;
}

/**
 * Does work that needs keys. Where the store refuses these, they are replaced and the work is done again: once, or again where
 * the new ones have worked for somebody and came to their end before it was this work's turn. A refusal that only may be about them
 * is told as it is where there are no others.
 */
export async function withFreshKeys<T>(keys: StorageKeys, work: (lease: Lease) => Promise<T>): Promise<T> {
  const lease: Lease = { keys: await keys.get() };
  for (let isFirst = true; ; isFirst = false) {
    try {
      const result = await work(lease);
      keys.worked(lease.keys);
      return result;
    } catch (error) {
      const used = lease.keys;
      const isAboutKeys = refusesKeys(error) || (refusesAccess(error) && keys.mayHaveEnded(used));
      const mayHelp = isAboutKeys && (isFirst || keys.haveWorked(used));
      // Also where it is not: the next such refusal is no reason to suspect these keys.
      const isSuspect = isWordless(error) && keys.suspect(used);
      if (!mayHelp && !(isSuspect && isFirst)) throw error;
      const others = mayHelp ? await keys.replace(used) : await keys.insteadOf(used);
      if (!others) throw error;
      lease.keys = others;
    }
  }
}
