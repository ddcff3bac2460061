import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FetchBrowser, signInThroughPool } from '../support/cognito/browser.ts';
import {
  APP,
  authorizeUrl,
  dora,
  egon,
  jwtHeader,
  jwtPayload,
  LOOPBACK,
  PKCE,
  POOL,
  postForm,
} from '../support/cognito/fixture.ts';
import { type PoolUser, startUserPool, type UserPool } from '../support/cognito/user-pool.ts';

let pool: UserPool;
beforeAll(async () => {
  pool = await startUserPool(POOL);
});
afterAll(() => pool.stop());

function signIn(user: PoolUser, options: { scope?: string; browser?: FetchBrowser; from?: UserPool } = {}) {
  return signInThroughPool({ ...(options.from ?? pool), redirectUri: APP }, user, options);
}

describe('tokens', () => {
  it('have the claims of Cognito', async () => {
    const { claims, idToken, accessToken } = await signIn(dora);
    const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(claims).toEqual({
      sub: dora.sub,
      iss: pool.issuer,
      aud: pool.clientId,
      token_use: 'id',
      'cognito:username': 'dora',
      'cognito:groups': ['team-a', 'finance'],
      email: 'dora@example.com',
      email_verified: true,
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: claims.iat + 3600,
      nonce: expect.any(String),
      at_hash: expect.any(String),
      jti: uuid,
      origin_jti: uuid,
      event_id: uuid,
    });
    const access = jwtPayload(accessToken);
    expect(access).toMatchObject({ token_use: 'access', client_id: pool.clientId, username: 'dora', sub: dora.sub });
    expect(access).not.toHaveProperty('aud');
    expect(jwtHeader(idToken)).toEqual({ alg: 'RS256', kid: expect.stringMatching(/=$/) });
  });

  it('have no groups at all for a user without any', async () => {
    const { claims, accessToken } = await signIn(egon);
    expect(claims).not.toHaveProperty('cognito:groups');
    expect(claims['email_verified']).toBe(false);
    expect(jwtPayload(accessToken)).not.toHaveProperty('cognito:groups');
  });

  it('have the attributes of their scopes, and all for openid alone', async () => {
    const email = (await signIn(dora)).claims;
    const profile = (await signIn(dora, { scope: 'openid profile' })).claims;
    const all = (await signIn(dora, { scope: 'openid' })).claims;
    expect(email).toMatchObject({ email: dora.email });
    expect(email).not.toHaveProperty('custom:department');
    expect(profile).toMatchObject({ 'custom:department': 'harbour' });
    expect(profile).not.toHaveProperty('email');
    expect(all).toMatchObject({ email: dora.email, 'custom:department': 'harbour' });
  });

  it('come once for a code, and only with its verifier', async () => {
    const code = async () =>
      new URL(await new FetchBrowser().signIn(authorizeUrl(pool), dora)).searchParams.get('code');
    const grant = { grant_type: 'authorization_code', redirect_uri: APP, code_verifier: PKCE.verifier };
    const once = { ...grant, code: (await code()) ?? '' };
    expect((await postForm(pool, '/oauth2/token', once)).status).toBe(200);
    const failures = [
      once,
      { ...grant, code: (await code()) ?? '', code_verifier: 'x'.repeat(43) },
      { ...grant, code: (await code()) ?? '', redirect_uri: LOOPBACK },
    ];
    for (const form of failures) {
      const response = await postForm(pool, '/oauth2/token', form);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: 'invalid_grant' });
    }
  });

  it('need the secret, in the header or the form', async () => {
    const { refreshToken } = await signIn(dora);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const wrong = await postForm(pool, '/oauth2/token', form, 'wrong');
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toEqual({ error: 'invalid_client' });
    expect((await postForm(pool, '/oauth2/token', form)).status).toBe(200);
    const inForm = { ...form, client_id: pool.clientId, client_secret: pool.clientSecret };
    const response = await fetch(`${pool.origin}/oauth2/token`, { method: 'POST', body: new URLSearchParams(inForm) });
    expect(response.status).toBe(200);
  });

  it('last as long as told', async () => {
    const other = await startUserPool({ ...POOL, idTokenSeconds: 300, accessTokenSeconds: 600 });
    const { claims, accessToken } = await signIn(dora, { from: other });
    const access = jwtPayload(accessToken) as { exp: number; iat: number };
    expect(claims.exp - claims.iat).toBe(300);
    expect(access.exp - access.iat).toBe(600);
    await other.stop();
  });
});

