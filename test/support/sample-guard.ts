/** Tests of one world look for the same sample data: each of them leaves it as it was. */
import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { BUCKETS } from './sample-data/seed.ts';

/** The sample data as it was at one time. */
export interface SampleGuard {
  /** Removes what was added since, and answers what is gone or has other content, as `bucket/key`: that must not happen. */
  tidy(): Promise<string[]>;
}

/** Remembers what the sample buckets hold now. The caller destroys the client, which needs the administrator's keys. */
export async function guardSamples(s3: S3Client): Promise<SampleGuard> {
  const before = await contents(s3);
  return {
    async tidy() {
      const now = await contents(s3);
      const added = [...now].filter(([name]) => !before.has(name));
      await Promise.all(added.map(([, { Bucket, Key }]) => s3.send(new DeleteObjectCommand({ Bucket, Key }))));
      return [...before].filter(([name, { etag }]) => now.get(name)?.etag !== etag).map(([name]) => name);
    },
  };
}

interface Stored {
  readonly Bucket: string;
  readonly Key: string;
  readonly etag: string | undefined;
}

async function contents(s3: S3Client): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>();
  const list = async (Bucket: string): Promise<void> => {
    // Encoded: some names hold what XML cannot.
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, EncodingType: 'url' })) {
      for (const { Key: encoded = '', ETag: etag } of Contents) {
        const Key = decodeURIComponent(encoded.replaceAll('+', ' '));
        found.set(`${Bucket}/${Key}`, { Bucket, Key, etag });
      }
    }
  };
  await Promise.all(Object.values(BUCKETS).map(list));
  return found;
}
