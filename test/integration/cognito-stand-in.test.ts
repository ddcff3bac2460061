import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchBrowser, signInThroughPool } from '../support/cognito/browser.ts';
import { APP, authorizeUrl, dora, egon, jwtPayload, LOGOUT, LOOPBACK, POOL } from '../support/cognito/fixture.ts';
import { type PoolUser, startUserPool, type UserPool } from '../support/cognito/user-pool.ts';

let pool: UserPool;
beforeAll(async () => {
  pool = await startUserPool(POOL);
});
afterAll(() => pool.stop());

function signIn(user: PoolUser, options: { scope?: string; browser?: FetchBrowser; from?: UserPool } = {}) {
  return signInThroughPool({ ...(options.from ?? pool), redirectUri: APP }, user, options);
}

describe('discovery', () => {
  it('has exactly the members of a Cognito pool', async () => {
    const response = await fetch(`${pool.issuer}/.well-known/openid-configuration`);
    expect(pool.issuer).toBe(`${pool.origin}/us-east-1_PailDemo1`);
    expect(await response.json()).toEqual({
      authorization_endpoint: `${pool.origin}/oauth2/authorize`,
      end_session_endpoint: `${pool.origin}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      issuer: pool.issuer,
      jwks_uri: `${pool.issuer}/.well-known/jwks.json`,
      response_types_supported: ['code', 'token'],
      revocation_endpoint: `${pool.origin}/oauth2/revoke`,
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint: `${pool.origin}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      userinfo_endpoint: `${pool.origin}/oauth2/userInfo`,
    });
  });

  it('publishes keys without certificates, under padded base64 names', async () => {
    const { keys } = (await (await fetch(`${pool.issuer}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] as object).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(keys[0]).toMatchObject({ alg: 'RS256', use: 'sig', kid: expect.stringMatching(/^[\w+/]{43}=$/) });
  });
});

describe('authorization', () => {
  it.each([
    ['without a challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['without its method', { code_challenge_method: undefined }],
    ['with the plain method', { code_challenge_method: 'plain' }],
  ])('answers %s with invalid_request at the redirect URI', async (_name, changes) => {
    const back = new URL(await new FetchBrowser().signIn(authorizeUrl(pool, changes), dora));
    expect(back.href.startsWith(`${APP}?`)).toBe(true);
    expect(back.searchParams.get('error')).toBe('invalid_request');
    expect(back.searchParams.get('state')).toBe('some-state');
    expect(back.searchParams.has('iss')).toBe(false);
  });

  it.each([
    ['an unregistered redirect URI', { redirect_uri: 'pail://auth/other' }],
    ['one with a slash more', { redirect_uri: `${APP}/` }],
    ['another loopback port', { redirect_uri: LOOPBACK.replace('49152', '49153') }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['an unknown client', { client_id: 'unknown' }],
  ])('shows an error page for %s and never returns', async (_name, changes) => {
    const browser = new FetchBrowser();
    const response = await browser.visit(authorizeUrl(pool, changes));
    expect(response.headers.get('location')).toBe('/error?error=redirect_mismatch');
    await expect(browser.signIn(authorizeUrl(pool, changes), dora)).rejects.toThrow(
      /\/error with 400.*redirect_mismatch/,
    );
  });

  it('comes back with code and state, and without iss, on the exact loopback port too', async () => {
    for (const redirectUri of [APP, LOOPBACK]) {
      const back = new URL(await new FetchBrowser().signIn(authorizeUrl(pool, { redirect_uri: redirectUri }), dora));
      expect(back.href.startsWith(`${redirectUri}?`)).toBe(true);
      expect([...back.searchParams.keys()].sort()).toEqual(['code', 'state']);
    }
  });

  it('keeps the page on a wrong password', async () => {
    const browser = new FetchBrowser();
    const page = (await browser.visit(authorizeUrl(pool))).headers.get('location') as string;
    expect(page).toMatch(/^\/login\?/);
    const refused = await browser.visit(pool.origin + page, { username: 'dora', password: '"><b>wrong' });
    const html = await refused.text();
    expect(refused.status).toBe(200);
    expect(html).toContain('Incorrect username or password.');
    expect(html).toContain('value="dora"');
    expect(html).not.toContain('<b>wrong');
    const accepted = await browser.visit(pool.origin + page, { username: 'dora', password: dora.password });
    expect(accepted.headers.get('location')).toContain('/oauth2/authorize/');
  });

  it('is silent the second time, and asks again after logout or for prompt=login', async () => {
    const browser = new FetchBrowser();
    await signIn(dora, { browser });
    const silent = await browser.visit(authorizeUrl(pool));
    expect(silent.headers.get('location')).toMatch(/^pail:\/\/auth\/callback\?code=/);
    const { claims } = await signInThroughPool({ ...pool, redirectUri: APP }, egon, { browser });
    expect(claims.sub).toBe(dora.sub);
    const asked = await browser.visit(authorizeUrl(pool, { prompt: 'login' }));
    expect(asked.headers.get('location')).toMatch(/^\/login\?/);
    const back = await browser.signIn(authorizeUrl(pool, { prompt: 'login' }), egon);
    expect(back).toContain('?code=');
    expect((await signIn(dora, { browser })).claims.sub).toBe(egon.sub);
    await browser.visit(
      `${pool.origin}/logout?${new URLSearchParams({ client_id: pool.clientId, logout_uri: LOGOUT })}`,
    );
    const again = await browser.visit(authorizeUrl(pool));
    expect(again.headers.get('location')).toMatch(/^\/login\?/);
  });

  it('gives all scopes of the client for a blank scope', async () => {
    for (const scope of ['', undefined]) {
      const back = new URL(await new FetchBrowser().signIn(authorizeUrl(pool, { scope }), dora));
      expect(back.searchParams.get('code')).toBeTruthy();
    }
    const { accessToken } = await signIn(dora, { scope: ' ' });
    expect(jwtPayload(accessToken)['scope']).toBe('openid email profile');
  });

  it('gives no ID token without openid', async () => {
    await expect(signIn(dora, { scope: 'email' })).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
  });

  it('adds iss if told to', async () => {
    const other = await startUserPool({ ...POOL, issInRedirects: true });
    const url = authorizeUrl(pool, { client_id: other.clientId }).replace(pool.origin, other.origin);
    expect(new URL(await new FetchBrowser().signIn(url, dora)).searchParams.get('iss')).toBe(other.issuer);
    await other.stop();
  });
});

describe('logout', () => {
  const logout = (query: Record<string, string>) =>
    fetch(`${pool.origin}/logout?${new URLSearchParams(query)}`, {
      redirect: 'manual',
      headers: { cookie: '_session=x' },
    });

  it('clears the cookies and goes to a registered address', async () => {
    const response = await logout({ client_id: pool.clientId, logout_uri: LOGOUT });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(LOGOUT);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^_session=; Path=\/; Max-Age=0/)]);
  });

  it.each([
    ['an unregistered address', () => ({ client_id: pool.clientId, logout_uri: 'https://example.com/' })],
    ['an unknown client', () => ({ client_id: 'unknown', logout_uri: LOGOUT })],
    ["OpenID's own parameters", () => ({ id_token_hint: 'x', post_logout_redirect_uri: LOGOUT })],
  ])('refuses %s, and clears nothing', async (_name, query) => {
    const response = await logout(query());
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
