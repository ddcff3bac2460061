import { expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { evaluateMapping } from './evaluate.ts';

const POOL = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef';
const claims = { sub: 'u', 'cognito:preferred_role': 'arn:aws:iam::1:role/pail/north' };

/** What passes for a certificate in a profile. */
const certificate = (end: string): string => `-----BEGIN CERTIFICATE-----\nMIIB${end}\n-----END CERTIFICATE-----\n`;

function parse(source: object, signIn: object = { userPoolId: 'eu-west-1_AbCdEf123' }, storage: object = {}) {
  return profileSchema.safeParse({
    version: 1,
    name: 'P',
    signIn: { clientId: 'c', ...signIn },
    storage: { region: 'eu-central-1', ...storage },
    credentials: [{ id: 's', ...source }],
    locations: [{ label: 'L', bucket: 'bkt' }],
  });
}

function resolved(...from: Parameters<typeof parse>) {
  const { data, error } = parse(...from);
  if (!data) throw error;
  return evaluateMapping('a', data, claims).locations[0]?.credentials;
}

it('an identity pool is in the region that its id begins with, and knows the user pool by its host and path', () => {
  expect(resolved({ kind: 'identityPool', identityPoolId: POOL })).toEqual({
    kind: 'identityPool',
    sourceId: 's',
    identityPoolId: POOL,
    region: 'eu-west-1',
    provider: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123',
  });
});

it('all of it can be said otherwise', () => {
  const roleArn = '${claim:cognito:preferred_role|path}';
  const endpoint = 'https://identity.example';
  const source = { kind: 'identityPool', identityPoolId: POOL, region: 'eu-south-2', roleArn, endpoint };
  expect(resolved(source, { issuer: 'https://sign-in.example/tenant/' })).toMatchObject({
    region: 'eu-south-2',
    roleArn: 'arn:aws:iam::1:role/pail/north',
    endpoint,
    provider: 'sign-in.example/tenant',
  });
});

it('user pools in China have a domain of their own', () => {
  const identityPoolId = POOL.replace('eu-west-1', 'cn-north-1');
  expect(resolved({ kind: 'identityPool', identityPoolId }, { userPoolId: 'cn-north-1_AbCdEf123' })).toMatchObject({
    region: 'cn-north-1',
    provider: 'cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEf123',
  });
});

it('web identity may be without a role, and cut to its location', () => {
  const storage = { endpoint: 'https://minio.example' };
  const plain = resolved({ kind: 'webIdentity' }, undefined, storage);
  expect(plain).toMatchObject({ stsEndpoint: 'https://minio.example' });
  expect(plain).not.toHaveProperty('roleArn');
  expect(plain).not.toHaveProperty('sessionPolicy');
  expect(resolved({ kind: 'webIdentity', sessionPolicy: 'location' }, undefined, storage)).toMatchObject({
    sessionPolicy: 'location',
  });
});

it('the STS of a store that a source has for itself is trusted as that store is', () => {
  const [profiles, ofSource] = [certificate('A'), certificate('B')];
  const store = { endpoint: 'https://minio.example', certificateAuthorities: ofSource };
  const profile = { certificateAuthorities: profiles };
  expect(resolved({ kind: 'webIdentity', storage: store }, undefined, profile)).toMatchObject({
    stsEndpoint: 'https://minio.example',
    certificateAuthorities: ofSource,
  });
  for (const source of [{}, { stsEndpoint: 'https://sts.example', storage: store }, { storage: { region: 'x' } }]) {
    expect(resolved({ kind: 'webIdentity', ...source }, undefined, profile)).not.toHaveProperty(
      'certificateAuthorities',
    );
  }
});

it.each([
  [{ kind: 'identityPool', identityPoolId: 'eu-west-1_AbCdEf123' }, 'an identity pool id such as'],
  [{ kind: 'identityPool' }, 'expected string'],
  [{ kind: 'identityPool', identityPoolId: POOL, sessionPolicy: 'location' }, 'sessionPolicy'],
  [{ kind: 'webIdentity', sessionPolicy: 'all' }, '"location", or nothing'],
])('%o is refused, for %s', (source, words) => {
  expect(parse(source).error?.issues[0]?.message).toContain(words);
});
