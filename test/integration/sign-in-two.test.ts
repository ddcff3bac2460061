/** Two profiles and two people at the same time: neither sign-in knows of the other. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PoolUser, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation } from './sign-in-fixture.ts';

const ben: PoolUser = {
  ...ana,
  username: 'ben',
  password: 'another',
  sub: 'b0b00000-0000-4000-8000-000000000002',
  groups: ['team-b'],
};

describe('two sign-ins at once', () => {
  let pools: [UserPool, UserPool];
  let pail: Installation;
  let acme = '';
  let umbrella = '';

  beforeEach(async () => {
    const start = (user: PoolUser) =>
      startUserPool({ users: [user], redirectUris: ['pail://auth/callback'], logoutUris: [] });
    pools = await Promise.all([start(ana), start(ben)]);
    pail = await Installation.create(pools[0]);
    acme = await pail.importProfile();
    const { issuer, clientId, clientSecret } = pools[1];
    umbrella = await pail.importProfile({ issuer, clientId, clientSecret });
  });
  afterEach(async () => {
    await pail.remove();
    await Promise.all(pools.map((pool) => pool.stop()));
  });

  /** Both are waiting in the browser; the addresses of their pages. */
  async function startBoth(): Promise<{ ofAcme: URL; ofUmbrella: URL }> {
    await Promise.all([pail.accounts.signIn(acme), pail.accounts.signIn(umbrella)]);
    const of = (pool: UserPool): URL => pail.opened.find(({ origin }) => origin === pool.origin) as URL;
    return { ofAcme: of(pools[0]), ofUmbrella: of(pools[1]) };
  }

  it('have states, nonces and challenges of their own', async () => {
    const { ofAcme, ofUmbrella } = await startBoth();
    for (const name of ['state', 'nonce', 'code_challenge', 'client_id']) {
      expect(ofAcme.searchParams.get(name)).toBeTypeOf('string');
      expect(ofAcme.searchParams.get(name)).not.toBe(ofUmbrella.searchParams.get(name));
    }
  });

  it('come back in any order, each to its own', async () => {
    const { ofAcme, ofUmbrella } = await startBoth();
    const backToAcme = await pail.finalAddress(ofAcme, ana);
    expect(pail.callback(await pail.finalAddress(ofUmbrella, ben))).toBe(true);
    await expect.poll(async () => (await pail.stateOf(umbrella)).phase).toBe('idle');
    expect((await pail.stateOf(acme)).phase).toBe('waiting');
    expect(pail.callback(backToAcme)).toBe(true);
    await expect.poll(() => pail.accounts.list().length).toBe(2);
    expect(
      pail.accounts
        .summaries()
        .map(({ profileId, displayName, locations }) => [profileId, displayName, locations[0]?.label]),
    ).toEqual([
      [umbrella, 'ben', 'team-b'],
      [acme, 'ana', 'team-a'],
    ]);
  });

  it('one is cancelled while the other goes on', async () => {
    const { ofAcme, ofUmbrella } = await startBoth();
    const late = await pail.finalAddress(ofAcme, ana);
    pail.accounts.cancel(acme);
    expect((await pail.stateOf(umbrella)).phase).toBe('waiting');
    expect(pail.callback(late)).toBe(false);
    expect(pail.callback(await pail.finalAddress(ofUmbrella, ben))).toBe(true);
    await expect.poll(() => pail.accounts.list().length).toBe(1);
    expect(pail.accounts.summaries()).toMatchObject([{ profileId: umbrella, displayName: 'ben' }]);
    expect((await pail.stateOf(acme)).phase).toBe('idle');
  });

  it('a code of the one with the state of the other is no use', async () => {
    const { ofAcme, ofUmbrella } = await startBoth();
    const mixed = new URL(await pail.finalAddress(ofAcme, ana));
    mixed.searchParams.set('state', ofUmbrella.searchParams.get('state') ?? '');
    expect(pail.callback(mixed.href)).toBe(true);
    await expect.poll(async () => (await pail.stateOf(umbrella)).phase).toBe('failed');
    expect(pail.accounts.list()).toEqual([]);
    expect((await pail.stateOf(acme)).phase).toBe('waiting');
    pail.accounts.cancel(acme);
  });

  it('one account is refreshed, expires and is signed out without the other', async () => {
    const { ofAcme, ofUmbrella } = await startBoth();
    pail.callback(await pail.finalAddress(ofAcme, ana));
    pail.callback(await pail.finalAddress(ofUmbrella, ben));
    await expect.poll(() => pail.accounts.list().length).toBe(2);
    const of = (profileId: string) => pail.accounts.list().find((account) => account.profileId === profileId);
    pools[0].faults.refuseRefresh = true;
    const asked = [acme, umbrella].map((profileId) => of(profileId)?.session.idToken(true));
    const [ofAna, ofBen] = await Promise.allSettled(asked);
    expect([ofAna?.status, ofBen?.status]).toEqual(['rejected', 'fulfilled']);
    expect([of(acme)?.state, of(umbrella)?.state]).toEqual(['expired', 'active']);
    await pail.accounts.signOut(of(acme)?.id ?? '');
    expect(pail.accounts.summaries()).toMatchObject([{ displayName: 'ben', remembered: true }]);
    await pail.restart();
    await pail.accounts.restore();
    expect(pail.accounts.summaries()).toMatchObject([{ displayName: 'ben' }]);
  });
});
