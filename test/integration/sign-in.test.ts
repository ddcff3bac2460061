/** Pail's sign-in, as main runs it, against the stand-in user pool; the person's browser is a fetch. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Accounts } from '../../src/main/identity/accounts.ts';
import { parseDeepLink } from '../../src/main/platform/deep-link.ts';
import { memorySecretStore, type SecretStore } from '../../src/main/platform/secret-store.ts';
import { ProfileStore } from '../../src/main/profiles/profile-store.ts';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { SignInState } from '../../src/shared/model/account.ts';
import { profileSchema } from '../../src/shared/model/profile.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { PoolFaults, PoolUser, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';

const ana: PoolUser = {
  username: 'ana',
  password: 'demo',
  sub: 'a0a00000-0000-4000-8000-000000000001',
  email: 'ana@example.com',
  emailVerified: true,
  groups: ['team-a'],
};
const person = { username: 'ana', password: 'demo' };

describe('sign-in', () => {
  let pool: UserPool;
  let loopback = '';
  let directory = '';
  let secrets: SecretStore;
  let profiles: ProfileStore;
  let accounts: Accounts;
  let opened: URL[] = [];

  beforeAll(async () => {
    loopback = `http://127.0.0.1:${await freePort()}/callback`;
    pool = await startUserPool({
      users: [ana],
      redirectUris: ['pail://auth/callback', loopback],
      logoutUris: [],
      idTokenSeconds: 3600,
    });
  });
  afterAll(() => pool.stop());

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'pail-sign-in-'));
    secrets = { ...memorySecretStore(), kind: 'keyring' };
    await restart();
  });
  afterEach(async () => {
    Object.assign(pool.faults, {
      nextToken: undefined,
      changedSubOnRefresh: undefined,
      refuseRefresh: undefined,
      discovery: undefined,
      nextAuthorize: undefined,
    } satisfies PoolFaults);
    await rm(directory, { recursive: true, force: true });
  });

  /** A new run of the app on the same files and secrets. */
  async function restart(): Promise<void> {
    profiles = new ProfileStore(directory, secrets);
    await profiles.load();
    opened = [];
    accounts = new Accounts({
      profiles,
      secrets,
      redirectUriFor: (uri) => uri,
      openBrowser: async (url) => void opened.push(url),
      onChange: () => undefined,
    });
  }

  async function importProfile(signIn: object = {}): Promise<string> {
    const profile = profileSchema.parse({
      version: 1,
      name: 'Acme',
      signIn: {
        issuer: pool.issuer,
        clientId: pool.clientId,
        clientSecret: pool.clientSecret,
        scopes: 'openid email',
        ...signIn,
      },
      storage: { region: 'us-east-1' },
      credentials: [{ id: 'team', kind: 'webIdentity', roleArn: 'arn:aws:iam:::role/${item}' }],
      locations: [{ label: '${item}', bucket: 'teams', prefix: '${item}/', forEach: { claim: 'cognito:groups' } }],
    });
    return (await profiles.add(profile)).id;
  }

  async function stateOf(profileId: string): Promise<SignInState> {
    const summary = (await accounts.profileSummaries()).find(({ id }) => id === profileId);
    if (!summary) throw new Error('no such profile');
    return summary.signIn;
  }

  /** Waits for an attempt to end: signed in, or failed with this code. */
  async function outcome(profileId: string): Promise<'signed in' | ErrorCode> {
    for (;;) {
      const state = await stateOf(profileId);
      if (state.phase === 'failed') return state.failure.code;
      if (state.phase === 'idle' && accounts.list().length > 0) return 'signed in';
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  function callback(address: string): boolean {
    const link = parseDeepLink(address, 'pail');
    return link.kind === 'callback' && accounts.takeCallback(link.callback);
  }

  /** The whole way, the browser included. */
  async function signIn(profileId: string): Promise<'signed in' | ErrorCode> {
    await accounts.signIn(profileId);
    const back = await new FetchBrowser().signIn(opened.at(-1) as URL, person);
    if (back.startsWith('pail:')) expect(callback(back)).toBe(true);
    else expect((await fetch(back)).status).toBe(200);
    return outcome(profileId);
  }

  it('signs in by the scheme: PKCE, nonce, state, secret by Basic; the locations follow from the claims', async () => {
    const profileId = await importProfile();
    expect(await signIn(profileId)).toBe('signed in');
    expect(accounts.summaries()).toMatchObject([
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
    expect(await readFile(path.join(directory, `${profileId}.json`), 'utf8')).not.toContain(pool.clientSecret);
  });

  it('signs in with blank scopes, and with the issuer pasted as its well-known address', async () => {
    const issuer = `${pool.issuer}/.well-known/openid-configuration`;
    expect(await signIn(await importProfile({ issuer, scopes: '' }))).toBe('signed in');
  });

  it('signs in by a loopback redirect, on its exact port, once', async () => {
    const profileId = await importProfile({ redirectUri: loopback });
    expect(await signIn(profileId)).toBe('signed in');
    await expect(fetch(loopback)).rejects.toThrow();
  });

  it('refuses foreign requests to the loopback listener and goes on waiting', async () => {
    const profileId = await importProfile({ redirectUri: loopback });
    await accounts.signIn(profileId);
    expect((await fetch(`${loopback}?code=c&state=foreign`)).status).toBe(400);
    expect((await fetch(new URL('/other', loopback))).status).toBe(404);
    const back = await new FetchBrowser().signIn(opened[0] as URL, person);
    expect((await fetch(back)).status).toBe(200);
    expect(await outcome(profileId)).toBe('signed in');
  });

  it('takes a callback once, and none that is foreign, late or uncalled for', async () => {
    const profileId = await importProfile();
    expect(callback('pail://auth/callback?code=c&state=s')).toBe(false);
    await accounts.signIn(profileId);
    expect(callback('pail://auth/callback?code=c&state=s')).toBe(false);
    const back = await new FetchBrowser().signIn(opened[0] as URL, person);
    expect(callback(back)).toBe(true);
    expect(callback(back)).toBe(false);
    expect(await outcome(profileId)).toBe('signed in');
    await accounts.signIn(profileId);
    const late = await new FetchBrowser().signIn(opened[1] as URL, person);
    accounts.cancel(profileId);
    expect(callback(late)).toBe(false);
    expect((await stateOf(profileId)).phase).toBe('idle');
  });

  const discoveryFaults: readonly [PoolFaults['discovery'], ErrorCode][] = [
    ['not-found', 'issuer-invalid'],
    ['html', 'issuer-invalid'],
    ['foreign-issuer', 'issuer-invalid'],
    ['no-domain', 'issuer-invalid'],
  ];
  it.each(discoveryFaults)('says what is wrong when discovery is %s', async (discovery, code) => {
    const profileId = await importProfile();
    pool.faults.discovery = discovery;
    await expect(accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code } });
    expect(await outcome(profileId)).toBe(code);
  });

  const tokenFaults: readonly [PoolFaults['nextToken'], ErrorCode][] = [
    ['wrong-nonce', 'sign-in-rejected'],
    ['forged-signature', 'sign-in-rejected'],
    ['wrong-aud', 'sign-in-rejected'],
    ['expired', 'sign-in-rejected'],
    ['html', 'sign-in-rejected'],
  ];
  it.each(tokenFaults)('accepts no answer with %s', async (nextToken, code) => {
    const profileId = await importProfile();
    pool.faults.nextToken = nextToken;
    expect(await signIn(profileId)).toBe(code);
    expect(accounts.list()).toEqual([]);
  });

  it('tells a refusal, a wrong secret and an unreachable service apart', async () => {
    const refused = await importProfile();
    pool.faults.nextAuthorize = { error: 'access_denied', description: 'User is disabled' };
    expect(await signIn(refused)).toBe('sign-in-refused');
    expect(await signIn(await importProfile({ clientSecret: 'not-the-secret-of-it' }))).toBe('client-rejected');
    const away = await importProfile({ issuer: `http://127.0.0.1:${await freePort()}/us-east-1_Gone` });
    await expect(accounts.signIn(away)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
  });

  it('refreshes, and accepts no other person', async () => {
    const profileId = await importProfile();
    await signIn(profileId);
    const [account] = accounts.list();
    const first = await account?.session.idToken();
    expect(await account?.session.idToken(true)).not.toBe(first);
    pool.faults.changedSubOnRefresh = 'b0b00000-0000-4000-8000-000000000002';
    await expect(account?.session.idToken(true)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    expect(accounts.summaries()[0]?.state).toBe('expired');
  });

  it('signs in again in the next run without a browser, until the service refuses', async () => {
    await signIn(await importProfile());
    await restart();
    await accounts.restore();
    expect(accounts.summaries()).toMatchObject([{ displayName: 'ana', remembered: true, state: 'active' }]);
    expect(opened).toEqual([]);
    pool.faults.refuseRefresh = true;
    await restart();
    await accounts.restore();
    expect(accounts.list()).toEqual([]);
    pool.faults.refuseRefresh = undefined;
    await restart();
    await accounts.restore();
    expect(accounts.list()).toEqual([]);
  });

  it('signs out: revoked at the service, forgotten here', async () => {
    const profileId = await importProfile();
    await signIn(profileId);
    const refreshToken = pool.issued.all().findLast(({ kind }) => /refresh/i.test(kind))?.value;
    await accounts.signOut(accounts.list()[0]?.id ?? '');
    expect(accounts.list()).toEqual([]);
    const revoke = pool.requests.findLast((request) => request.path === '/oauth2/revoke');
    expect(revoke?.form).toMatchObject({ token: refreshToken });
    expect(await secrets.get(`session:${profileId}`)).toBeNull();
  });

  it('forgets a person also when the service cannot be told', async () => {
    const gone = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
    const { issuer, clientId, clientSecret } = gone;
    await signIn(await importProfile({ issuer, clientId, clientSecret }));
    await gone.stop();
    await expect(accounts.signOut(accounts.list()[0]?.id ?? '')).rejects.toMatchObject({
      failure: { code: 'revoke-failed' },
    });
    expect(accounts.list()).toEqual([]);
  });
});
