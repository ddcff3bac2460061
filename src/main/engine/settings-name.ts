import { createHash } from 'node:crypto';
import type { StorageSettings } from './protocol.ts';

/**
 * Names settings by what `partsOf` takes of them (JSON): equal for equal parts, short, and made once for each object, since certificates are
 * long and a thousand locations may refer to the same settings.
 */
export function namedBy(partsOf: (storage: StorageSettings) => unknown): (storage: StorageSettings) => string {
  const names = new WeakMap<StorageSettings, string>();
  return (storage) => {
    const known = names.get(storage);
    if (known !== undefined) return known;
    const made = createHash('sha256')
      .update(JSON.stringify(partsOf(storage)))
      .digest('base64url');
    names.set(storage, made);
    return made;
  };
}
