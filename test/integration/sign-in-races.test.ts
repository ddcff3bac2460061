/** What goes wrong around a sign-in: bad networks, bad timing, and what must not be left behind. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unsigned } from '../../src/main/profiles/profile-file.ts';
import type { PoolFaults, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';
import { ana, Installation } from './sign-in-fixture.ts';

const ben = { ...ana, username: 'ben', sub: 'b0b00000-0000-4000-8000-000000000002', email: 'ben@example.com' };

describe('around a sign-in', () => {
  let pool: UserPool;
  let loopback = '';
  let pail: Installation;

  beforeAll(async () => {
    loopback = `http://127.0.0.1:${await freePort()}/callback`;
    const redirectUris = ['pail://auth/callback', loopback];
    pool = await startUserPool({ users: [ana, ben], redirectUris, logoutUris: [], rotateRefreshTokens: true });
  });
  afterAll(() => pool.stop());
  beforeEach(async () => {
    pail = await Installation.create(pool);
  });
  afterEach(() => pail.remove());

  it.each(['server-error', 'html'] satisfies PoolFaults['nextToken'][])(
    'a refresh answered with %s does not end the session',
    async (fault) => {
      await pail.signIn(await pail.importProfile());
      const [account] = pail.accounts.list();
      pool.faults.nextToken = fault;
      await expect(account?.session.idToken(true)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
      expect(account?.state).toBe('active');
      await expect(account?.session.idToken(true)).resolves.toBeTypeOf('string');
    },
  );

  it('signed out in mid-refresh: the rotated token is revoked and not kept', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    const [account] = pail.accounts.list();
    const refreshing = account?.session.idToken(true);
    refreshing?.catch((reason: unknown) => reason);
    await pail.accounts.signOut(account?.id ?? '');
    const newest = pool.issued.all().findLast(({ kind }) => /refresh/i.test(kind))?.value;
    expect(pool.requests.findLast(({ path }) => path === '/oauth2/revoke')?.form?.['token']).toBe(newest);
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
  });

  it('somebody who signs in over another person ends their session, here and at the service', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    const [before] = pail.accounts.list();
    const token = before?.session.refreshToken;
    await pail.accounts.signIn(profileId);
    pail.callback(await pail.finalAddress(pail.opened.at(-1), { username: 'ben', password: 'demo' }));
    await expect.poll(() => pail.accounts.list()[0]?.session.sub).toBe(ben.sub);
    await expect(before?.session.idToken(true)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    const revoked = () =>
      pool.requests.filter(({ path }) => path === '/oauth2/revoke').map(({ form }) => form?.['token']);
    await expect.poll(revoked).toContain(token);
    expect(JSON.parse((await pail.secrets.get(`session:${profileId}`)) ?? '{}')).toMatchObject({ sub: ben.sub });
  });

  it('cancelled while the keyring is asked: no account, nothing kept, the token revoked', async () => {
    const profileId = await pail.importProfile();
    const { set } = pail.secrets;
    pail.secrets.set = async (key, value) => {
      await set(key, value);
      if (key.startsWith('session:')) pail.accounts.cancel(profileId);
    };
    await pail.accounts.signIn(profileId);
    const before = pool.requests.length;
    pail.callback(await pail.finalAddress());
    await expect.poll(() => pool.requests.slice(before).some(({ path }) => path === '/oauth2/revoke')).toBe(true);
    expect(pail.accounts.list()).toEqual([]);
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
    expect((await pail.stateOf(profileId)).phase).toBe('idle');
  });

  it('a removed profile leaves no secret, also when its last restore failed', async () => {
    const profileId = await pail.importProfile();
    await pail.signIn(profileId);
    pool.faults.discovery = 'not-found';
    await pail.restart();
    await pail.accounts.restore();
    pool.faults.discovery = undefined;
    expect(await pail.secrets.get(`session:${profileId}`)).not.toBeNull();
    const clientSecret = `profile:${profileId}:${pail.profiles.get(profileId).secretsId}:clientSecret`;
    expect(await pail.secrets.get(clientSecret)).not.toBeNull();
    await pail.accounts.forget(profileId);
    await pail.profiles.remove(profileId);
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
    expect(await pail.secrets.get(clientSecret)).toBeNull();
  });

  it('an imported version without a secret forgets the old secret', async () => {
    const profileId = await pail.importProfile();
    expect(await pail.importProfile({ clientSecret: undefined })).toBe(profileId);
    expect(await pail.profiles.secret(profileId, 'clientSecret')).toBeNull();
  });

  it('knows a version that changes nothing from one that does', async () => {
    expect(await pail.profiles.compare(unsigned(pail.profile()))).toBeNull();
    await pail.importProfile();
    expect(await pail.profiles.compare(unsigned(pail.profile()))).toMatchObject({ differs: false });
    expect(await pail.profiles.compare(unsigned(pail.profile({ redirectUri: loopback })))).toMatchObject({
      differs: true,
    });
    expect(await pail.profiles.compare(unsigned(pail.profile({ clientSecret: 'another-secret-of-it' })))).toMatchObject(
      {
        differs: true,
      },
    );
    const elsewhere = pail.profile();
    elsewhere.storage.endpoint = 'https://evil.example';
    expect(await pail.profiles.compare(unsigned(elsewhere))).toMatchObject({ differs: true });
  });

  it('asks again for a secret that was typed wrong', async () => {
    await pail.remove();
    pail = await Installation.create(pool, 'memory');
    const profileId = await pail.importProfile();
    await pail.profiles.provideSecret(profileId, 'clientSecret', 'typed-wrongly');
    expect(await pail.signIn(profileId)).toBe('client-rejected');
    expect(await pail.profiles.missingSecrets(profileId)).toEqual(['clientSecret']);
  });

  it('asks who it is after a sign-out and when tried again, not otherwise', async () => {
    const profileId = await pail.importProfile();
    const prompts = (): (string | null)[] => pail.opened.map((url) => url.searchParams.get('prompt'));
    await pail.signIn(profileId);
    await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '');
    await pail.signIn(profileId);
    await pail.accounts.signIn(profileId);
    await pail.accounts.signIn(profileId);
    expect(prompts()).toEqual([null, 'login', null, 'login']);
    pail.accounts.cancel(profileId);
  });

  it('survives any request to its loopback listener', async () => {
    const { connect } = await import('node:net');
    const profileId = await pail.importProfile({ redirectUri: loopback });
    await pail.accounts.signIn(profileId);
    const { hostname, port } = new URL(loopback);
    for (const target of ['//', '/\\', 'http://[', '*', '/callback?%', '/callback#x']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () =>
          socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`),
        );
        socket
          .on('close', () => resolve())
          .on('error', () => resolve())
          .resume();
      });
    }
    expect((await fetch(await pail.finalAddress())).status).toBe(200);
    expect(await pail.outcome(profileId)).toBe('signed in');
  });

  it('goes on where the browser cannot be opened: the address can be copied', async () => {
    const profileId = await pail.importProfile();
    pail.opened.push = () => {
      throw new Error('no browser');
    };
    await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code: 'browser-unavailable' } });
    expect((await pail.stateOf(profileId)).phase).toBe('waiting');
    expect(pail.accounts.pending(profileId).url.origin).toBe(pool.origin);
    pail.accounts.cancel(profileId);
  });
});
