/** What a profile can choose about its sign-in: how the secret is sent, where the browser comes back to, what the page is asked for. */
import { createServer } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { UserPool, UserPoolOptions } from '../support/cognito/types.ts';
import { startUserPool } from '../support/cognito/user-pool.ts';
import { freePort } from '../support/ports.ts';
import { ana, Installation } from './sign-in-fixture.ts';

const APP = 'pail://auth/callback';

describe('ways to sign in', () => {
  let ports: string[] = [];
  let running: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    ports = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}/callback`);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    running = [];
  });

  async function start(options: Partial<UserPoolOptions> = {}): Promise<{ pool: UserPool; pail: Installation }> {
    const pool = await startUserPool({ users: [ana], redirectUris: [APP, ...ports], logoutUris: [], ...options });
    const pail = await Installation.create(pool);
    running.push(pool, { stop: () => pail.remove() });
    return { pool, pail };
  }

  describe.each([
    ['basic', 'post'],
    ['post', 'basic'],
  ] as const)('an app client that takes its secret by %s only', (takes, refuses) => {
    it('is signed in to, renewed and revoked by it', async () => {
      const { pool, pail } = await start({ clientAuthentication: takes });
      const profileId = await pail.importProfile({ clientAuthentication: takes });
      expect(await pail.signIn(profileId)).toBe('signed in');
      const [account] = pail.accounts.list();
      expect(await account?.session.idToken(true)).toBeTypeOf('string');
      expect(await pail.accounts.signOut(account?.id ?? '')).toMatchObject({ service: 'revoked' });
      const forms = pool.requests.filter(({ path }) => /token|revoke/.test(path)).map(({ form }) => form);
      expect(forms).toHaveLength(3);
      for (const form of forms) expect(form?.['client_secret'] !== undefined).toBe(takes === 'post');
    });

    it(`refuses ${refuses}`, async () => {
      const { pail } = await start({ clientAuthentication: takes });
      expect(await pail.signIn(await pail.importProfile({ clientAuthentication: refuses }))).toBe('client-rejected');
    });
  });

  it('an app client without a secret is sent none', async () => {
    const { pool, pail } = await start({ clientAuthentication: 'none' });
    expect(await pail.signIn(await pail.importProfile({ clientSecret: undefined }))).toBe('signed in');
    expect(pool.requests.some(({ form }) => form?.['client_secret'] !== undefined)).toBe(false);
  });

  it('a secret is sent by Basic where the profile says nothing', async () => {
    const { pail } = await start({ clientAuthentication: 'basic' });
    expect(await pail.signIn(await pail.importProfile())).toBe('signed in');
  });

  it('takes the first loopback address whose port is free, and exchanges the code for that one', async () => {
    const { pool, pail } = await start();
    const other = createServer();
    const [first = '', second = ''] = ports;
    await new Promise<void>((resolve) => other.listen(Number(new URL(first).port), '127.0.0.1', resolve));
    expect(await pail.signIn(await pail.importProfile({ redirectUri: [first, second] }))).toBe('signed in');
    expect(pool.requests.findLast(({ path }) => path === '/oauth2/token')?.form?.['redirect_uri']).toBe(second);
    await new Promise((resolve) => other.close(resolve));
    await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '');
    expect(await pail.signIn(await pail.importProfile({ redirectUri: [first, second] }))).toBe('signed in');
    expect(pool.requests.findLast(({ path }) => path === '/oauth2/token')?.form?.['redirect_uri']).toBe(first);
  });

  it('opens no browser where no port is free', async () => {
    const { pail } = await start();
    const [first = ''] = ports;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(new URL(first).port), '127.0.0.1', resolve));
    const profileId = await pail.importProfile({ redirectUri: [first] });
    await expect(pail.accounts.signIn(profileId)).rejects.toMatchObject({ failure: { code: 'redirect-unavailable' } });
    expect(pail.opened).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('passes on what the profile says of the page, and nothing that it does not', async () => {
    const { pail } = await start();
    const page = { identityProvider: 'COGNITO', loginHint: 'ana', lang: 'pt-BR', prompt: 'select_account' };
    expect(await pail.signIn(await pail.importProfile(page))).toBe('signed in');
    expect(Object.fromEntries(pail.opened[0]?.searchParams ?? [])).toMatchObject({
      identity_provider: 'COGNITO',
      login_hint: 'ana',
      lang: 'pt-BR',
      prompt: 'select_account',
    });
    await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '');
    const plain = await start();
    expect(await plain.pail.signIn(await plain.pail.importProfile())).toBe('signed in');
    const names = [...(plain.pail.opened[0]?.searchParams.keys() ?? [])];
    for (const name of ['identity_provider', 'login_hint', 'lang', 'prompt']) expect(names).not.toContain(name);
  });

  it('shows the page with the hint in it', async () => {
    const { pail } = await start();
    const profileId = await pail.importProfile({ loginHint: '@example.org' });
    await pail.accounts.signIn(profileId);
    const browser = new FetchBrowser();
    const first = await browser.visit(pail.opened[0] as URL);
    const page = await browser.visit(new URL(first.headers.get('location') ?? '', pail.opened[0]));
    expect(await page.text()).toContain('value="@example.org"');
    pail.accounts.cancel(profileId);
  });

  // `login` alone brings the page up for the pool's own people; the others are for providers behind the pool.
  it.each([
    [undefined, null, 'login'],
    ['login', 'login', 'login'],
    ['select_account', 'select_account', 'login'],
    ['consent', 'consent', 'login consent'],
  ] as const)('with prompt %s asks for %s, and after a sign-out for %s', async (prompt, first, later) => {
    const { pail } = await start();
    const profileId = await pail.importProfile({ prompt });
    expect(await pail.signIn(profileId)).toBe('signed in');
    await pail.accounts.signOut(pail.accounts.list()[0]?.id ?? '');
    expect(await pail.signIn(profileId)).toBe('signed in');
    expect(pail.opened.map((url) => url.searchParams.get('prompt'))).toEqual([first, later]);
  });
});
