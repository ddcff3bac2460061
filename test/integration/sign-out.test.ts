/** What a sign-out ends: here, at the service and in the browser, and what it says of each. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { PoolFaults, UserPool } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { ana, Installation, mend, person } from './sign-in-fixture.ts';

const LOGOUT = 'pail://auth/logout';

describe('a sign-out', () => {
  let pool: UserPool;
  let pail: Installation;

  beforeEach(async () => {
    pool = await startUserPool({ users: [ana], redirectUris: ['pail://auth/callback'], logoutUris: [LOGOUT] });
    pail = await Installation.create(pool);
  });
  afterEach(async () => {
    await pail.remove();
    await pool.stop();
  });

  const accountId = (): string => pail.accounts.list()[0]?.id ?? '';
  /** The sign-out pages that the browser was sent to. */
  const signOutPages = () => pail.opened.filter(({ pathname }) => pathname === '/logout');

  async function signedIn(signIn: object = {}, faults: PoolFaults = {}): Promise<string> {
    Object.assign(pool.faults, faults);
    const profileId = await pail.importProfile({ logoutUri: LOGOUT, ...signIn });
    expect(await pail.signIn(profileId)).toBe('signed in');
    return profileId;
  }

  it('ends the session here and at the service, and leaves the browser alone', async () => {
    await signedIn();
    expect(await pail.accounts.signOut(accountId())).toEqual({ service: 'revoked', failure: null, browser: 'left' });
    expect(signOutPages()).toEqual([]);
  });

  it('ends the browser’s session as well: the next sign-in there shows the page', async () => {
    const profileId = await signedIn();
    const browser = new FetchBrowser();
    // The browser of a person who stays signed in there: a second sign-in needs no form.
    await browser.signIn(pail.opened[0] as URL, person);
    expect(await browser.signIn(pail.opened[0] as URL, { username: '', password: '' })).toContain('code=');
    expect(await pail.accounts.signOut(accountId(), true)).toMatchObject({ service: 'revoked', browser: 'opened' });
    const [page] = signOutPages();
    expect(page?.origin).toBe(pool.origin);
    expect(Object.fromEntries(page?.searchParams ?? [])).toEqual({ client_id: pool.clientId, logout_uri: LOGOUT });
    expect((await browser.visit(page as URL)).headers.get('location')).toBe(LOGOUT);
    await expect(browser.signIn(pail.opened[0] as URL, { username: '', password: '' })).rejects.toThrow(/Incorrect/);
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
  });

  it('finds the page beside the authorize endpoint where the pool does not name it', async () => {
    await signedIn({}, { endSession: 'absent' });
    expect(pail.accounts.summaries()[0]?.endsInBrowser).toBe(true);
    expect(await pail.accounts.signOut(accountId(), true)).toMatchObject({ browser: 'opened' });
    expect(signOutPages().map(({ origin }) => origin)).toEqual([pool.origin]);
  });

  it('opens no page on another host than that of the sign-in', async () => {
    await signedIn({}, { endSession: 'elsewhere' });
    expect(pail.accounts.summaries()[0]?.endsInBrowser).toBe(false);
    expect(await pail.accounts.signOut(accountId(), true)).toMatchObject({ service: 'revoked', browser: 'left' });
    expect(signOutPages()).toEqual([]);
  });

  it('opens none where the profile names no address to come back to', async () => {
    await signedIn({ logoutUri: undefined });
    expect(pail.accounts.summaries()[0]?.endsInBrowser).toBe(false);
    expect(await pail.accounts.signOut(accountId(), true)).toMatchObject({ browser: 'left' });
    expect(signOutPages()).toEqual([]);
  });

  it.each([
    ['an app client without revocation', 'off', 'not-offered', null],
    ['a pool without revocation', 'absent', 'not-offered', null],
    ['a service that fails at it', 'down', 'failed', 'revoke-failed'],
  ] as const)('says of %s what it could not end, and ends the rest', async (_what, revocation, service, code) => {
    const profileId = await signedIn({}, { revocation });
    const outcome = await pail.accounts.signOut(accountId(), true);
    expect(outcome).toMatchObject({ service, browser: 'opened' });
    expect(outcome.failure?.code ?? null).toBe(code);
    expect(pail.accounts.list()).toEqual([]);
    expect(await pail.secrets.get(`session:${profileId}`)).toBeNull();
  });

  it('says that the browser could not be opened', async () => {
    await signedIn();
    pail.opened.push = () => {
      throw new Error('no browser');
    };
    expect(await pail.accounts.signOut(accountId(), true)).toMatchObject({ service: 'revoked', browser: 'failed' });
  });

  it('of a session that was refused ends what there still may be', async () => {
    await signedIn();
    pool.faults.refuseRefresh = true;
    const [account] = pail.accounts.list();
    await account?.session.idToken(true).catch(() => undefined);
    mend(pool);
    expect(await pail.accounts.signOut(accountId())).toMatchObject({ service: 'revoked' });
    expect(pail.accounts.list()).toEqual([]);
  });
});
