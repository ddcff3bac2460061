import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { archiveObjects, BUCKETS, type Owners, PLACES, sampleObjects } from './objects.ts';
import { ODD_NAMES } from './odd-names.ts';
import { SeededBytes } from './random.ts';

export { BUCKETS, type Owners } from './objects.ts';
export { ODD_NAMES } from './odd-names.ts';

const MIB = 1024 * 1024;
const SMALLEST_PART = 5 * MIB;
const CONCURRENT_OBJECTS = 24;
const CONCURRENT_PARTS = 3;

/** What was stored, and where the special cases are. */
export interface SeedSummary {
  readonly objects: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** Objects in each bucket. */
  readonly perBucket: Readonly<Record<string, number>>;
  /** Uploaded in parts, of incompressible bytes. */
  readonly large: { readonly bucket: string; readonly key: string; readonly size: number };
  /** A folder of many tiny objects. */
  readonly many: { readonly bucket: string; readonly prefix: string; readonly count: number };
  readonly oddNames: { readonly bucket: string; readonly prefix: string; readonly names: readonly string[] };
  /** A folder that is nothing but its marker, an object of 0 bytes. */
  readonly emptyFolder: { readonly bucket: string; readonly prefix: string };
  readonly emptyFile: { readonly bucket: string; readonly key: string };
  /** Nine folders down. */
  readonly deepFolder: { readonly bucket: string; readonly prefix: string };
}

export interface SeedOptions {
  /** With admin keys. */
  readonly s3: S3Client;
  readonly owners: Owners;
  /** Size of the one large object, in bytes. Default 300 MB (300,000,000). */
  readonly largeBytes?: number;
  /** Objects in the archive folder. Default 1200, which is two pages of a listing. */
  readonly manyCount?: number;
}

/** Makes the four buckets, empty. Throws what S3 answers when one cannot be made. */
export async function createSampleBuckets(s3: S3Client): Promise<void> {
  await Promise.all(Object.values(BUCKETS).map((Bucket) => s3.send(new CreateBucketCommand({ Bucket }))));
}

/**
 * Fills the four buckets: the same objects with the same bytes in every run.
 * Throws what S3 answers when something cannot be stored.
 */
export async function seedSampleData(options: SeedOptions): Promise<SeedSummary> {
  const { s3, owners, largeBytes = 300_000_000, manyCount = 1200 } = options;
  const start = performance.now();
  const home = `${owners.ana}/`;
  const bucket = BUCKETS.homes;
  const large = { bucket, key: home + PLACES.large, size: largeBytes };
  const objects = [...sampleObjects(owners), ...archiveObjects(owners, manyCount)];
  await Promise.all([
    uploadInParts(s3, large),
    inParallel(CONCURRENT_OBJECTS, objects, async ({ bucket: Bucket, key: Key, contentType: ContentType, body }) => {
      await s3.send(new PutObjectCommand({ Bucket, Key, ContentType, Body: body }));
    }),
  ]);

  const stored = [...objects.map((object) => ({ bucket: object.bucket, size: object.body.length })), large];
  const perBucket = Object.values(BUCKETS).map((name) => [name, stored.filter((one) => one.bucket === name).length]);
  return {
    objects: stored.length,
    bytes: stored.reduce((sum, { size }) => sum + size, 0),
    milliseconds: Math.round(performance.now() - start),
    perBucket: Object.fromEntries(perBucket),
    large,
    many: { bucket, prefix: home + PLACES.many, count: manyCount },
    oddNames: { bucket, prefix: home + PLACES.oddNames, names: ODD_NAMES },
    emptyFolder: { bucket, prefix: home + PLACES.emptyFolder },
    emptyFile: { bucket, key: home + PLACES.emptyFile },
    deepFolder: { bucket, prefix: home + PLACES.deepFolder },
  };
}

async function uploadInParts(s3: S3Client, target: { bucket: string; key: string; size: number }): Promise<void> {
  const where = { Bucket: target.bucket, Key: target.key };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...where, ContentType: 'application/octet-stream' }),
  );
  // Small uploads get small parts, so that they have more than one as well.
  const partBytes = target.size < 64 * MIB ? SMALLEST_PART : 16 * MIB;
  const count = Math.max(1, Math.ceil(target.size / partBytes));
  const content = new SeededBytes(target.key);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  // The bytes of a part are made when its turn comes, and turns come in order.
  await inParallel(CONCURRENT_PARTS, numbers, async (PartNumber) => {
    const Body = content.next(Math.min(partBytes, target.size - (PartNumber - 1) * partBytes));
    const { ETag } = await s3.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }));
    parts[PartNumber - 1] = { PartNumber, ETag };
  });
  await s3.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts: parts } }));
}

/** Runs `work` on every item, in order of start, at most `width` at once; the first failure ends it. */
async function inParallel<Item>(width: number, items: readonly Item[], work: (item: Item) => Promise<void>) {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