describe('refresh and revocation', () => {
  it('gives new tokens and no refresh token, again and again', async () => {
    const { config, refreshToken, claims } = await signIn(dora);
    for (let round = 0; round < 2; round += 1) {
      const refreshed = await oidc.refreshTokenGrant(config, refreshToken);
      expect(refreshed.refresh_token).toBeUndefined();
      const again = refreshed.claims();
      expect(again).toMatchObject({ sub: claims.sub, auth_time: claims.auth_time, origin_jti: claims['origin_jti'] });
      expect(again?.jti).not.toBe(claims.jti);
      expect(again).not.toHaveProperty('nonce');
    }
  });

  it('gives a new refresh token each time when rotation is on', async () => {
    const other = await startUserPool({ ...POOL, rotateRefreshTokens: true });
    const { config, refreshToken } = await signIn(dora, { from: other });
    const refreshed = await oidc.refreshTokenGrant(config, refreshToken);
    expect(refreshed.refresh_token).toEqual(expect.any(String));
    expect(refreshed.refresh_token).not.toBe(refreshToken);
    await expect(oidc.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
    await other.stop();
  });

  it('takes a replaced refresh token for the grace period, and what is made from it', async () => {
    const other = await startUserPool({ ...POOL, rotateRefreshTokens: true, rotationGraceSeconds: 60 });
    const { config, refreshToken } = await signIn(dora, { from: other });
    const [one, two] = [
      await oidc.refreshTokenGrant(config, refreshToken),
      await oidc.refreshTokenGrant(config, refreshToken),
    ];
    expect(new Set([refreshToken, one.refresh_token, two.refresh_token]).size).toBe(3);
    for (const { refresh_token: next = '' } of [one, two]) {
      expect((await oidc.refreshTokenGrant(config, next)).claims()?.sub).toBe(dora.sub);
    }
    await oidc.tokenRevocation(config, refreshToken);
    await expect(oidc.refreshTokenGrant(config, one.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await other.stop();
  });

  it('revokes refresh tokens, quietly also when there is none, and refuses access tokens', async () => {
    const { config, refreshToken, accessToken } = await signIn(dora);
    const refused = await postForm(pool, '/oauth2/revoke', { token: accessToken });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: 'unsupported_token_type' });
    await oidc.refreshTokenGrant(config, refreshToken);
    expect((await postForm(pool, '/oauth2/revoke', { token: refreshToken }, 'wrong')).status).toBe(401);
    await oidc.refreshTokenGrant(config, refreshToken);
    for (let round = 0; round < 2; round += 1) {
      expect((await postForm(pool, '/oauth2/revoke', { token: refreshToken })).status).toBe(200);
    }
    await expect(oidc.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});

describe('userInfo', () => {
  it('answers to an access token, with the boolean as text', async () => {
    const { config, accessToken } = await signIn(dora);
    expect(await oidc.fetchUserInfo(config, accessToken, dora.sub)).toEqual({
      sub: dora.sub,
      email: dora.email,
      email_verified: 'true',
      username: 'dora',
    });
    const refused = await fetch(`${pool.origin}/oauth2/userInfo`, { headers: { authorization: 'Bearer wrong' } });
    expect(refused.status).toBe(401);
  });
});

describe('records', () => {
  it('every code and token that it gives out, and every request', async () => {
    const { idToken, accessToken, refreshToken } = await signIn(dora);
    const values = pool.issued.all().map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining([pool.clientSecret, idToken, accessToken, refreshToken]));
    const request = pool.requests.findLast(({ path }) => path === '/oauth2/token');
    expect(request).toMatchObject({ method: 'POST', form: { grant_type: 'authorization_code', redirect_uri: APP } });
    expect(values).toContain(request?.form?.['code']);
  });
});
