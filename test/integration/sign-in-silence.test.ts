/** Where a sign-in ends without an error of the protocol: in the browser, by a person, or because what would cause it cannot be. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { OidcClient } from '../../src/main/identity/oidc-client.ts';
import { ATTEMPT_TIMEOUT } from '../../src/main/identity/sign-in-attempt.ts';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';
import { ana, answerOf, Installation, mend, settingsFor } from './sign-in-fixture.ts';

let pool: UserPool;
beforeAll(async () => {
  pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [] });
});
afterAll(() => pool.stop());
afterEach(() => mend(pool));

describe('what comes without an answer', () => {
  it('an unregistered redirect ends on a page of the service, and the timeout says what that may have been', async () => {
    const pail = await Installation.create(pool);
    const profileId = await pail.importProfile({ redirectUri: `http://127.0.0.1:${await freePort()}/unregistered` });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await pail.accounts.signIn(profileId);
      await expect(pail.finalAddress()).rejects.toThrow(/redirect_mismatch/);
      await vi.advanceTimersByTimeAsync(ATTEMPT_TIMEOUT - 1000);
      expect((await pail.stateOf(profileId)).phase).toBe('waiting');
      await vi.advanceTimersByTimeAsync(1000);
    } finally {
      vi.useRealTimers();
    }
    expect(await pail.outcome(profileId)).toBe('sign-in-timeout');
    expect(await pail.stateOf(profileId)).toMatchObject({
      failure: { message: expect.stringMatching(/redirect_mismatch.*tell your administrator/) },
    });
    await pail.remove();
  });
});

describe('what cannot come to that', () => {
  it('an abort is a state, not an error', async () => {
    const pail = await Installation.create(pool);
    const profileId = await pail.importProfile();
    pool.faults.discovery = 'stall';
    const starting = pail.accounts.signIn(profileId);
    await expect.poll(async () => (await pail.stateOf(profileId)).phase).toBe('preparing');
    pail.accounts.cancel(profileId);
    await starting;
    expect((await pail.stateOf(profileId)).phase).toBe('idle');
    await pail.remove();
  });

  it.each(['/.well-known/openid-configuration', '/'])(
    '%s after the issuer is taken off before it is asked',
    async (tail) => {
      const pail = await Installation.create(pool);
      expect(pail.profile({ issuer: `${pool.issuer}${tail}` }).signIn.issuer).toBe(pool.issuer);
      await pail.remove();
    },
  );

  it('a foreign issuer is found out, however its address was pasted', async () => {
    const pail = await Installation.create(pool);
    pool.faults.discovery = 'foreign-issuer';
    const issuer = `${pool.issuer}/.well-known/openid-configuration`;
    await expect(pail.accounts.signIn(await pail.importProfile({ issuer }))).rejects.toMatchObject({
      failure: { code: 'issuer-invalid' },
    });
    await pail.remove();
  });

  it('userInfo of another person is never asked for: all is in the ID token', async () => {
    const client = await OidcClient.discover(settingsFor(pool));
    const { pending, search } = await answerOf(client);
    const { refreshToken } = await client.exchange(`?${search}`, pending);
    await client.refresh(refreshToken ?? '', ana.sub);
    expect(pool.requests.some(({ path }) => path === '/oauth2/userInfo')).toBe(false);
  });
});
