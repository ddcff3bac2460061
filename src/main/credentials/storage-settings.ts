import type { Storage } from '../../shared/model/profile/storage.ts';
import type { ObjectEncryption, ObjectSettings, StorageSettings } from '../engine/protocol.ts';

/** Names of buckets that can be accelerated: labels of a host name (Amazon S3 User Guide, "Transfer Acceleration"). */
const ACCELERATED = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * What the engine needs to know of the storage of a location in a bucket. `encryptionKey`: the profile's key of the customer; `null`
 * for a location that wants one, where it is missing: without it objects would be written that the others cannot read.
 */
export function storageSettings(
  storage: Storage,
  bucket: string,
  encryptionKey: string | null,
): StorageSettings | null {
  const { region, endpoint, pathStyle, dualStack, certificateAuthorities, requestsAtOnce, timeouts } = storage;
  if (storage.encryption?.kind === 'customer' && encryptionKey === null) return null;
  const objects = objectSettings(storage, encryptionKey);
  // Another one has no address there: it is reached as usual.
  const acceleration = storage.acceleration === true && ACCELERATED.test(bucket);
  // "No" is the administrator's word, and "yes" and nothing said are told apart by `pathStyle` alone.
  const quirks = { ...(pathStyle === false && { pathStyle }), ...storage.quirks };
  return {
    region,
    pathStyle: pathStyle ?? false,
    ...(endpoint !== undefined && { endpoint }),
    ...(dualStack !== undefined && { dualStack }),
    ...(acceleration && { acceleration }),
    ...(certificateAuthorities !== undefined && { certificateAuthorities }),
    ...(requestsAtOnce !== undefined && { requestsAtOnce }),
    ...(timeouts?.connect !== undefined && { connectTimeout: timeouts.connect * 1000 }),
    ...(timeouts?.idle !== undefined && { idleTimeout: timeouts.idle * 1000 }),
    ...(Object.keys(objects).length > 0 && { objects }),
    ...(Object.keys(quirks).length > 0 && { quirks }),
  };
}

function objectSettings(
  { requesterPays, encryption, storageClass, acl }: Storage,
  encryptionKey: string | null,
): ObjectSettings {
  return {
    ...(requesterPays && { requesterPays }),
    ...(encryption && { encryption: objectEncryption(encryption, encryptionKey) }),
    ...(storageClass !== undefined && { storageClass }),
    ...(acl !== undefined && { acl }),
  };
}

function objectEncryption(encryption: NonNullable<Storage['encryption']>, key: string | null): ObjectEncryption {
  switch (encryption.kind) {
    case 's3':
      return { kind: 's3' };
    case 'kms':
      return { kind: 'kms', ...(encryption.keyId !== undefined && { keyId: encryption.keyId }) };
    case 'customer':
      return { kind: 'customer', key: key ?? '' };
  }
}

/**
 * Has equal settings be one object: a message to the engine has what is in one object once, however many locations refer to it, and
 * certificates may be hundreds of kilobytes.
 */
export function sharedSettings(): (settings: StorageSettings) => StorageSettings {
  const known = new Map<string, StorageSettings[]>();
  return (settings) => {
    const { certificateAuthorities, ...rest } = settings;
    const name = JSON.stringify(rest);
    const alike = known.get(name) ?? [];
    const same = alike.find((one) => one.certificateAuthorities === certificateAuthorities);
    if (same) return same;
    known.set(name, [...alike, settings]);
    return settings;
  };
}
