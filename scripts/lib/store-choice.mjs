import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {'ceph' | 'emulator'} StoreChoice */

/** @type {readonly StoreChoice[]} */
export const STORES = ['ceph', 'emulator'];

/**
 * The store of the demo and of the tests: Ceph wherever it can be had, which is where there is apt to install it or it is there already;
 * elsewhere an emulator. `PAIL_STORE` says otherwise.
 *
 * @param {string | undefined} [asked] one of {@link STORES}; what is usual when left out
 * @returns {StoreChoice}
 */
export function storeChoice(asked = process.env['PAIL_STORE']) {
  if (asked === undefined || asked === '') return canHaveCeph() ? 'ceph' : 'emulator';
  const choice = STORES.find((one) => one === asked);
  if (choice === undefined) throw new Error(`There is no store '${asked}': it is one of ${STORES.join(', ')}.`);
  return choice;
}

function canHaveCeph() {
  if (process.platform !== 'linux') return false;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return existsSync('/usr/bin/apt-get') || folders.some((folder) => existsSync(join(folder, 'radosgw')));
}

/** What is missing with the emulator, for whoever looks at the demo. */
export const MISSING_WITHOUT_CEPH = [
  'There is no Ceph here: a small store of Pail’s own stands in, in memory and on this computer only. With it',
  '- there are no roles: everybody has the same keys, and what is not yours is only not shown. With Ceph the store refuses it;',
  '- there is no STS, no bucket policy, no version, no encryption; and what you upload is gone when the demo ends.',
].join('\n');
