/** Keys that are cut to their location: what the store lets them do, asked with Pail left out. The role itself may do more. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { UserPool } from '../support/cognito/user-pool.ts';
import { httpStatus, plainS3 } from '../support/plain-clients.ts';
import { KeysOfMain, poolWithRoles } from './keys-fixture.ts';

const world = inject('world');
const Bucket = 'teams';

let pool: UserPool;
let main: KeysOfMain;
let own: string;
let others: string;
const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
const clients = new Map<string, S3Client>();

beforeAll(async () => {
  const made = await poolWithRoles(world.rgw);
  pool = made.pool;
  [own = '', others = ''] = made.groups;
  const source = {
    kind: 'webIdentity',
    roleArn: made.arnOf(own),
    stsEndpoint: world.rgw.endpoint,
  };
  const place = (label: string, folder: string, credentials: string, actions?: string[]) => ({
    label,
    bucket: Bucket,
    prefix: `${own}/${folder}`,
    credentials,
    ...(actions && { actions }),
  });
  main = await KeysOfMain.start(pool, {
    storage: { region: 'us-east-1', endpoint: world.rgw.endpoint },
    credentials: [
      { id: 'whole', ...source },
      { id: 'cut', ...source, sessionPolicy: 'location' },
    ],
    locations: [
      place('Whole', '', 'whole'),
      place('Inner', 'inner/', 'cut'),
      place('Reader', 'inner/', 'cut', ['list', 'read']),
      place('Pattern', '*/', 'cut'),
      { label: 'Foreign', bucket: Bucket, prefix: `${made.groups[1]}/`, credentials: 'cut' },
    ],
  });
  await main.signIn();
  for (const label of ['Whole', 'Inner', 'Reader', 'Foreign']) {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = await main.keys(label);
    clients.set(label, plainS3(world.rgw.endpoint, { accessKeyId, secretAccessKey, sessionToken }));
  }
  for (const folder of [`${own}/inner`, `${own}/outer`, others]) {
    await admin.send(new PutObjectCommand({ Bucket, Key: `${folder}/planted`, Body: 'planted' }));
  }
});
afterAll(async () => {
  for (const Prefix of [`${own}/`, `${others}/`]) {
    const { Contents = [] } = await admin.send(new ListObjectsV2Command({ Bucket, Prefix }));
    for (const { Key } of Contents) await admin.send(new DeleteObjectCommand({ Bucket, Key }));
  }
  for (const client of [admin, ...clients.values()]) client.destroy();
  await main.remove();
  await pool.stop();
});

/** The statuses of listing, reading, writing and deleting in a folder of the bucket. */
async function rights(label: string, folder: string): Promise<(number | undefined)[]> {
  const s3 = clients.get(label) as S3Client;
  const at = (name: string) => ({ Bucket, Key: `${folder}/${name}` });
  return [
    await httpStatus(s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${folder}/` }))),
    await httpStatus(s3.send(new GetObjectCommand(at('planted')))),
    await httpStatus(s3.send(new PutObjectCommand({ ...at('written'), Body: label }))),
    await httpStatus(s3.send(new DeleteObjectCommand(at('written')))),
  ];
}

test('the role may do all in both folders', async () => {
  expect(await rights('Whole', `${own}/inner`)).toEqual([200, 200, 200, 204]);
  expect(await rights('Whole', `${own}/outer`)).toEqual([200, 200, 200, 204]);
});

test('keys for one folder may do all there, and nothing in the one beside it', async () => {
  expect(await rights('Inner', `${own}/inner`)).toEqual([200, 200, 200, 204]);
  expect(await rights('Inner', `${own}/outer`)).toEqual([403, 403, 403, 403]);
});

test('keys for reading may neither write nor delete', async () => {
  expect(await rights('Reader', `${own}/inner`)).toEqual([200, 200, 403, 403]);
});

test('a policy widens nothing: what the role does not allow stays denied', async () => {
  expect(await rights('Foreign', others)).toEqual([403, 403, 403, 403]);
});

test('each location and kind of rights has keys of its own', () => {
  expect(new Set(['Whole', 'Inner', 'Reader', 'Pattern'].map((label) => main.idOf(label))).size).toBe(4);
});

test('a folder that a policy would take for a pattern has no keys, rather than those of all folders', async () => {
  expect(await main.refusal('Pattern')).toBe('session-policy-unsuited');
});
