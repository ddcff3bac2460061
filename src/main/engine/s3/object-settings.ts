/** The headers by which the settings of a location reach the store, whichever adapter sends them. */
import { createHash } from 'node:crypto';
import type { ObjectEncryption, ObjectSettings, StorageSettings } from '../protocol.ts';

/**
 * What a request does to an object, as far as settings matter: `create` makes one or begins to, `content` moves what is in one
 * (a part of an upload and its end, too), `other` is all the rest.
 */
export type ObjectDeed = 'create' | 'content' | 'other';

type Headers = Readonly<Record<string, string>>;

const NONE: Headers = {};

/** The headers for each deed, made once. */
export class SettingHeaders {
  readonly #create: Headers;
  readonly #content: Headers;
  readonly #other: Headers;
  /** What a copy bears besides, for its source. */
  readonly source: Headers;

  constructor(settings: ObjectSettings = {}) {
    const { requesterPays, encryption, storageClass, acl } = settings;
    this.#other = requesterPays ? { 'x-amz-request-payer': 'requester' } : NONE;
    const key = encryption?.kind === 'customer' ? keyHeaders('x-amz-server-side-encryption', encryption.key) : NONE;
    this.#content = { ...this.#other, ...key };
    this.#create = {
      ...this.#content,
      ...(encryption && serverSide(encryption)),
      ...(storageClass !== undefined && { 'x-amz-storage-class': storageClass }),
      ...(acl !== undefined && { 'x-amz-acl': acl }),
    };
    this.source =
      encryption?.kind === 'customer' ? keyHeaders('x-amz-copy-source-server-side-encryption', encryption.key) : NONE;
  }

  of(deed: ObjectDeed): Headers {
    switch (deed) {
      case 'create':
        return this.#create;
      case 'content':
        return this.#content;
      case 'other':
        return this.#other;
    }
  }
}

/** See `S3Port.copiesByItself`. */
export function copiesByItself({ objects }: StorageSettings): boolean {
  return objects?.encryption?.kind !== 'customer';
}

/** See `S3Port.madeWith`. */
export function madeWith({ objects }: StorageSettings): string {
  const { encryption, storageClass, acl } = objects ?? {};
  if (!encryption && storageClass === undefined && acl === undefined) return '';
  const all = JSON.stringify([encryption, storageClass, acl]);
  return createHash('sha256').update(all).digest('base64url').slice(0, 22);
}

function serverSide(encryption: ObjectEncryption): Headers {
  switch (encryption.kind) {
    case 's3':
      return { 'x-amz-server-side-encryption': 'AES256' };
    case 'kms': {
      const { keyId } = encryption;
      return {
        'x-amz-server-side-encryption': 'aws:kms',
        ...(keyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
      };
    }
    case 'customer':
      return NONE;
  }
}

/** A key and its MD5, by which the store sees that it came whole (Amazon S3 User Guide, "Using SSE-C"). */
function keyHeaders(name: string, key: string): Headers {
  return {
    [`${name}-customer-algorithm`]: 'AES256',
    [`${name}-customer-key`]: key,
    [`${name}-customer-key-md5`]: createHash('md5').update(Buffer.from(key, 'base64')).digest('base64'),
  };
}
