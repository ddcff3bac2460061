/** That the policies of `pail profile explain` enforce what the mapping shows: on the store itself, with Pail left out. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { evaluateMapping } from '../../src/main/mapping/evaluate.ts';
import { wallsOf } from '../../src/main/mapping/walls.ts';
import { profileSchema } from '../../src/shared/model/profile/profile.ts';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { assumeRole, httpStatus, plainS3 } from '../support/plain-clients.ts';

const world = inject('world');
const { ana, ben } = world.users;
const { home, team } = world.prefixes;
const KEY = 'explained.txt';

const role = (id: string, name: string): object => ({ id, kind: 'webIdentity', roleArn: `arn:aws:iam:::role/${name}` });
const profile = profileSchema.parse({
  ...world.profile,
  credentials: [
    role('home', 'explained-home-${claim:sub}'),
    role('group', 'explained-${item}'),
    role('stars', 'explained-stars-${claim:sub}'),
    { ...role('finance', 'explained-finance'), when: { claim: 'cognito:groups', has: 'finance' } },
  ],
  locations: [
    { label: 'Home', bucket: 'homes', prefix: '${claim:sub}/', credentials: 'home' },
    {
      label: '${item}',
      bucket: 'teams',
      prefix: '${item}/',
      forEach: { claim: 'cognito:groups', startsWith: 'team-' },
      credentials: 'group',
    },
    { label: 'Stars', bucket: 'teams', prefix: 'st*r/', credentials: 'stars' },
    { label: 'Finance', bucket: 'finance', credentials: 'finance', actions: ['list', 'read'] },
  ],
});

const iam = new IAMClient({ endpoint: world.rgw.endpoint, region: world.rgw.region, credentials: world.rgw.admin });
const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
const roles: string[] = [];
const tokens = { ana: '', ben: '' };

beforeAll(async () => {
  const client = { ...world, redirectUri: world.loopbackRedirectUri };
  const { idToken, claims } = await signInThroughPool(client, ana);
  tokens.ana = idToken;
  tokens.ben = (await signInThroughPool(client, ben)).idToken;
  for (const wall of wallsOf(profile, claims, evaluateMapping('a', profile, claims)).walls) {
    const RoleName = (wall.roleArn ?? '').slice('arn:aws:iam:::role/'.length);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(wall.trust) }));
    roles.push(RoleName);
    const PolicyDocument = JSON.stringify(wall.permission);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'access', PolicyDocument }));
  }
});

afterAll(async () => {
  for (const RoleName of roles) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'access' }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  }
  for (const [Bucket, prefix] of [
    ['homes', home.ana],
    ['teams', team.a],
  ] as const) {
    await admin.send(new DeleteObjectCommand({ Bucket, Key: prefix + KEY }));
  }
});

const s3As = async (who: keyof typeof tokens, name: string): Promise<S3Client> =>
  plainS3(world.rgw.endpoint, await assumeRole(world.stsEndpoint, name, tokens[who]));

const list = (s3: S3Client, Bucket: string, Prefix: string) =>
  httpStatus(s3.send(new ListObjectsV2Command({ Bucket, Prefix })));
const put = (s3: S3Client, Bucket: string, prefix: string) =>
  httpStatus(s3.send(new PutObjectCommand({ Bucket, Key: prefix + KEY, Body: 'x' })));
const get = (s3: S3Client, Bucket: string, prefix: string) =>
  httpStatus(s3.send(new GetObjectCommand({ Bucket, Key: prefix + KEY })));

describe('the policies of explain', () => {
  it('are one for each role of the person', () => {
    const names = ['finance', `home-${ana.sub}`, `stars-${ana.sub}`, 'team-a'];
    expect(roles.toSorted()).toEqual(names.map((name) => `explained-${name}`).toSorted());
  });

  it.each([
    { name: `explained-home-${ana.sub}`, bucket: 'homes', own: home.ana, others: home.ben },
    { name: 'explained-team-a', bucket: 'teams', own: team.a, others: team.b },
    { name: 'explained-team-a', bucket: 'teams', own: team.a, others: team.decoy },
  ])('$name opens $own and not $others', async ({ name, bucket, own, others }) => {
    const s3 = await s3As('ana', name);
    for (const operation of [list, put, get]) {
      expect(await operation(s3, bucket, own)).toBe(200);
      expect(await operation(s3, bucket, others)).toBe(403);
    }
    expect(await list(s3, bucket, '')).toBe(403);
  });

  it('allow the actions of the location and no others', async () => {
    const s3 = await s3As('ana', 'explained-finance');
    expect(await list(s3, 'finance', '')).toBe(200);
    expect(await put(s3, 'finance', '')).toBe(403);
    expect(await list(s3, 'homes', home.ana)).toBe(403);
  });

  it('take no sign of a prefix for a pattern, though Ceph does not know how AWS writes it', async () => {
    const s3 = await s3As('ana', `explained-stars-${ana.sub}`);
    for (const operation of [list, put, get]) {
      expect(await operation(s3, 'teams', 'star/')).toBe(403);
      expect(await operation(s3, 'teams', 'st*r/')).toBe(403);
    }
  });

  it('do not let anybody else take the role', async () => {
    for (const name of roles) expect(await httpStatus(s3As('ben', name))).toBe(403);
  });
});
