import type { StorageCredentials } from '../protocol.ts';
import { refusesAccess, refusesKeys } from './errors.ts';
import type { StorageKeys } from './keys.ts';

/** Does work that needs keys. Where the store refuses these, they are replaced and the work is done again, once. */
export async function withFreshKeys<T>(keys: StorageKeys, work: (used: StorageCredentials) => Promise<T>): Promise<T> {
  const used = await keys.get();
  try {
    return await work(used);
  } catch (error) {
    const refused = refusesKeys(error) || (refusesAccess(error) && keys.ended(used));
    if (!refused) throw error;
    return work(await keys.replace(used));
  }
}
