import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { ListedBucket, StorageSettings } from '../../protocol.ts';
import type { BucketRequest } from '../library-methods.ts';

/** Buckets of a page. Stores that know no pages answer all at once. */
const PAGE = 1000;
/** The region that must not be named when a bucket is made there. */
const UNNAMED_REGION = 'us-east-1';

/** All buckets that the keys may list, in the order of their names. */
export async function listBuckets(client: S3Client, signal: AbortSignal): Promise<readonly ListedBucket[]> {
  const found: ListedBucket[] = [];
  for (let token: string | undefined; ; ) {
    const command = new ListBucketsCommand({ MaxBuckets: PAGE, ...(token && { ContinuationToken: token }) });
    const answer = await client.send(command, { abortSignal: signal });
    for (const { Name, CreationDate, BucketRegion } of answer.Buckets ?? []) {
      if (Name) found.push({ name: Name, created: CreationDate?.getTime() ?? 0, region: BucketRegion ?? null });
    }
    const next = answer.ContinuationToken;
    if (!next) return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (next === token) {
      throw new PailError('storage-refused', { reason: 'its list of buckets goes on where it came from' });
    }
    token = next;
  }
}

/** Makes a bucket in the region of the settings. */
export async function createBucket(
  client: S3Client,
  { endpoint, region }: StorageSettings,
  { bucket, signal }: BucketRequest,
): Promise<void> {
  // Elsewhere a region is a name of the store's own making, and the request is at the right place already.
  const named = endpoint === undefined && region !== UNNAMED_REGION;
  const constraint = { LocationConstraint: region as BucketLocationConstraint };
  const command = new CreateBucketCommand({
    Bucket: bucket,
    ...(named && { CreateBucketConfiguration: constraint }),
  });
  await client.send(command, { abortSignal: signal });
}

/** Deletes a bucket, which must be empty. */
export async function deleteBucket(client: S3Client, { bucket, signal }: BucketRequest): Promise<void> {
  await client.send(new DeleteBucketCommand({ Bucket: bucket }), { abortSignal: signal });
}
