import type { StorageCredentials } from '../protocol.ts';
import { isWordless, refusesAccess, refusesKeys } from './errors.ts';
import type { StorageKeys } from './keys.ts';

/**
 * Does work that needs keys. Where the store refuses these, they are replaced and the work is done again: once, or again where
 * the new ones have worked for somebody and came to their end before it was this work's turn.
 */
export async function withFreshKeys<T>(keys: StorageKeys, work: (used: StorageCredentials) => Promise<T>): Promise<T> {
  let used = await keys.get();
  for (let isFirst = true; ; isFirst = false) {
    try {
      const result = await work(used);
      keys.worked(used);
      return result;
    } catch (error) {
      const isAboutKeys = refusesKeys(error) || (refusesAccess(error) && keys.mayHaveEnded(used));
      const mayHelp = isAboutKeys && (isFirst || keys.haveWorked(used));
      // Also where it is not: the next such refusal is no reason to suspect these keys.
      const isSuspect = isWordless(error) && keys.suspect(used);
      if (!mayHelp && !(isSuspect && isFirst)) throw error;
      used = await keys.replace(used);
    }
  }
}
