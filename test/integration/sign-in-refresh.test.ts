/** A session over its life: renewed, answered for somebody else, offline, refused, and kept by a keyring that fails. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../src/main/identity/account.ts';
import type { UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation, mend } from './sign-in-fixture.ts';

const EMPTY = { users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [], rotateRefreshTokens: true };

describe('a session', () => {
  let pool: UserPool;
  let pail: Installation;
  let profileId = '';

  beforeAll(async () => {
    pool = await startUserPool({ ...EMPTY, rotationGraceSeconds: 60 });
  });
  afterAll(() => pool.stop());
  beforeEach(async () => {
    pail = await Installation.create(pool);
    profileId = await pail.importProfile();
    expect(await pail.signIn(profileId)).toBe('signed in');
  });
  afterEach(async () => {
    mend(pool);
    await pail.remove();
  });

  const account = (): Account => pail.accounts.list()[0] as Account;
  const refreshes = () => pool.requests.filter(({ form }) => form?.['grant_type'] === 'refresh_token');
  /** The refresh token that the keyring has. */
  const kept = async (): Promise<string | undefined> =>
    JSON.parse((await pail.secrets.get(`session:${profileId}`)) ?? '{}').refreshToken;
  const newest = (): string | undefined => pool.issued.all().findLast(({ kind }) => /refresh/i.test(kind))?.value;

  it.each([
    ['another person', 'sub', 'b0b00000-0000-4000-8000-000000000002', /another person/],
    ['another app client', 'aud', 'another-client', /another app or from another service/],
    ['another issuer', 'iss', 'https://evil.example/us-east-1_Other', /another app or from another service/],
  ])('ends when a refresh is answered for %s, and what is kept is forgotten', async (_whose, claim, value, reason) => {
    const before = await account().session.idToken();
    pool.faults.changedClaimsOnRefresh = { [claim]: value };
    await expect(account().session.idToken(true)).rejects.toMatchObject({
      failure: { code: 'session-expired', message: expect.stringMatching(reason) },
    });
    expect(pail.accounts.summaries()[0]).toMatchObject({ state: 'expired', remembered: false });
    await expect.poll(kept).toBeUndefined();
    mend(pool);
    await expect(account().session.idToken()).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    expect(before).toBeTypeOf('string');
  });

  it('keeps each new refresh token in the place of the one before', async () => {
    const seen = new Set([await kept()]);
    for (let round = 0; round < 3; round += 1) {
      await account().session.idToken(true);
      expect(await kept()).toBe(newest());
      seen.add(await kept());
    }
    expect(seen.size).toBe(4);
  });

  it('shares one refresh among all who ask', async () => {
    const before = refreshes().length;
    const tokens = await Promise.all(Array.from({ length: 20 }, () => account().session.idToken(true)));
    expect(new Set(tokens).size).toBe(1);
    expect(refreshes().length - before).toBe(1);
  });

  it('survives an answer that was lost within the grace period', async () => {
    // The pool has replaced the token, and Pail could not take the answer.
    pool.faults.nextToken = 'forged-signature';
    await expect(account().session.idToken(true)).rejects.toMatchObject({ failure: { code: 'sign-in-forged' } });
    expect(account().state).toBe('active');
    expect(await account().session.idToken(true)).toBeTypeOf('string');
    expect(await kept()).toBe(newest());
  });

  it('goes on when the keyring fails: it is told once, and kept again when that works', async () => {
    const { set } = pail.secrets;
    const before = await kept();
    pail.secrets.set = async () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    for (let round = 0; round < 2; round += 1) expect(await account().session.idToken(true)).toBeTypeOf('string');
    expect(pail.reported).toEqual(['session-not-kept']);
    expect(pail.accounts.summaries()[0]).toMatchObject({ state: 'active', remembered: false });
    // Each refresh was asked with the token of the answer before, not with what the keyring still has.
    expect(refreshes().at(-1)?.form?.['refresh_token']).not.toBe(before);
    pail.secrets.set = set;
    await account().session.idToken(true);
    expect(await kept()).toBe(newest());
    expect(pail.accounts.summaries()[0]?.remembered).toBe(true);
  });

  it('signs in where the keyring fails from the start', async () => {
    await pail.accounts.signOut(account().id);
    pail.secrets.set = async () => {
      throw new Error('the keyring is locked');
    };
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(pail.accounts.summaries()[0]).toMatchObject({ state: 'active', remembered: false });
    expect(pail.reported).toEqual(['session-not-kept']);
  });

  it('stays signed in while nobody answers', async () => {
    pool.faults.away = true;
    await expect(account().session.idToken(true)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
    expect(pail.accounts.summaries()[0]).toMatchObject({ state: 'active', remembered: true });
    pool.faults.away = false;
    expect(await account().session.idToken(true)).toBeTypeOf('string');
  });

  it('that is refused is told once, however many ask, and keeps its locations', async () => {
    const states: string[] = [];
    pail.changed = () => void states.push(account().state);
    pool.faults.refuseRefresh = true;
    const before = refreshes().length;
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => account().session.idToken(true)));
    expect(new Set(asked.map((one) => one.status === 'rejected' && one.reason.failure.code))).toEqual(
      new Set(['session-expired']),
    );
    expect(refreshes().length - before).toBe(1);
    expect(states).toEqual(['expired']);
    expect(pail.accounts.summaries()[0]).toMatchObject({ state: 'expired', locations: [{ label: 'team-a' }] });
  });

  it('is signed in again by the same account, whose locations are the same', async () => {
    const { id, locations } = pail.accounts.summaries()[0] ?? {};
    pool.faults.refuseRefresh = true;
    await account()
      .session.idToken(true)
      .catch(() => undefined);
    mend(pool);
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(pail.accounts.summaries()).toMatchObject([{ id, state: 'active', locations }]);
  });

  describe('in the next run', () => {
    it('is tried again before a browser is opened, when nobody answered at the start', async () => {
      pool.faults.away = true;
      await pail.restart();
      await pail.accounts.restore();
      expect(await pail.outcome(profileId)).toBe('issuer-unreachable');
      await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
      pool.faults.away = false;
      await pail.accounts.signIn(profileId);
      expect(pail.accounts.summaries()).toMatchObject([{ displayName: 'ana', state: 'active' }]);
      expect(pail.opened).toEqual([]);
    });

    it('opens the browser when the service refuses by then', async () => {
      pool.faults.away = true;
      await pail.restart();
      await pail.accounts.restore();
      mend(pool);
      pool.faults.refuseRefresh = true;
      await pail.accounts.signIn(profileId);
      expect(pail.opened).toHaveLength(1);
      expect(await kept()).toBeUndefined();
      pail.accounts.cancel(profileId);
    });

    it('does not lose the token that replaced the kept one when it is cancelled', async () => {
      await pail.restart();
      const before = await kept();
      const restoring = pail.accounts.restore();
      pail.changed = () => undefined;
      const asked = refreshes().length;
      await expect.poll(() => refreshes().length, { interval: 1 }).toBeGreaterThan(asked);
      pail.accounts.cancel(profileId);
      await restoring;
      expect(pail.accounts.list()).toEqual([]);
      expect(await kept()).toBe(newest());
      expect(await kept()).not.toBe(before);
    });
  });

  it('ends where the pool has no grace period and an answer was lost', async () => {
    const strict = await startUserPool(EMPTY);
    const other = await Installation.create(strict);
    await other.signIn(await other.importProfile());
    const session = other.accounts.list()[0]?.session;
    strict.faults.nextToken = 'forged-signature';
    await expect(session?.idToken(true)).rejects.toMatchObject({ failure: { code: 'sign-in-forged' } });
    await expect(session?.idToken(true)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    await other.remove();
    await strict.stop();
  });
});
