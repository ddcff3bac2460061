import { checkAddressable } from './address.ts';
import { encodeKey, encodeUri } from './endpoint.ts';
import type { ObjectAddress } from './port.ts';

/**
 * The value of `x-amz-copy-source`. Stores decode it as they do a path, once; the client library sends it as it gets it.
 * Throws `name-invalid` for a key that no request can name.
 */
export function copySource({ bucket, key }: ObjectAddress): string {
  checkAddressable(key);
  return `${encodeUri(bucket)}/${encodeKey(key)}`;
}
