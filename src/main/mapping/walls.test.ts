import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { evaluateMapping } from './evaluate.ts';
import { type Wall, wallsOf } from './walls.ts';

const PROVIDER = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1';
const HOME = { label: 'L', bucket: 'homes', prefix: '${claim:sub}/' };
const CLAIMS = { sub: 'u-1', 'cognito:groups': ['team-a', 'staff'], kind: 'x', odd: '${aws:username}' };

/** The walls of a profile at AWS, or at a store of one's own. */
function walls(
  locations: readonly object[],
  source: object,
  endpoint?: string,
  allBuckets: readonly object[] = [],
): { walls: readonly Wall[]; notes: readonly string[] } {
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'client' },
    storage: { region: 'eu-west-1', endpoint },
    credentials: [
      'kind' in source ? source : { id: 'main', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/pail', ...source },
    ],
    locations,
    allBuckets,
  });
  return wallsOf(profile, CLAIMS, evaluateMapping('a', profile, CLAIMS));
}

const STORE = 'https://s3.example.org';
const conditions = (wall: Wall | undefined): unknown =>
  wall?.trust.Statement.map((statement) => statement['Condition']);
const resources = (wall: Wall | undefined): unknown =>
  wall?.permission.Statement.map((statement) => statement['Resource']);

