/**
 * The wall, with Pail left out: what the storage server itself lets each person do, whatever an app asks of it.
 * Every refusal stands beside a twin that passes and differs in one thing, so that it is refused for that thing.
 */
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { assumeRole, httpStatus, plainS3 } from '../support/plain-clients.ts';

const world = inject('world');
const { ana } = world.users;
const { home, team } = world.prefixes;
const PLANTED = 'wall/planted.txt';
const NEW = 'wall/new.txt';

async function expectWall(allowed: () => Promise<unknown>, refused: () => Promise<unknown>): Promise<void> {
  await expect(allowed()).resolves.toBeDefined();
  expect(await httpStatus(refused())).toBe(403);
}

type Operation = (s3: S3Client, Bucket: string, prefix: string) => Promise<unknown>;

const READS: Record<string, Operation> = {
  list: (s3, Bucket, Prefix) => s3.send(new ListObjectsV2Command({ Bucket, Prefix })),
  'list folders': (s3, Bucket, Prefix) => s3.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' })),
  head: (s3, Bucket, prefix) => s3.send(new HeadObjectCommand({ Bucket, Key: prefix + PLANTED })),
  get: (s3, Bucket, prefix) => s3.send(new GetObjectCommand({ Bucket, Key: prefix + PLANTED })),
};
const WRITES: Record<string, Operation> = {
  put: (s3, Bucket, prefix) => s3.send(new PutObjectCommand({ Bucket, Key: prefix + NEW, Body: 'new' })),
  overwrite: (s3, Bucket, prefix) => s3.send(new PutObjectCommand({ Bucket, Key: prefix + PLANTED, Body: 'new' })),
  'multipart upload': (s3, Bucket, prefix) =>
    s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `${prefix}wall/parts.bin` })),
  delete: (s3, Bucket, prefix) => s3.send(new DeleteObjectCommand({ Bucket, Key: prefix + PLANTED })),
};

const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
let anasToken: string;

async function as(role: string): Promise<S3Client> {
  return plainS3(world.rgw.endpoint, await assumeRole(world.stsEndpoint, role, anasToken));
}

async function plant(Bucket: string, prefix: string): Promise<void> {
  await admin.send(new PutObjectCommand({ Bucket, Key: prefix + PLANTED, Body: 'planted' }));
}

const FOLDERS: [bucket: string, prefix: string][] = [
  ...Object.values(home).map((prefix): [string, string] => ['homes', prefix]),
  ...Object.values(team).map((prefix): [string, string] => ['teams', prefix]),
  ['finance', ''],
  ['public', ''],
];

beforeAll(async () => {
  const client = { ...world, redirectUri: world.loopbackRedirectUri };
  anasToken = (await signInThroughPool(client, ana)).idToken;
  await Promise.all(FOLDERS.map(([bucket, prefix]) => plant(bucket, prefix)));
});

afterAll(async () => {
  for (const [Bucket, prefix] of FOLDERS) {
    await admin.send(new DeleteObjectCommand({ Bucket, Key: prefix + PLANTED }));
    await admin.send(new DeleteObjectCommand({ Bucket, Key: prefix + NEW }));
    const { Uploads = [] } = await admin.send(new ListMultipartUploadsCommand({ Bucket, Prefix: `${prefix}wall/` }));
    for (const { Key, UploadId } of Uploads) {
      await admin.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
  }
});

describe.each([
  { who: 'Ana at home', role: `home-${ana.sub}`, bucket: 'homes', own: home.ana, others: home.ben },
  { who: 'Ana in team-a', role: 'team-a', bucket: 'teams', own: team.a, others: team.b },
  { who: 'Ana in team-a', role: 'team-a', bucket: 'teams', own: team.a, others: team.decoy },
])('$who may work in $own of $bucket, not in $others', ({ role, bucket, own, others }) => {
  let s3: S3Client;
  beforeAll(async () => {
    s3 = await as(role);
    await plant(bucket, own);
  });

  it.each(Object.entries({ ...READS, ...WRITES }))('%s', async (_name, operation) => {
    await expectWall(
      () => operation(s3, bucket, own),
      () => operation(s3, bucket, others),
    );
  });

  it('copy, from and to', async () => {
    await plant(bucket, own);
    const copy = (from: string, to: string) => {
      const Key = to + NEW;
      return s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/${from}${PLANTED}` }));
    };
    await expectWall(
      () => copy(own, own),
      () => copy(others, own),
    );
    await expectWall(
      () => copy(own, own),
      () => copy(own, others),
    );
  });

  it('list the folder, not what lies around it', async () => {
    const list = (Prefix?: string) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
    for (const around of [undefined, '', own.slice(0, -1), own.slice(0, 3)]) {
      await expectWall(
        () => list(own),
        () => list(around),
      );
    }
    expect(await httpStatus(s3.send(new ListBucketsCommand({})))).toBe(403);
    expect(await httpStatus(s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: own })))).toBe(403);
  });

  it('and nothing of the others is changed', async () => {
    const object = await admin.send(new GetObjectCommand({ Bucket: bucket, Key: others + PLANTED }));
    expect(await object.Body?.transformToString()).toBe('planted');
  });
});

describe('the finance bucket is read-only for Ana', () => {
  let s3: S3Client;
  beforeAll(async () => {
    s3 = await as('finance');
  });

  it.each(Object.entries(READS))('%s, and not in another bucket', async (_name, operation) => {
    await expectWall(
      () => operation(s3, 'finance', ''),
      () => operation(s3, 'homes', home.ana),
    );
  });

  it.each(Object.entries(WRITES))('no %s', async (_name, operation) => {
    const mine = await as('team-a');
    await plant('teams', team.a);
    await expectWall(
      () => operation(mine, 'teams', team.a),
      () => operation(s3, 'finance', ''),
    );
  });
});

describe('the shared key reads the public bucket and can do nothing else', () => {
  const shared = plainS3(world.rgw.endpoint, world.shared);

  it.each(Object.entries(READS))('%s, and not elsewhere', async (_name, operation) => {
    for (const [bucket, prefix] of FOLDERS.filter(([name]) => name !== 'public')) {
      await expectWall(
        () => operation(shared, 'public', ''),
        () => operation(shared, bucket, prefix),
      );
    }
  });

  it.each(Object.entries(WRITES))('no %s', async (_name, operation) => {
    await plant('public', '');
    expect(await httpStatus(operation(shared, 'public', ''))).toBe(403);
    expect(await httpStatus(operation(shared, 'homes', home.ana))).toBe(403);
    await expect(operation(admin, 'public', '')).resolves.toBeDefined();
  });

  it('no bucket of its own, and no list of all', async () => {
    expect(await httpStatus(shared.send(new CreateBucketCommand({ Bucket: 'of-my-own' })))).toBe(403);
    const { Buckets } = await shared.send(new ListBucketsCommand({}));
    expect(Buckets ?? []).toEqual([]);
  });

  it('nothing with a wrong secret', async () => {
    const wrong = plainS3(world.rgw.endpoint, { ...world.shared, secretAccessKey: 'x'.repeat(40) });
    const list = (s3: S3Client) => s3.send(new ListObjectsV2Command({ Bucket: 'public' }));
    await expectWall(
      () => list(shared),
      () => list(wrong),
    );
  });
});
