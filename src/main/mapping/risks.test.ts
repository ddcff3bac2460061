import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { risksOf } from './risks.ts';

const home = { label: '${claim:name}', bucket: 'homes', prefix: '${claim:sub}/' };
const role = { id: 'main', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/home-${claim:sub}' };

const NOW = Date.parse('2026-06-01T00:00:00Z');

/** `code path` of each risk. */
function risks(change: Readonly<Record<string, unknown>>): string[] {
  const { trustedClaims, clientSecret, scopes, ...rest } = change;
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'abc', trustedClaims, clientSecret, scopes },
    storage: { region: 'eu-west-1' },
    credentials: [role],
    locations: [home],
    ...rest,
  });
  return risksOf(profile, NOW).map(({ code, path }) => `${code} ${path}`);
}

const inRule = (change: object): string[] => risks({ locations: [{ ...home, ...change }] });

describe('risksOf', () => {
  it('finds none where there are none; a label may be anything', () => {
    expect(risks({})).toEqual([]);
    expect(inRule({ when: { claim: 'cognito:groups', has: 'staff' } })).toEqual([]);
  });

  it('finds claims that people write, wherever something depends on them', () => {
    expect(inRule({ prefix: '${claim:preferred_username}/' })).toEqual(['user-writable-claim locations[0].prefix']);
    expect(inRule({ bucket: 'home-${claim:nickname}' })).toEqual(['user-writable-claim locations[0].bucket']);
    expect(inRule({ when: { not: { any: [{ claim: 'locale', equals: 'x' }] } } })).toEqual([
      'user-writable-claim locations[0].when',
    ]);
    expect(inRule({ forEach: { claim: 'zoneinfo' } })).toEqual(['user-writable-claim locations[0].forEach.claim']);
    expect(inRule({ prefix: '${claim:cognito:username}/' })).toEqual(['reusable-name locations[0].prefix']);
    const credentials = [
      { ...role, when: { claim: 'profile', exists: true }, roleArn: 'arn:aws:iam::1:role/${claim:website}' },
    ];
    expect(risks({ credentials })).toEqual([
      'user-writable-claim credentials[0].when',
      'user-writable-claim credentials[0].roleArn',
    ]);
  });

  it('finds what never becomes a prefix, whatever the claim', () => {
    const never = ['never-there locations[0].prefix'];
    expect(inRule({ prefix: '/${claim:sub}/' })).toEqual(never);
    expect(inRule({ prefix: 'a//${claim:sub}/' })).toEqual(never);
    expect(inRule({ prefix: '../${claim:sub}/' })).toEqual(never);
    expect(inRule({ prefix: '/${item}/', forEach: { claim: 'cognito:groups' } })).toEqual(never);
    expect(inRule({ prefix: `${'a'.repeat(900)}/` })).toEqual(never);
    expect(inRule({ prefix: 'a/.${claim:sub}./' })).toEqual([]);
    expect(inRule({ prefix: `${'a'.repeat(890)}/\${claim:sub|default:aaaaaaaaaaaaaa}/` })).toEqual([]);
  });

  it('finds what never becomes a role', () => {
    const withRole = (roleArn: string) => risks({ credentials: [{ ...role, roleArn }] });
    const never = ['never-there credentials[0].roleArn'];
    expect(withRole('pail-home')).toEqual(never);
    expect(withRole('pail-${claim:sub}')).toEqual(never);
    expect(withRole('arn:aws:s3:::bucket')).toEqual(never);
    expect(withRole('arn:minio:iam:::role/x')).toEqual([]);
    expect(withRole('${claim:cognito:preferred_role|path}')).toEqual([]);
    expect(withRole('a${claim:sub}')).toEqual([]);
  });

  it('finds what keeps everybody out', () => {
    expect(risks({ expires: '2026-06-01' })).toEqual(['expired expires']);
    expect(risks({ expires: '2026-06-02' })).toEqual([]);
    expect(risks({ scopes: 'email profile' })).toEqual(['no-openid signIn.scopes']);
    expect(risks({ scopes: 'email openid' })).toEqual([]);
    expect(risks({ scopes: ' ' })).toEqual([]);
  });

  it('takes the administrator’s word for claims that they trust', () => {
    const locations = [{ ...home, prefix: '${claim:custom:dept}/' }];
    expect(risks({ locations })).toEqual(['untrusted-custom-claim locations[0].prefix']);
    expect(risks({ locations, trustedClaims: ['custom:other'] })).toEqual([
      'untrusted-custom-claim locations[0].prefix',
    ]);
    expect(risks({ locations, trustedClaims: ['custom:dept'] })).toEqual([]);
  });

  it('wants an email to be verified by the same rule', () => {
    const prefix = '${claim:email|before:@}/';
    const verified = { claim: 'email_verified', equals: 'true' };
    const risk = ['unverified-claim locations[0].prefix'];
    expect(inRule({ prefix })).toEqual(risk);
    expect(inRule({ prefix, when: verified })).toEqual([]);
    expect(inRule({ prefix, when: { all: [{ claim: 'cognito:groups', has: 'x' }, verified] } })).toEqual([]);
    expect(inRule({ prefix, when: { any: [{ claim: 'cognito:groups', has: 'x' }, verified] } })).toEqual(risk);
    expect(inRule({ prefix, when: { not: verified } })).toEqual(risk);
    expect(inRule({ prefix, when: { claim: 'email_verified', exists: true } })).toEqual(risk);
  });

  it('takes the guard of a source from the source or from every rule that may use it', () => {
    const credentials = [{ ...role, roleArn: 'arn:aws:iam::1:role/${claim:email}' }];
    const verified = { claim: 'email_verified', equals: 'true' };
    const risk = ['unverified-claim credentials[0].roleArn'];
    expect(risks({ credentials })).toEqual(risk);
    expect(risks({ credentials: [{ ...credentials[0], when: verified }] })).toEqual([]);
    expect(risks({ credentials, locations: [{ ...home, when: verified }] })).toEqual([]);
    expect(risks({ credentials, locations: [{ ...home, when: verified }, home] })).toEqual(risk);
  });

  it('finds whole buckets, keys for everybody and bare secrets', () => {
    expect(inRule({ prefix: '' })).toEqual(['whole-bucket locations[0].prefix']);
    expect(inRule({ prefix: '', bucket: 'home-${claim:sub}' })).toEqual([]);
    const credentials = [{ id: 's', kind: 'static', accessKeyId: 'AK', secretAccessKey: 'x' }];
    expect(risks({ credentials, clientSecret: 'x' })).toEqual([
      'unsealed-secret signIn.clientSecret',
      'static-keys credentials[0]',
      'unsealed-secret credentials[0].secretAccessKey',
    ]);
  });

  it('finds lists of all buckets for everybody, and what theirs depends on', () => {
    const list = { label: 'All' };
    expect(risks({ allBuckets: [list] })).toEqual(['every-bucket allBuckets[0]']);
    expect(risks({ allBuckets: [{ ...list, when: { claim: 'cognito:groups', has: 'admins' } }] })).toEqual([]);
    expect(risks({ allBuckets: [{ ...list, when: { claim: 'name', equals: 'Ana' } }] })).toEqual([
      'user-writable-claim allBuckets[0].when',
    ]);
  });

  it('finds locations that nobody ever gets', () => {
    expect(inRule({ bucket: 'A_B!' })).toEqual(['never-there locations[0].bucket']);
    expect(inRule({ prefix: '/a/' })).toEqual(['never-there locations[0].prefix']);
    expect(inRule({ prefix: '${item}/' })).toEqual(['never-there locations[0].prefix']);
    expect(inRule({ prefix: '${item}/', forEach: { claim: 'cognito:groups' } })).toEqual([]);
  });
});
