import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { plainS3 } from '../support/plain-clients.ts';
import { sampleObjects } from '../support/sample-data/objects.ts';

const { rgw, seed, users } = inject('world');
const s3 = plainS3(rgw.endpoint, rgw.admin);
const owners = { ana: users.ana.sub, ben: users.ben.sub, cleo: users.cleo.sub };

describe('the sample data', () => {
  it('is the same each time it is made', () => {
    const [first, second] = [sampleObjects(owners), sampleObjects(owners)];
    expect(first.length).toBeGreaterThan(250);
    expect(new Set(first.map(({ bucket, key }) => `${bucket}/${key}`)).size).toBe(first.length);
    expect(second.map(({ body }) => body.toString('base64'))).toEqual(first.map(({ body }) => body.toString('base64')));
  });

  it('has a folder that takes more than one page', async () => {
    const { bucket: Bucket, prefix: Prefix, count } = seed.many;
    const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    expect(first).toMatchObject({ KeyCount: 1000, IsTruncated: true });
    const ContinuationToken = first.NextContinuationToken;
    const second = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    expect(second).toMatchObject({ KeyCount: count - 1000, IsTruncated: false });
  });

  it('has every odd name, letter by letter', async () => {
    const { bucket: Bucket, prefix: Prefix, names } = seed.oddNames;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, EncodingType: 'url' }));
    const listed = Contents.map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', ' ')).slice(Prefix.length));
    expect(listed.sort()).toEqual([...names].sort());
    for (const name of names) {
      const object = await s3.send(new GetObjectCommand({ Bucket, Key: Prefix + name }));
      expect(await object.Body?.transformToString()).toBe(`The name of this file is\n${name}\n`);
    }
  });

  it('has one object of several parts, and empty ones', async () => {
    const head = async ({ bucket: Bucket, key: Key }: { bucket: string; key: string }) =>
      s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(await head(seed.large)).toMatchObject({
      ContentLength: seed.large.size,
      ETag: expect.stringMatching(/-2"$/),
    });
    expect(await head(seed.emptyFile)).toMatchObject({ ContentLength: 0 });
    expect(await head({ ...seed.emptyFolder, key: seed.emptyFolder.prefix })).toMatchObject({ ContentLength: 0 });
  });
});
