/**
 * The wall's gate: who gets keys for which role. Asked of STS directly, with Pail left out; every refusal stands
 * beside a twin that passes.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type SignedIn, signInThroughPool } from '../support/cognito/browser.ts';
import { jwtPayload } from '../support/cognito/fixture.ts';
import { type PoolUser, startUserPool, type UserPool } from '../support/cognito/user-pool.ts';
import { createRoles, homeRole, teamRole } from '../support/permissions.ts';
import { assumeRole, httpStatus, plainS3 } from '../support/plain-clients.ts';

const world = inject('world');
const { ana, ben, cleo } = world.users;
const tokens = new Map<string, SignedIn>();

beforeAll(async () => {
  const client = { ...world, redirectUri: world.loopbackRedirectUri };
  for (const user of [ana, ben, cleo]) {
    tokens.set(user.username, await signInThroughPool(client, user));
  }
});

function of(user: PoolUser): SignedIn {
  return tokens.get(user.username) as SignedIn;
}

/** 200, or the status of the refusal. */
function ask(role: string, token: string): Promise<number | undefined> {
  return assumeRole(world.stsEndpoint, role, token).then(
    () => 200,
    (error: unknown) => httpStatus(Promise.reject(error)),
  );
}

function withPayload(token: string, changes: Record<string, unknown>, key?: KeyObject): string {
  const [head = '', , signature = ''] = token.split('.');
  const body = Buffer.from(JSON.stringify({ ...jwtPayload(token), ...changes })).toString('base64url');
  const made = key ? sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url') : signature;
  return `${head}.${body}.${made}`;
}

describe('roles are for whom they are', () => {
  const grid: [role: string, allowed: PoolUser[]][] = [
    [`home-${ana.sub}`, [ana]],
    [`home-${ben.sub}`, [ben]],
    [`home-${cleo.sub}`, [cleo]],
    ['team-a', [ana]],
    ['team-b', [ben]],
    ['finance', [ana]],
  ];

  it.each(grid)('%s', async (role, allowed) => {
    for (const user of [ana, ben, cleo]) {
      expect(await ask(role, of(user).idToken), user.username).toBe(allowed.includes(user) ? 200 : 403);
    }
  });

  it('and a role that is not there is for nobody', async () => {
    expect(await ask('team-ab', of(ana).idToken)).toBe(403);
  });
});

describe('tokens are checked', () => {
  const mine = `home-${ana.sub}`;
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  it('not with a signature by another key', async () => {
    const { idToken } = of(ana);
    expect(await ask(mine, withPayload(idToken, {}, stranger))).toBe(403);
    expect(await ask(mine, idToken)).toBe(200);
  });

  it('not with claims changed under the signature', async () => {
    const { idToken } = of(ben);
    expect(await ask(mine, withPayload(idToken, { sub: ana.sub }))).toBe(403);
    expect(await ask('team-a', withPayload(idToken, { 'cognito:groups': ['team-a'] }))).toBe(403);
    expect(await ask('team-b', idToken)).toBe(200);
  });

  it('not without a signature', async () => {
    const { idToken } = of(ana);
    const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect(await ask(mine, `${head}.${idToken.split('.')[1]}.`)).toBe(403);
    expect(await ask(mine, idToken)).toBe(200);
  });

  it('not an access token', async () => {
    expect(await ask(mine, of(ana).accessToken)).toBe(403);
    expect(await ask(mine, of(ana).idToken)).toBe(200);
  });
});

describe('a pool at hand, with a person of its own', () => {
  const frida: PoolUser = {
    username: 'frida',
    password: 'a passphrase',
    sub: 'f41da000-0000-4000-8000-000000000001',
    email: 'frida@example.com',
    emailVerified: true,
    groups: ['team-z'],
  };
  const mine = `home-${frida.sub}`;
  let pool: UserPool;
  beforeAll(async () => {
    pool = await startUserPool({ users: [frida], redirectUris: ['pail://auth/callback'], logoutUris: [], x5c: true });
    await createRoles(world.rgw, pool, [homeRole(frida.sub), teamRole('team-z')]);
  });
  afterAll(() => pool.stop());

  it('gets keys for its own roles, and not for those of the other pool', async () => {
    const { idToken } = await signInThroughPool({ ...pool, redirectUri: 'pail://auth/callback' }, frida);
    expect(await ask(mine, idToken)).toBe(200);
    expect(await ask('team-z', idToken)).toBe(200);
    for (const role of ['team-a', 'finance', `home-${ana.sub}`]) {
      const claims = { sub: ana.sub, 'cognito:groups': ['team-a', 'finance'] };
      expect(await ask(role, pool.mintIdToken({ sub: ana.sub, claims })), role).toBe(403);
    }
  });

  it.each([
    ['an expired token', { expiresIn: -60 }],
    ['a forged token', { forged: true }],
    ['a token for another client', { claims: { aud: 'another-client' } }],
    ['a token of another issuer', { claims: { iss: 'http://127.0.0.1:9/us-east-1_Other1' } }],
    ['a token without a subject', { claims: { sub: undefined } }],
  ])('refuses %s', async (_name, changes) => {
    expect(await ask(mine, pool.mintIdToken({ sub: frida.sub, ...changes }))).toBe(403);
    expect(await ask(mine, pool.mintIdToken({ sub: frida.sub }))).toBe(200);
  });

  it('refuses one whose groups are of another spelling, or none', async () => {
    const groups = [['team-Z'], ['team-'], ['team-z '], ['xteam-z'], [], undefined];
    for (const others of groups) {
      const claims = { 'cognito:groups': others };
      expect(await ask('team-z', pool.mintIdToken({ sub: frida.sub, claims })), String(others)).toBe(403);
    }
    const claims = { 'cognito:groups': ['x', 'team-z', 'y'] };
    expect(await ask('team-z', pool.mintIdToken({ sub: frida.sub, claims }))).toBe(200);
  });
});

describe('temporary keys', () => {
  it('are worth nothing without, or with another, session token', async () => {
    const role = `home-${ana.sub}`;
    const keys = await assumeRole(world.stsEndpoint, role, of(ana).idToken);
    const others = await assumeRole(world.stsEndpoint, `home-${ben.sub}`, of(ben).idToken);
    const { accessKeyId, secretAccessKey } = keys;
    const list = (credentials: Parameters<typeof plainS3>[1], Prefix: string) =>
      httpStatus(plainS3(world.rgw.endpoint, credentials).send(new ListObjectsV2Command({ Bucket: 'homes', Prefix })));
    expect(await list(keys, world.prefixes.home.ana)).toBe(200);
    expect(await list({ accessKeyId, secretAccessKey }, world.prefixes.home.ana)).toBe(403);
    expect(await list({ ...keys, sessionToken: others.sessionToken ?? '' }, world.prefixes.home.ben)).toBe(403);
  });
});
