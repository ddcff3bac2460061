import type { PoolUser, UserPool, UserPoolOptions } from './types.ts';

/** The app's registered addresses. */
export const APP = 'pail://auth/callback';
export const LOOPBACK = 'http://127.0.0.1:49152/callback';
export const LOGOUT = 'pail://auth/logout';

/** A verifier and its S256 challenge (the example of RFC 7636). */
export const PKCE = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
} as const;

/** In two groups, with a custom attribute. */
export const dora: PoolUser = {
  username: 'dora',
  password: 'a passphrase',
  sub: '0d0a0000-0000-4000-8000-000000000001',
  email: 'dora@example.com',
  emailVerified: true,
  groups: ['team-a', 'finance'],
  custom: { department: 'harbour' },
};

/** In no group, with an address nobody has confirmed. */
export const egon: PoolUser = {
  username: 'egon',
  password: 'another passphrase',
  sub: 'e9000000-0000-4000-8000-000000000002',
  email: 'egon@example.com',
  emailVerified: false,
  groups: [],
};

/** A pool of the two. */
export const POOL: UserPoolOptions = { users: [dora, egon], redirectUris: [APP, LOOPBACK], logoutUris: [LOGOUT] };

/** A correct authorization request, with changes; undefined leaves a parameter out. */
export function authorizeUrl(pool: UserPool, changes: Readonly<Record<string, string | undefined>> = {}): string {
  const query = {
    client_id: pool.clientId,
    redirect_uri: APP,
    response_type: 'code',
    scope: 'openid email',
    state: 'some-state',
    code_challenge: PKCE.challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${pool.origin}/oauth2/authorize?${new URLSearchParams(given)}`;
}

/** A form to one of the pool's endpoints, by the app client with its secret or another. */
export function postForm(
  pool: UserPool,
  path: string,
  form: Readonly<Record<string, string>>,
  secret = pool.clientSecret,
): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${pool.clientId}:${secret}`).toString('base64')}`;
  return fetch(pool.origin + path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
}

/** What a JWT says of itself, unchecked. */
export function jwtHeader(token: string): Record<string, unknown> {
  return jwtPart(token, 0);
}

/** What a JWT claims, unchecked. */
export function jwtPayload(token: string): Record<string, unknown> {
  return jwtPart(token, 1);
}

function jwtPart(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'));
}
