/** Pail's sign-in, as main runs it, against the stand-in user pool. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { PoolFaults, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';
import { ana, Installation, mend } from './sign-in-fixture.ts';

describe('sign-in', () => {
  let pool: UserPool;
  let loopback = '';
  let pail: Installation;

  beforeAll(async () => {
    loopback = `http://127.0.0.1:${await freePort()}/callback`;
    pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback', loopback], logoutUris: [] });
  });
  afterAll(() => pool.stop());
  beforeEach(async () => {
    pail = await Installation.create(pool);
  });
  afterEach(async () => {
    mend(pool);
    await pail.remove();
  });

  it('signs in by the scheme: PKCE, nonce, state, secret by Basic; the locations follow from the claims', async () => {
    const profileId = await pail.importProfile();
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(pail.accounts.summaries()).toMatchObject([
      {
        displayName: 'ana',
        email: 'ana@example.com',
        state: 'active',
        locations: [{ label: 'team-a', prefix: 'team-a/' }],
      },
    ]);
    const authorize = pool.requests.findLast(
      (request) => request.path === '/oauth2/authorize' && request.query['state'],
    );
    expect(authorize?.query).toMatchObject({
      code_challenge_method: 'S256',
      nonce: expect.any(String),
      response_type: 'code',
      scope: 'openid email',
    });
    expect(await readFile(path.join(pail.directory, `${profileId}.json`), 'utf8')).not.toContain(pool.clientSecret);
  });

  it('signs in with blank scopes, and with the issuer pasted as its well-known address', async () => {
    const issuer = `${pool.issuer}/.well-known/openid-configuration`;
    expect(await pail.signIn(await pail.importProfile({ issuer, scopes: '' }))).toBe('signed in');
  });

  it('signs in by a loopback redirect, on its exact port, once', async () => {
    const profileId = await pail.importProfile({ redirectUri: loopback });
    expect(await pail.signIn(profileId)).toBe('signed in');
    await expect(fetch(loopback)).rejects.toThrow();
  });

  it('refuses foreign requests to the loopback listener and goes on waiting', async () => {
    const profileId = await pail.importProfile({ redirectUri: loopback });
    await pail.accounts.signIn(profileId);
    expect((await fetch(`${loopback}?code=c&state=foreign`)).status).toBe(400);
    expect((await fetch(new URL('/other', loopback))).status).toBe(404);
    const back = await pail.finalAddress();
    expect((await fetch(back)).status).toBe(200);
    expect(await pail.outcome(profileId)).toBe('signed in');
  });

  it('takes a callback once, and none that is foreign, late or uncalled for', async () => {
    const profileId = await pail.importProfile();
    expect(pail.callback('pail://auth/callback?code=c&state=s')).toBe(false);
    await pail.accounts.signIn(profileId);
    expect(pail.callback('pail://auth/callback?code=c&state=s')).toBe(false);
    const back = await pail.finalAddress();
    expect(pail.callback(back)).toBe(true);
    expect(pail.callback(back)).toBe(false);
    expect(await pail.outcome(profileId)).toBe('signed in');
    await pail.accounts.signIn(profileId);
    const late = await pail.finalAddress();
    pail.accounts.cancel(profileId);
    expect(pail.callback(late)).toBe(false);
    expect((await pail.stateOf(profileId)).phase).toBe('idle');
  });

  const discoveryFaults: readonly [PoolFaults['discovery'], ErrorCode][] = [
    ['not-found', 'issuer-invalid'],
    ['html', 'issuer-invalid'],
    ['foreign-issuer', 'issuer-invalid'],
    ['no-domain', 'issuer-invalid'],
  ];
  it.each(discoveryFaults)('says what is wrong when discovery is %s', async (discovery, code) => {
    const profileId = await pail.importProfile();
    pool.faults.discovery = discovery;
    await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code } });
    expect(await pail.outcome(profileId)).toBe(code);
  });

  const tokenFaults: readonly [PoolFaults['nextToken'], ErrorCode][] = [
    ['wrong-nonce', 'sign-in-mixed-up'],
    ['forged-signature', 'sign-in-forged'],
    ['wrong-aud', 'sign-in-mixed-up'],
    ['expired', 'sign-in-rejected'],
    ['html', 'sign-in-rejected'],
  ];
  it.each(tokenFaults)('accepts no answer with %s', async (nextToken, code) => {
    const profileId = await pail.importProfile();
    pool.faults.nextToken = nextToken;
    expect(await pail.signIn(profileId)).toBe(code);
    expect(pail.accounts.list()).toEqual([]);
  });

  it('tells a refusal, a wrong secret and an unreachable service apart', async () => {
    const refused = await pail.importProfile();
    pool.faults.nextAuthorize = { error: 'access_denied', description: 'User is disabled' };
    expect(await pail.signIn(refused)).toBe('sign-in-refused');
    expect(await pail.signIn(await pail.importProfile({ clientSecret: 'not-the-secret-of-it' }))).toBe(
      'client-rejected',
    );
    const away = await pail.importProfile({ issuer: `http://127.0.0.1:${await freePort()}/us-east-1_Gone` });
    await expect(pail.accounts.signIn(away)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
  });

  it('refreshes, and accepts no other person', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    const [account] = pail.accounts.list();
    const first = await account?.session.idToken();
    expect(await account?.session.idToken(true)).not.toBe(first);
    pool.faults.changedSubOnRefresh = 'b0b00000-0000-4000-8000-000000000002';
    await expect(account?.session.idToken(true)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    expect(pail.accounts.summaries()[0]?.state).toBe('expired');
  });

  it('signs in again in the next run without a browser, until the service refuses', async () => {
    await pail.signIn(await pail.importProfile());
    await pail.restart();
    await pail.accounts.restore();
    expect(pail.accounts.summaries()).toMatchObject([{ displayName: 'ana', remembered: true, state: 'active' }]);
    expect(pail.opened).toEqual([]);
    pool.faults.refuseRefresh = true;
    await pail.restart();
    await pail.accounts.restore();
    expect(pail.accounts.list()).toEqual([]);
    pool.faults.refuseRefresh = undefined;
    await pail.restart();
    await pail.accounts.restore();
    expect(pail.accounts.list()).toEqual([]);
  });

  it('signs out: revoked at the service, forgotten here', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    const refreshToken = pool.issued.all().findLast(({ kind }) => /refresh/i.test(kind))?.value;
    await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '');
    expect(pail.accounts.list()).toEqual([]);
    const revoke = pool.requests.findLast((request) => request.path === '/oauth2/revoke');
    expect(revoke?.form).toMatchObject({ token: refreshToken });
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
  });

  it('forgets a person also when the service cannot be told', async () => {
    const gone = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
    const { issuer, clientId, clientSecret } = gone;
    await pail.signIn(await pail.importProfile({ issuer, clientId, clientSecret }));
    await gone.stop();
    expect(await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '')).toMatchObject({
      service: 'failed',
      failure: { code: 'revoke-failed' },
    });
    expect(pail.accounts.list()).toEqual([]);
  });
});
