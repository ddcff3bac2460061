import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { evaluateMapping } from './evaluate.ts';
import type { Wall } from './wall.ts';
import { wallsOf } from './walls.ts';

const POOL = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef';
const HOME = { label: 'L', bucket: 'homes', prefix: '${claim:sub}/' };
const TEAM_A = 'arn:aws:iam::1:role/team-a';
const CLAIMS = {
  sub: 'u-1',
  email: 'ana@example.com',
  'custom:dept': 'Sales',
  'cognito:groups': ['team-a', 'staff'],
  'cognito:roles': [TEAM_A],
  'cognito:preferred_role': TEAM_A,
};
const staff = { claim: 'cognito:groups', has: 'staff' };
const teams = {
  label: '${item}',
  bucket: 'teams',
  prefix: '${item}/',
  forEach: { claim: 'cognito:groups', startsWith: 'team-' },
};

function wallsOfProfile(rules: readonly object[], credentials: readonly object[], more: object = {}) {
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'client' },
    storage: { region: 'eu-west-1' },
    credentials,
    locations: rules,
    ...more,
  });
  return wallsOf(profile, CLAIMS, evaluateMapping('a', profile, CLAIMS));
}

/** The one wall of a profile whose keys come from an identity pool. */
function wall(rules: readonly object[], source: object = {}, more: object = {}): Wall {
  const credentials = [{ id: 'main', kind: 'identityPool', identityPoolId: POOL, ...source }];
  const { walls, notes } = wallsOfProfile(rules, credentials, more);
  expect(notes).toEqual([]);
  const [only, ...others] = walls;
  expect(others).toEqual([]);
  if (!only) throw new Error('There is no wall.');
  return only;
}

const about = (words: string): unknown => expect.stringContaining(words);
const resources = ({ permission }: Wall): unknown => permission.Statement.map(({ Resource }) => Resource);

describe('the role that an identity pool chooses', () => {
  it('is for that pool and who is signed in, and tells people apart by the tag that the pool makes of sub', () => {
    const { roleArn, identityPoolId, trust, permission, notes } = wall([{ ...HOME, actions: ['list', 'delete'] }]);
    expect({ roleArn, identityPoolId }).toEqual({ roleArn: null, identityPoolId: POOL });
    expect(trust?.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
        Condition: {
          StringEquals: { 'cognito-identity.amazonaws.com:aud': POOL },
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
        },
      },
    ]);
    const tag = '${aws:PrincipalTag/username}';
    expect(permission.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: ['arn:aws:s3:::homes'],
        Condition: { StringLike: { 's3:prefix': [`${tag}/`, `${tag}/*`] } },
      },
      { Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: [`arn:aws:s3:::homes/${tag}/*`] },
    ]);
    expect(notes).toEqual([
      about('chooses this role'),
      about('the tag “username” from “sub”, as its default mappings'),
    ]);
  });

  it('needs no tags where everybody has the same', () => {
    const { trust, notes } = wall([{ ...HOME, prefix: 'shared/' }]);
    expect(trust?.Statement[0]?.['Action']).toEqual(['sts:AssumeRoleWithWebIdentity']);
    expect(notes).toEqual([about('chooses this role')]);
  });

  it('needs mappings of its own for other claims, also in the name of a bucket', () => {
    const rule = { ...HOME, bucket: 'home-${claim:sub}', prefix: 'of/${claim:custom:dept|path}/' };
    const trusted = wall(
      [rule],
      {},
      { signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'client', trustedClaims: ['custom:dept'] } },
    );
    expect(resources(trusted)).toEqual([
      ['arn:aws:s3:::home-${aws:PrincipalTag/username}'],
      ['arn:aws:s3:::home-${aws:PrincipalTag/username}/of/${aws:PrincipalTag/custom-dept}/*'],
    ]);
    expect(trusted.notes).toEqual([
      about('chooses'),
      about('custom mappings, the tag “username” from “sub”, “custom-dept” from “custom:dept”'),
    ]);
    expect(wall([rule]).notes).toContainEqual(about('a tag from “custom:dept” tells nobody apart'));
  });

  it.each([
    [
      { ...HOME, prefix: '${claim:custom:dept|lower}/' },
      'the prefix depends on the person in a way that no principal tag',
    ],
    [teams, 'the prefix depends on “cognito:groups”, a list'],
    [{ ...teams, bucket: '${item}', prefix: 'all/' }, 'the bucket depends on “cognito:groups”, a list'],
  ])('cannot keep apart who %o is for, and says so', (rule, words) => {
    const { permission, notes } = wall([rule]);
    expect(notes).toContainEqual(about(words));
    expect(JSON.stringify(permission)).not.toContain('PrincipalTag');
  });

  it('keeps signs of the profile from being patterns or variables', () => {
    expect(resources(wall([{ ...HOME, prefix: 'a*?/${claim:sub}/' }]))).toContainEqual([
      'arn:aws:s3:::homes/a${*}${?}/${aws:PrincipalTag/username}/*',
    ]);
  });

  it('does not ask what the rules ask; what the pool can ask itself is said', () => {
    const { notes } = wall([{ ...HOME, when: { claim: 'custom:dept', equals: 'Sales' } }]);
    expect(notes).toContainEqual(expect.stringMatching(/does not ask this.*“custom:dept” Equals “Sales”/));
    const group = wall([{ ...HOME, when: staff }]).notes;
    expect(group).toContainEqual(about('does not ask this'));
    expect(group.join()).not.toContain('Choose role with rules');
  });

  it('has all that it is needed for, and says that others need it for more', () => {
    const { notes, permission } = wall([
      { ...HOME, when: staff },
      { ...HOME, label: 'M', bucket: 'other' },
      { ...HOME, label: 'N', bucket: 'third', when: { claim: 'cognito:groups', has: 'admins' } },
    ]);
    expect(permission.Statement).toHaveLength(4);
    expect(notes).toContainEqual(about('share this role'));
    expect(notes).toContainEqual(about('rules that give this person nothing'));
  });

  it('lists all buckets where it is for that', () => {
    const list = { label: 'All', actions: ['list'] };
    expect(wall([], {}, { allBuckets: [list] }).permission.Statement).toEqual([
      { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::*'] },
      { Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: ['arn:aws:s3:::*'] },
    ]);
  });

  it.each([
    ['cn-north-1', 'cognito-identity.amazonaws.com', 'aws-cn'],
    ['us-gov-west-1', 'cognito-identity-us-gov.amazonaws.com', 'aws-us-gov'],
    ['us-gov-east-1', 'cognito-identity.us-gov-east-1.amazonaws.com', 'aws-us-gov'],
  ])('in %s trusts %s, with buckets in %s', (region, service, partition) => {
    const there = wall([HOME], { identityPoolId: POOL.replace('eu-west-1', region) });
    expect(there.trust?.Statement[0]?.['Principal']).toEqual({ Federated: service });
    expect(resources(there)).toContainEqual([`arn:${partition}:s3:::homes`]);
  });
});

