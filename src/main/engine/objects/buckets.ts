import { PailError } from '../../../shared/errors.ts';
import type { BucketListGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';

/** So long a store may take for a bucket as a whole, in ms. */
const BUCKET_MS = 60_000;

const within = (): AbortSignal => AbortSignal.timeout(BUCKET_MS);

/** The lists of buckets that main minted, and what may be done in them. */
export class BucketLists {
  #grants = new Map<string, BucketListGrant>();

  replace(grants: readonly BucketListGrant[]): void {
    this.#grants = new Map(grants.map((grant) => [grant.id, grant]));
  }

  all(): BucketListGrant[] {
    return [...this.#grants.values()];
  }

  /** The grant, if it allows the deed. Throws `not-found` and `action-not-allowed`. */
  allowing(listId: string, deed: 'list' | 'create' | 'delete'): BucketListGrant {
    const grant = this.#grants.get(listId);
    if (!grant) throw new PailError('not-found', { subject: 'The location' });
    const allowed = deed === 'list' || (deed === 'create' ? grant.mayCreate : grant.mayDelete);
    if (!allowed) throw new PailError('action-not-allowed', { subject: grant.label });
    return grant;
  }
}

/** All buckets of a list, in the order of their names. */
export function listBuckets(port: S3Port) {
  return port.listBuckets({ signal: within() });
}

export function createBucket(port: S3Port, bucket: string): Promise<void> {
  return port.createBucket({ bucket, signal: within() });
}

export function deleteBucket(port: S3Port, bucket: string): Promise<void> {
  return port.deleteBucket({ bucket, signal: within() });
}
