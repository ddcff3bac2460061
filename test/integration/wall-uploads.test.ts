/** The wall around what is copied, tagged and not finished: what the storage server lets a role do, with Pail left out. */
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { assumeRole, httpStatus, plainS3 } from '../support/plain-clients.ts';

const world = inject('world');
const { ana } = world.users;
const { home, team } = world.prefixes;

const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
let anasToken: string;
beforeAll(async () => {
  const client = { ...world, redirectUri: world.loopbackRedirectUri };
  anasToken = (await signInThroughPool(client, ana)).idToken;
});
afterAll(() => admin.destroy());

describe.each([
  { who: 'Ana at home', role: `home-${ana.sub}`, Bucket: 'homes', own: home.ana, others: home.ben },
  { who: 'Ana in team-a', role: 'team-a', Bucket: 'teams', own: team.a, others: team.decoy },
])('$who, in $own of $Bucket and not in $others', ({ role, Bucket, own, others }) => {
  let s3: S3Client;
  const PLANTED = 'wall-uploads/planted';
  const uploadKey = (prefix: string) => `${prefix}wall-uploads/begun`;
  const uploads = new Map<string, string>();
  beforeAll(async () => {
    s3 = plainS3(world.rgw.endpoint, await assumeRole(world.stsEndpoint, role, anasToken));
    for (const prefix of [own, others]) {
      await admin.send(new PutObjectCommand({ Bucket, Key: prefix + PLANTED, Body: 'planted', Tagging: 'a=b' }));
    }
  });
  afterEach(async () => {
    const { Uploads = [] } = await admin.send(new ListMultipartUploadsCommand({ Bucket }));
    for (const { Key, UploadId } of Uploads.filter(({ Key = '' }) => [own, others].some((p) => uploadKey(p) === Key))) {
      await admin.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
    uploads.clear();
  });
  afterAll(async () => {
    for (const prefix of [own, others]) {
      await admin.send(new DeleteObjectCommand({ Bucket, Key: prefix + PLANTED }));
    }
    s3.destroy();
  });

  /** An upload that the admin has begun, so that only its place decides. */
  async function begun(prefix: string): Promise<{ Bucket: string; Key: string; UploadId: string }> {
    const Key = uploadKey(prefix);
    const { UploadId = '' } = await admin.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    return { Bucket, Key, UploadId };
  }
  const statusAt = async (prefix: string, ask: (prefix: string) => Promise<unknown>) => httpStatus(ask(prefix));

  it.each<[string, number, (prefix: string) => Promise<unknown>]>([
    ['see the tags', 200, (prefix) => s3.send(new GetObjectTaggingCommand({ Bucket, Key: prefix + PLANTED }))],
    [
      'change the tags',
      200,
      (prefix) => {
        const Tagging = { TagSet: [{ Key: 'a', Value: 'c' }] };
        return s3.send(new PutObjectTaggingCommand({ Bucket, Key: prefix + PLANTED, Tagging }));
      },
    ],
    ['see the parts of an upload', 200, async (prefix) => s3.send(new ListPartsCommand(await begun(prefix)))],
    ['abort an upload', 204, async (prefix) => s3.send(new AbortMultipartUploadCommand(await begun(prefix)))],
  ])('%s', async (_what, status, ask) => {
    expect(await statusAt(own, ask)).toBe(status);
    expect(await statusAt(others, ask)).toBe(403);
  });

  it('copies no parts, though Ceph lets the administrator', async () => {
    const CopySource = `${Bucket}/${own}${PLANTED}`;
    const part = { ...(await begun(own)), PartNumber: 1, CopySource };
    expect(await httpStatus(admin.send(new UploadPartCopyCommand(part)))).toBe(200);
    expect(await httpStatus(s3.send(new UploadPartCopyCommand(part)))).toBe(403);
  });

  it('nobody lists the uploads of others, nor of his own', async () => {
    await begun(own);
    for (const Prefix of [own, others, undefined]) {
      expect(await httpStatus(admin.send(new ListMultipartUploadsCommand({ Bucket, Prefix })))).toBe(200);
      expect(await httpStatus(s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix })))).toBe(403);
    }
  });
});
