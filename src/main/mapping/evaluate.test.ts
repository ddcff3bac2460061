import { describe, expect, it } from 'vitest';
import { type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { credentialsId, evaluateMapping } from './evaluate.ts';

function profile(locations: readonly object[], credentials?: readonly object[]): Profile {
  return profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1', clientId: 'abc' },
    storage: { region: 'eu-west-1' },
    credentials: credentials ?? [{ id: 'role', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/${claim:sub}' }],
    locations,
  });
}

const labels = (p: Profile, claims: Record<string, unknown>): string[] =>
  evaluateMapping('account', p, claims).locations.map(({ location }) => location.label);

describe('evaluateMapping', () => {
  it('fills in claims', () => {
    const mapping = evaluateMapping('a', profile([{ label: 'Mine', bucket: 'homes', prefix: '${claim:sub}/' }]), {
      sub: 'u-1',
    });
    expect(mapping.locations[0]?.location).toMatchObject({
      bucket: 'homes',
      prefix: 'u-1/',
      sharedKey: false,
      local: false,
    });
    expect(mapping.locations[0]?.credentials).toMatchObject({
      kind: 'webIdentity',
      roleArn: 'arn:aws:iam::1:role/u-1',
    });
    expect(mapping.absent).toEqual([]);
  });

  it('asks the condition of a source once, however many rules there are', () => {
    let asked = 0;
    const claims = Object.defineProperty({}, 'groups', {
      enumerable: true,
      get: () => {
        asked += 1;
        return 'staff';
      },
    });
    const source = (id: string, contains: string) => ({
      id,
      kind: 'static',
      accessKeyId: 'AK',
      when: { claim: 'groups', contains },
    });
    const rules = Array.from({ length: 200 }, (_, index) => ({ label: `L${index}`, bucket: 'bucket' }));
    const mapping = evaluateMapping('a', profile(rules, [source('one', 'other'), source('two', 'staff')]), claims);
    expect(mapping.locations).toHaveLength(200);
    expect(asked).toBe(2);
  });

  it('gives one location for each matching value of a list', () => {
    const p = profile(
      [
        {
          label: '${item}',
          bucket: 'teams',
          prefix: '${item}/',
          forEach: { claim: 'cognito:groups', startsWith: 'team-' },
        },
      ],
      [{ id: 'g', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/${item}' }],
    );
    expect(labels(p, { 'cognito:groups': ['team-a', 'admins', 'team-b', 'team-a'] })).toEqual(['team-a', 'team-b']);
    expect(evaluateMapping('a', p, {}).absent[0]?.reason).toContain('cognito:groups');
  });

  it('leaves out what a claim is missing for, and says so', () => {
    const p = profile([{ label: 'Mine', bucket: 'homes', prefix: '${claim:sub}/' }]);
    const mapping = evaluateMapping('a', p, {});
    expect(mapping.locations).toEqual([]);
    expect(mapping.absent).toEqual([{ label: 'Mine', reason: expect.stringContaining('sub') }]);
    expect(labels(p, { sub: '' })).toEqual([]);
    expect(labels(p, { sub: ['u-1'] })).toEqual([]);
    expect(labels(profile([{ label: 'Mine', bucket: 'b0b', prefix: '${claim:constructor}/' }]), {})).toEqual([]);
  });

  it.each(['a/b', '../x', '..', '.', 'a\u0000', 'a\u202eb', '${claim:sub}/x'])(
    'refuses the hostile value %j in a prefix',
    (sub) => {
      expect(labels(profile([{ label: 'Mine', bucket: 'homes', prefix: '${claim:sub}/' }]), { sub })).toEqual([]);
    },
  );

  it('lets a value bring slashes only where the profile says path, and still no ..', () => {
    const p = profile(
      [{ label: 'P', bucket: 'homes', prefix: '${claim:dir|path}/', credentials: 's' }],
      [{ id: 's', kind: 'static', accessKeyId: 'AK' }],
    );
    expect(evaluateMapping('a', p, { dir: 'a/b' }).locations[0]?.location.prefix).toBe('a/b/');
    expect(labels(p, { dir: 'a/../b' })).toEqual([]);
    expect(labels(p, { dir: '/a' })).toEqual([]);
  });

  it('meets rules with the operators of AWS, and no rule with a missing claim', () => {
    const claims = { one: 'abc', many: ['x', 'y'], yes: true };
    const check = (when: object): boolean =>
      labels(profile([{ label: 'L', bucket: 'bkt', when }]), { ...claims, sub: 's' }).length === 1;
    expect(check({ claim: 'one', equals: 'abc' })).toBe(true);
    expect(check({ claim: 'one', equals: 'ab' })).toBe(false);
    expect(check({ claim: 'one', notEquals: 'x' })).toBe(true);
    expect(check({ claim: 'none', notEquals: 'x' })).toBe(false);
    expect(check({ claim: 'one', startsWith: 'ab' })).toBe(true);
    expect(check({ claim: 'one', contains: 'bc' })).toBe(true);
    expect(check({ claim: 'many', has: 'y' })).toBe(true);
    expect(check({ claim: 'many', equals: 'x' })).toBe(false);
    expect(check({ claim: 'many', contains: 'x' })).toBe(false);
    expect(check({ claim: 'yes', equals: 'true' })).toBe(true);
    expect(check({ claim: 'none', exists: false })).toBe(true);
    expect(check({ claim: 'many', exists: true })).toBe(true);
  });

  it('takes the first credential source whose rule holds', () => {
    const p = profile(
      [{ label: 'L', bucket: 'bkt' }],
      [
        { id: 'admin', kind: 'webIdentity', when: { claim: 'g', has: 'admins' }, roleArn: 'arn:aws:iam::1:role/admin' },
        { id: 'user', kind: 'webIdentity', when: { claim: 'g', has: 'users' }, roleArn: 'arn:aws:iam::1:role/user' },
      ],
    );
    const role = (g: string[]): unknown => evaluateMapping('a', p, { g }).locations[0]?.credentials;
    expect(role(['users', 'admins'])).toMatchObject({ sourceId: 'admin' });
    expect(role(['users'])).toMatchObject({ sourceId: 'user' });
    expect(role(['others'])).toBeUndefined();
  });

  it('names keys alike for equal credentials of one account, and apart for others', () => {
    const of = (account: string, sub: string): string => {
      const mapped = evaluateMapping(account, profile([{ label: 'L', bucket: 'bkt' }]), { sub }).locations[0];
      return mapped ? credentialsId(account, mapped.credentials) : '';
    };
    expect(of('a', 's')).toBe(of('a', 's'));
    expect(of('a', 's')).not.toBe(of('b', 's'));
    expect(of('a', 's')).not.toBe(of('a', 't'));
  });
});
