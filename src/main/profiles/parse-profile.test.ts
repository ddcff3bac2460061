import { describe, expect, it } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import { issuerOf } from '../../shared/model/profile/profile.ts';
import { examineProfile, parseProfile } from './parse-profile.ts';
import { splitSecrets } from './profile-secrets.ts';

const valid = {
  version: 1,
  name: 'Acme',
  signIn: {
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1',
    clientId: 'abc',
    clientSecret: 's3cr3t-value',
  },
  storage: { region: 'eu-west-1' },
  credentials: [
    { id: 'role', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/x' },
    { id: 'shared', kind: 'static', accessKeyId: 'AK', secretAccessKey: 'k3y-value' },
  ],
  locations: [{ label: 'L', bucket: 'bkt' }],
};

const parse = (document: unknown): ReturnType<typeof parseProfile> =>
  parseProfile(new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document)), 'a.pail');

function failureOf(document: unknown): PailError['failure'] {
  try {
    parse(document);
  } catch (error) {
    if (error instanceof PailError) return error.failure;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseProfile', () => {
  it('fills in defaults', () => {
    const profile = parse(valid);
    expect(profile.signIn.redirectUri).toBe('pail://auth/callback');
    expect(profile.locations[0]).toMatchObject({ prefix: '', actions: ['list', 'read', 'write', 'delete', 'share'] });
  });

  it.each([
    ['https://h.example/p/.well-known/openid-configuration', 'https://h.example/p'],
    ['https://h.example/p/', 'https://h.example/p'],
    ['http://127.0.0.1:9/p', 'http://127.0.0.1:9/p'],
  ])('keeps the issuer of %s', (issuer, expected) => {
    expect(issuerOf(parse({ ...valid, signIn: { issuer, clientId: 'abc' } }))).toBe(expected);
  });

  it.each([
    ['eu-west-1_Ab1', 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1'],
    ['cn-north-1_Ab1', 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Ab1'],
  ])('derives the issuer of the pool %s', (userPoolId, expected) => {
    expect(issuerOf(parse({ ...valid, signIn: { userPoolId, clientId: 'abc' } }))).toBe(expected);
  });

  const wrong: readonly [what: string, change: object, path: string][] = [
    ['an unknown version', { version: 2 }, 'version'],
    ['an unknown field', { surprise: 1 }, 'surprise'],
    ['a plain http issuer elsewhere', { signIn: { issuer: 'http://idp.example/p', clientId: 'abc' } }, 'signIn.issuer'],
    ['credentials in an address', { storage: { region: 'x', endpoint: 'https://u:p@h.example' } }, 'storage.endpoint'],
    ['no issuer and no pool', { signIn: { clientId: 'abc' } }, 'signIn'],
    [
      'a pool of another region',
      { signIn: { userPoolId: 'eu-west-1_A', region: 'us-east-1', clientId: 'a' } },
      'signIn.region',
    ],
    ['a foreign redirect', { signIn: { ...valid.signIn, redirectUri: 'https://evil.example/' } }, 'signIn.redirectUri'],
    [
      'a loopback redirect without a port',
      { signIn: { ...valid.signIn, redirectUri: 'http://127.0.0.1/cb' } },
      'signIn.redirectUri',
    ],
    [
      'a prefix without a slash at its end',
      { locations: [{ label: 'L', bucket: 'b', prefix: 'team-a' }] },
      'locations[0].prefix',
    ],
    ['a malformed template', { locations: [{ label: '${sub}', bucket: 'b' }] }, 'locations[0].label'],
    [
      'an unknown credential source',
      { locations: [{ label: 'L', bucket: 'b', credentials: 'none' }] },
      'locations[0].credentials',
    ],
    [
      'two operators',
      { locations: [{ label: 'L', bucket: 'b', when: { claim: 'c', equals: 'a', has: 'b' } }] },
      'locations[0].when',
    ],
    [
      'a rule without a claim',
      { locations: [{ label: 'L', bucket: 'b', when: { equals: 'a' } }] },
      'locations[0].when.claim',
    ],
  ];
  it.each(wrong)('refuses %s and says where', (_what, change, path) => {
    expect(failureOf({ ...valid, ...change })).toMatchObject({
      code: 'profile-invalid',
      detail: { path, subject: 'a.pail' },
    });
  });

  it('refuses what is no JSON, too large, or not text, without quoting it', () => {
    const failure = failureOf('{"clientSecret": "s3cr3t-value" oops');
    expect(failure.code).toBe('profile-not-json');
    expect(JSON.stringify(failure)).not.toContain('s3cr3t');
    expect(failureOf(' '.repeat(1_048_577)).code).toBe('profile-too-large');
    expect(() => parseProfile(new Uint8Array([0xff, 0xfe, 0x00]), 'a')).toThrow(PailError);
  });

  it.each([
    ['{\n  "version": 1,\n  "name": "Acme"\n  "signIn": {}\n}', 'line 4, column 3'],
    ['{"version": 1, }', 'line 1, column 16'],
    ['{"version": 1', 'it ends too early'],
    ['', 'it ends too early'],
  ])('says where %j stops to be JSON', (document, reason) => {
    expect(failureOf(document).detail).toMatchObject({ reason });
  });

  const [webIdentity] = valid.credentials;
  const badEndpoint = { ...valid, storage: { region: 'x', endpoint: 's3.example.org' } };
  it.each([
    [{ locations: {} }, 'a list in [ ]'],
    [{ name: 1 }, 'a text in double quotes'],
    [{ name: '' }, 'a text that is not empty'],
    [{ name: 'x'.repeat(101) }, 'at most 100 characters'],
    [{ revision: '3' }, 'a number without quotes'],
    [{ revision: 0 }, 'a number of at least 1'],
    [{ credentials: [] }, 'at least 1 in the list'],
    [{ credentials: [{ ...webIdentity, kind: 'webidentity' }] }, '"identityPool" or "webIdentity" or "static"'],
    [{ locations: [{ label: 'L', bucket: 'b', prefx: '' }] }, /such as “prefix”$/],
    [{ signIn: { ...valid.signIn, clientID: 'abc' } }, /such as “clientId”$/],
    [{ surprise: 1 }, /version 1 has$/],
  ])('says what it expects of %j', (change, expected) => {
    expect(failureOf({ ...valid, ...change }).detail).toMatchObject({
      expected: typeof expected === 'string' ? expected : expect.stringMatching(expected),
    });
  });

  it('tells of one mistake once', () => {
    const locations = [{ label: 'L', bucket: 'bkt', storage: { region: 'eu-west-2' } }];
    const { problems } = examineProfile({ ...badEndpoint, locations });
    expect(problems.map(({ path, expected }) => `${path}: ${expected}`)).toEqual([
      'storage.endpoint: an https address (plain http only to this computer)',
    ]);
  });

  it('does not show the value of a secret field', () => {
    const failure = failureOf({ ...valid, signIn: { ...valid.signIn, clientSecret: ['s3cr3t-value'] } });
    expect(failure.detail.path).toBe('signIn.clientSecret');
    expect(JSON.stringify(failure)).not.toContain('s3cr3t-value');
  });
});

describe('secrets in errors', () => {
  it.each([
    ['an object around a secret', { signIn: { clientId: 'abc', clientSecret: 's3cr3t-value' } }],
    ['a list as an object', { credentials: { id: 'x', secretAccessKey: 's3cr3t-value' } }],
    ['a scalar below a secret field', { signIn: { ...valid.signIn, clientSecret: { inner: 's3cr3t-value' } } }],
    ['a source of no kind', { credentials: [{ id: 'x', kind: 'other', secretAccessKey: 's3cr3t-value' }] }],
  ])('quotes no secret of %s', (_what, change) => {
    expect(JSON.stringify(failureOf({ ...valid, ...change }))).not.toContain('s3cr3t-value');
  });

  it('asks for the secret of a static source', () => {
    expect(failureOf({ ...valid, credentials: [{ id: 's', kind: 'static', accessKeyId: 'AK' }] }).detail.path).toBe(
      'credentials[0].secretAccessKey',
    );
  });
});

describe('splitSecrets', () => {
  it('takes every secret out', () => {
    const { bare, secrets } = splitSecrets(parse(valid));
    expect(Object.fromEntries(secrets)).toEqual({
      clientSecret: 's3cr3t-value',
      'secretAccessKey:shared': 'k3y-value',
    });
    expect(JSON.stringify(bare)).not.toMatch(/s3cr3t-value|k3y-value/);
  });
});
