import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchBrowser, signInThroughPool } from '../support/cognito/browser.ts';
import { APP, authorizeUrl, dora, egon, POOL } from '../support/cognito/fixture.ts';
import { type PoolUser, startUserPool, type UserPool } from '../support/cognito/user-pool.ts';

let pool: UserPool;
beforeAll(async () => {
  pool = await startUserPool(POOL);
});
afterAll(() => pool.stop());

function signIn(user: PoolUser) {
  return signInThroughPool({ ...pool, redirectUri: APP }, user);
}

describe('faults of the stand-in', () => {
  it.each([
    ['wrong-nonce', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['wrong-aud', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['forged-signature', 'OAUTH_INVALID_RESPONSE'],
    ['expired', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['server-error', 'OAUTH_RESPONSE_IS_NOT_CONFORM'],
    ['html', 'OAUTH_RESPONSE_IS_NOT_JSON'],
  ] as const)('make the next token %s, and only that', async (nextToken, code) => {
    pool.faults.nextToken = nextToken;
    const failure = await signIn(dora).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(pool.faults.nextToken).toBeUndefined();
    await signIn(dora);
  });

  it('stall the token endpoint', async () => {
    pool.faults.nextToken = 'stall';
    const waiting = fetch(`${pool.origin}/oauth2/token`, { method: 'POST', signal: AbortSignal.timeout(300) });
    await expect(waiting).rejects.toThrow(/aborted due to timeout/);
  });

  it('change or refuse what a refresh gives', async () => {
    const { config, refreshToken } = await signIn(dora);
    pool.faults.changedSubOnRefresh = egon.sub;
    expect((await oidc.refreshTokenGrant(config, refreshToken)).claims()?.sub).toBe(egon.sub);
    pool.faults.changedSubOnRefresh = undefined;
    pool.faults.refuseRefresh = true;
    await expect(oidc.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
    pool.faults.refuseRefresh = false;
    expect((await oidc.refreshTokenGrant(config, refreshToken)).claims()?.sub).toBe(dora.sub);
  });

  it('send the browser back with an error', async () => {
    pool.faults.nextAuthorize = { error: 'server_error', description: 'try later' };
    const back = new URL(await new FetchBrowser().signIn(authorizeUrl(pool), dora));
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'server_error',
      error_description: 'try later',
      state: 'some-state',
    });
  });

  it.each([
    ['not-found', 404, false],
    ['html', 200, false],
    ['foreign-issuer', 200, true],
    ['no-domain', 200, true],
  ] as const)('spoil discovery: %s', async (discovery, status, isDocument) => {
    pool.faults.discovery = discovery;
    const response = await fetch(`${pool.issuer}/.well-known/openid-configuration`);
    const text = await response.text();
    pool.faults.discovery = undefined;
    expect(response.status).toBe(status);
    expect(text.includes('jwks_uri')).toBe(isDocument);
    expect(text.includes(`"issuer":"${pool.issuer}"`)).toBe(discovery === 'no-domain');
    expect(text.includes('authorization_endpoint')).toBe(discovery === 'foreign-issuer');
  });

  it('stall discovery', async () => {
    pool.faults.discovery = 'stall';
    const url = `${pool.issuer}/.well-known/openid-configuration`;
    await expect(fetch(url, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/aborted due to timeout/);
    pool.faults.discovery = undefined;
  });
});
