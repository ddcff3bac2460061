import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { risksOf } from './risks.ts';

const POOL = { id: 'main', kind: 'identityPool', identityPoolId: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef' };
const ROLE = 'arn:aws:iam::1:role/pail';
const HOME = { label: 'L', bucket: 'homes', prefix: '${claim:sub}/' };
const SHARED = { label: 'L', bucket: 'shared', prefix: 's/' };
const staff = { claim: 'cognito:groups', has: 'staff' };
const forEach = { claim: 'cognito:groups', startsWith: 'team-' };
const TEAMS = { label: 'L', bucket: 'teams', prefix: '${item}/', forEach };
const STORE = 'https://s3.example.org';

/** `code path` of each risk. */
function risks(source: object, locations: readonly object[], endpoint?: string, more: object = {}): string[] {
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'abc', trustedClaims: ['custom:dept'] },
    storage: { region: 'eu-west-1', ...(endpoint !== undefined && { endpoint }) },
    credentials: [source],
    locations,
    ...more,
  });
  return risksOf(profile, 0).map(({ code, path }) => `${code} ${path}`);
}

describe('an identity pool that chooses the role', () => {
  it('is right for what principal tags tell apart', () => {
    for (const rule of [HOME, SHARED, { ...HOME, prefix: 'a/${claim:custom:dept|path}/' }]) {
      expect(risks(POOL, [rule])).toEqual([]);
    }
  });

  it.each([
    ['a condition of the rule', { ...SHARED, when: staff }, {}],
    ['a condition of the source', SHARED, { when: staff }],
    ['a list', TEAMS, {}],
    ['what no tag has', { ...HOME, prefix: '${claim:custom:dept|lower}/' }, {}],
  ])('does not know %s', (_what, rule, source) => {
    expect(risks({ ...POOL, ...source }, [rule])).toEqual(['pool-chooses-role credentials[0]']);
  });

  it('is not asked for rules of other sources', () => {
    const other = { ...POOL, id: 'other', roleArn: 'arn:aws:iam::1:role/${item}' };
    const credentials = [POOL, other];
    expect(risks(POOL, [HOME, { ...TEAMS, credentials: 'other' }], undefined, { credentials })).toContain(
      'role-not-from-token credentials[1].roleArn',
    );
    const named = [
      { ...HOME, credentials: 'main' },
      { ...TEAMS, credentials: 'other' },
    ];
    expect(risks(POOL, named, undefined, { credentials })).toEqual([]);
  });

  it('may not be left with all buckets for some', () => {
    expect(risks(POOL, [], undefined, { allBuckets: [{ label: 'All', when: staff }] })).toEqual([
      'pool-chooses-role credentials[0]',
    ]);
  });
});

describe('a role of an identity pool', () => {
  const found = ['role-not-from-token credentials[0].roleArn'];
  const hasRole = { claim: 'cognito:roles', has: ROLE };

  it.each([
    ['${claim:cognito:preferred_role|path}', { ...SHARED, when: staff }],
    ['${item|path}', { ...SHARED, forEach: { claim: 'cognito:roles' } }],
    ['arn:aws:iam::1:role/${item}', TEAMS],
    [ROLE, { ...SHARED, when: { all: [staff, hasRole] } }],
  ])('%s comes from the token', (roleArn, rule) => {
    expect(risks({ ...POOL, roleArn }, [rule])).toEqual([]);
  });

  it.each([
    [ROLE, SHARED],
    [ROLE, { ...SHARED, when: { any: [staff, hasRole] } }],
    [ROLE, { ...SHARED, when: { not: hasRole } }],
    ['arn:aws:iam::1:role/home-${claim:sub}', HOME],
    ['arn:aws:iam::1:role/${item}', { ...TEAMS, forEach: { claim: 'custom:dept' } }],
  ])('%s is refused by the pool to who does not happen to have it', (roleArn, rule) => {
    expect(risks({ ...POOL, roleArn }, [rule])).toEqual(found);
  });

  it('may be asked for by its source', () => {
    expect(risks({ ...POOL, roleArn: ROLE, when: hasRole }, [SHARED])).toEqual([]);
  });
});

describe('web identity', () => {
  const web = (source: object): object => ({ id: 'main', kind: 'webIdentity', ...source });

  it('has a role at AWS', () => {
    const found = ['role-missing credentials[0]'];
    expect(risks(web({}), [SHARED])).toEqual(found);
    expect(risks(web({}), [SHARED], STORE)).toEqual([]);
    expect(risks(web({ stsEndpoint: STORE }), [SHARED])).toEqual([]);
    const atAws = { ...SHARED, storage: { endpoint: null, region: 'eu-west-1' } };
    expect(risks(web({}), [atAws], STORE)).toEqual(found);
  });

  const cut = (roleArn: string): object => web({ roleArn, sessionPolicy: 'location' });
  const only = ['session-policy-only credentials[0].sessionPolicy'];

  it.each([
    ['one folder for each', STORE, ROLE, HOME],
    ['groups', STORE, ROLE, TEAMS],
    ['groups, which AWS does not see', undefined, 'arn:aws:iam::1:role/${item}', TEAMS],
    ['a condition, which AWS does not see', undefined, ROLE, { ...SHARED, when: staff }],
  ])('has no wall but the session policy for %s', (_what, endpoint, roleArn, rule) => {
    expect(risks(cut(roleArn), [rule], endpoint)).toEqual(only);
    expect(risks(web({ roleArn }), [rule], endpoint)).toEqual([]);
  });

  it.each([
    ['a role for each person', STORE, 'arn:aws:iam::1:role/home-${claim:sub}', HOME],
    ['a role for each group', STORE, 'arn:aws:iam::1:role/${item}', TEAMS],
    ['a place for all', STORE, ROLE, SHARED],
    ['what AWS fills in', undefined, ROLE, HOME],
  ])('may cut keys of %s', (_what, endpoint, roleArn, rule) => {
    expect(risks(cut(roleArn), [rule], endpoint)).toEqual([]);
  });
});