describe('a role of an identity pool that the profile names', () => {
  it('is that of a group, and opens the folder of that group', () => {
    const { roleArn, trust, notes, ...rest } = wall([teams], { roleArn: 'arn:aws:iam::1:role/${item}' });
    expect(roleArn).toBe(TEAM_A);
    expect(trust?.Statement[0]?.['Action']).toEqual(['sts:AssumeRoleWithWebIdentity']);
    expect(resources({ roleArn, trust, notes, ...rest })).toContainEqual(['arn:aws:s3:::teams/team-a/*']);
    expect(notes).toEqual([about('only one of the token’s “cognito:roles”')]);
  });

  it('lets tags in where the pool makes some for other places', () => {
    const credentials = [
      { id: 'home', kind: 'identityPool', identityPoolId: POOL },
      { id: 'team', kind: 'identityPool', identityPoolId: POOL, roleArn: 'arn:aws:iam::1:role/${item}' },
    ];
    const rules = [
      { ...HOME, credentials: 'home' },
      { ...teams, credentials: 'team' },
    ];
    const found = wallsOfProfile(rules, credentials).walls;
    expect(found.map(({ trust }) => trust?.Statement[0]?.['Action'])).toEqual([
      ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
      ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
    ]);
  });

  it('is refused to who does not have it in the token', () => {
    const other = { roleArn: 'arn:aws:iam::1:role/finance' };
    expect(wall([{ ...HOME, prefix: 'f/' }], other).notes).toContainEqual(about('the pool refuses it to this person'));
  });

  it('may be that of the foremost group', () => {
    const { roleArn, notes } = wall([HOME], { roleArn: '${claim:cognito:preferred_role|path}' });
    expect(roleArn).toBe(TEAM_A);
    expect(notes).toContainEqual(about('foremost group'));
  });

  it('does not ask what the rules ask, but for the role itself', () => {
    const source = { roleArn: TEAM_A, when: { claim: 'cognito:roles', has: TEAM_A } };
    const rule = { ...HOME, prefix: 'a/' };
    expect(wall([rule], source).notes).toEqual([about('cognito:roles')]);
    expect(wall([{ ...rule, when: staff }], source).notes).toContainEqual(
      about('all whose groups have the role meet it'),
    );
  });
});