describe('wallsOf', () => {
  it('names the person where the role is for one', () => {
    const [wall] = walls([HOME], { roleArn: 'arn:aws:iam:::role/home-${claim:sub}' }, STORE).walls;
    expect(wall?.roleArn).toBe('arn:aws:iam:::role/home-u-1');
    expect(wall?.trust.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: [`arn:aws:iam:::oidc-provider/${PROVIDER}`] },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: { StringEquals: { [`${PROVIDER}:aud`]: 'client', [`${PROVIDER}:sub`]: 'u-1' } },
      },
    ]);
    expect(resources(wall)).toEqual([['arn:aws:s3:::homes'], ['arn:aws:s3:::homes/u-1/*']]);
    expect(wall?.notes).toEqual([]);
  });

  it('names the group where the role is for one, and what the rules ask besides', () => {
    const teams = {
      label: 'L',
      bucket: 'teams',
      prefix: '${item}/',
      forEach: { claim: 'cognito:groups', startsWith: 'team-' },
    };
    const when = {
      all: [
        { claim: 'kind', notEquals: 'y' },
        { claim: 'kind', startsWith: '*' },
      ],
    };
    const [wall] = walls(
      [teams],
      { roleArn: 'arn:aws:iam:::role/${item}', when: { claim: 'kind', equals: 'x' } },
      STORE,
    ).walls;
    expect(conditions(wall)).toEqual([
      {
        StringEquals: { [`${PROVIDER}:aud`]: 'client', [`${PROVIDER}:kind`]: 'x' },
        'ForAnyValue:StringEquals': { [`${PROVIDER}:cognito:groups`]: 'team-a' },
      },
    ]);
    // A wildcard of the profile means itself; StringNotEquals alone would let in who has no such claim.
    expect(
      conditions(walls([{ ...HOME, when: { all: [when.all[0], { not: when.all[1] }] } }], {}, STORE).walls[0]),
    ).toEqual([
      {
        StringEquals: { [`${PROVIDER}:aud`]: 'client' },
        StringNotEquals: { [`${PROVIDER}:kind`]: 'y' },
        Null: { [`${PROVIDER}:kind`]: 'false' },
      },
    ]);
  });

  it('says what a trust cannot say', () => {
    const has = (group: string): object => ({ claim: 'cognito:groups', has: group });
    const any = walls([{ ...HOME, when: { any: [has('staff'), has('admins')] } }], {}, STORE).walls[0];
    expect(any?.notes).toContainEqual(expect.stringContaining('“cognito:groups” includes “staff” or'));
    // Two values of one key would be alternatives.
    const both = walls([{ ...HOME, when: { all: [has('staff'), has('team-a')] } }], {}, STORE).walls[0];
    expect(conditions(both)).toEqual([
      expect.objectContaining({ 'ForAnyValue:StringEquals': { [`${PROVIDER}:cognito:groups`]: 'staff' } }),
    ]);
    expect(both?.notes).toContainEqual(expect.stringContaining('“team-a”'));
    const two = walls(
      [
        { ...HOME, when: has('staff') },
        { ...HOME, label: 'M', bucket: 'other' },
      ],
      {},
      STORE,
    ).walls;
    expect(two).toHaveLength(1);
    expect(two[0]?.trust.Statement).toHaveLength(2);
    expect(two[0]?.notes).toContainEqual(expect.stringContaining('share this role'));
  });

  it('says where others may need the same role for more', () => {
    const others = { label: 'M', bucket: 'other', prefix: 'm/', when: { claim: 'cognito:groups', has: 'admins' } };
    const shared = { label: 'L', bucket: 'shared', prefix: 's/' };
    const note = expect.stringContaining('rules that give this person nothing');
    expect(walls([shared, others], {}, STORE).walls[0]?.notes).toEqual([note]);
    expect(walls([HOME, others], { roleArn: 'arn:aws:iam:::role/home-${claim:sub}' }, STORE).walls[0]?.notes).toEqual(
      [],
    );
  });

  it('at AWS puts the person into the permissions of a role for all, and says that groups are not seen', () => {
    const [wall] = walls([{ ...HOME, when: { claim: 'cognito:groups', has: 'staff' } }], {}).walls;
    expect(conditions(wall)).toEqual([{ StringEquals: { [`${PROVIDER}:aud`]: 'client' } }]);
    expect(resources(wall)).toEqual([['arn:aws:s3:::homes'], [`arn:aws:s3:::homes/\${${PROVIDER}:sub}/*`]]);
    expect(wall?.notes).toEqual([expect.stringContaining('does not see “cognito:groups”')]);
  });

  it('says where a role for all cannot keep people apart', () => {
    expect(walls([HOME], {}, STORE).walls[0]?.notes).toEqual([
      expect.stringContaining('the prefix depends on the person'),
    ]);
    const filtered = walls([{ ...HOME, prefix: '${claim:sub|lower}/' }], {}).walls[0];
    expect(resources(filtered)).toEqual([['arn:aws:s3:::homes'], ['arn:aws:s3:::homes/u-1/*']]);
    expect(filtered?.notes).toHaveLength(1);
  });

  it('says where a role for a group cannot keep its people apart', () => {
    const source = { roleArn: 'arn:aws:iam:::role/kind-${claim:kind}' };
    expect(walls([HOME], source, STORE).walls[0]?.notes).toContainEqual(
      expect.stringContaining('the prefix depends on'),
    );
    expect(walls([{ ...HOME, prefix: '${claim:kind}/' }], source, STORE).walls[0]?.notes).toEqual([]);
  });

  it('judges by the store of the location', () => {
    const elsewhere = { ...HOME, storage: { endpoint: STORE, region: 'us-east-1' } };
    const source = { when: { claim: 'cognito:groups', has: 'staff' } };
    expect(walls([HOME], source).walls[0]?.notes).toEqual([expect.stringContaining('AWS does not see')]);
    expect(conditions(walls([elsewhere], source).walls[0])).toEqual([
      expect.objectContaining({ 'ForAnyValue:StringEquals': expect.anything() }),
    ]);
  });

  it('lets who is shown all buckets list them, and make and delete them where the profile says so', () => {
    const list = { label: 'All', actions: ['list', 'read'], create: true };
    expect(walls([], {}, STORE, [list]).walls[0]?.permission.Statement).toEqual([
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::*'] },
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectTagging'], Resource: ['arn:aws:s3:::*/*'] },
      { Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:CreateBucket'], Resource: ['arn:aws:s3:::*'] },
    ]);
  });

  it('gives what the actions need and no more, and wildcards of the profile mean themselves', () => {
    const actionsOf = (actions: readonly string[]): unknown =>
      walls([{ ...HOME, actions }], {}).walls[0]?.permission.Statement.map((statement) => statement['Action']);
    expect(actionsOf(['list'])).toEqual([['s3:ListBucket']]);
    expect(actionsOf(['share'])).toEqual([['s3:GetObject']]);
    expect(actionsOf(['delete'])).toEqual([['s3:DeleteObject']]);
    const [wall] = walls([{ ...HOME, prefix: 'a*?/' }], {}).walls;
    expect(resources(wall)).toEqual([['arn:aws:s3:::homes'], ['arn:aws:s3:::homes/a${*}${?}/*']]);
  });

  it('lets no value be a variable of policies', () => {
    const when = { claim: 'odd', equals: '${aws:username}' };
    const [wall] = walls([{ ...HOME, when }], {}, STORE).walls;
    expect(JSON.stringify(conditions(wall))).toContain('"${$}{aws:username}"');
  });

  it.each([
    [
      'from an identity pool',
      { kind: 'identityPool', identityPoolId: 'eu-west-1:0a-1b', roleArn: 'arn:aws:iam::1:role/x' },
    ],
    ['that the pool chooses', { kind: 'identityPool', identityPoolId: 'eu-west-1:0a-1b' }],
    ['that the store chooses', { kind: 'webIdentity' }],
  ])('says that it prints nothing for a role %s', (_what, source) => {
    const { walls: none, notes } = walls([HOME], { id: 'other', ...source });
    expect(none).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/“other”.*not printed/)]);
  });

  it('says that no policy keeps apart who has one key', () => {
    const source = { id: 'shared', kind: 'static', accessKeyId: 'AK' };
    expect(walls([HOME], source)).toEqual({ walls: [], notes: [expect.stringContaining('one key for everybody')] });
  });
});
