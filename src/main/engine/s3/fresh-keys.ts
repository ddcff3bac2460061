import type { StorageCredentials } from '../protocol.ts';
import { refusesAccess, refusesKeys } from './errors.ts';
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
      const refused = refusesKeys(error) || (refusesAccess(error) && keys.ended(used));
      if (!refused || !(isFirst || keys.haveWorked(used))) throw error;
      used = await keys.replace(used);
    }
  }
}
