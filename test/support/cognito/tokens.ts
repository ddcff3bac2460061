import { createHash, randomUUID } from 'node:crypto';
import type { IssuedSecrets } from '../issued.ts';
import type { PoolKeys } from './keys.ts';
import type { MintOptions, PoolUser } from './types.ts';

type Claims = Record<string, unknown>;

/** What all tokens of one sign-in share, refreshed ones included. */
export interface SignIn {
  readonly user: PoolUser;
  readonly scopes: readonly string[];
  /** When the user typed the password: seconds since 1970. */
  readonly authTime: number;
  readonly originJti: string;
  readonly eventId: string;
}

/** What one ID token has beside that. `claims` come last; undefined removes a claim. */
export interface IdTokenDetails {
  readonly nonce?: string | undefined;
  readonly accessToken?: string;
  readonly expiresIn?: number | undefined;
  readonly forged?: boolean | undefined;
  readonly claims?: Readonly<Claims> | undefined;
}

/** Makes the tokens of one pool, with Cognito's claims, and records each. */
export class TokenMaker {
  readonly idTokenSeconds: number;
  readonly accessTokenSeconds: number;
  readonly #keys: PoolKeys;
  readonly #issuer: string;
  readonly #clientId: string;
  readonly #issued: IssuedSecrets;
  readonly #now: () => number;

  constructor(options: {
    keys: PoolKeys;
    issuer: string;
    clientId: string;
    issued: IssuedSecrets;
    idTokenSeconds: number;
    accessTokenSeconds: number;
    /** The pool's clock, in seconds since 1970. */
    now: () => number;
  }) {
    this.#keys = options.keys;
    this.#issuer = options.issuer;
    this.#clientId = options.clientId;
    this.#issued = options.issued;
    this.#now = options.now;
    this.idTokenSeconds = options.idTokenSeconds;
    this.accessTokenSeconds = options.accessTokenSeconds;
  }

  idToken(signIn: SignIn, details: IdTokenDetails = {}): string {
    const { user } = signIn;
    const now = this.#now();
    const expiresIn = details.expiresIn ?? this.idTokenSeconds;
    const claims = {
      at_hash: details.accessToken && accessTokenHash(details.accessToken),
      sub: user.sub,
      'cognito:groups': someGroups(user),
      'cognito:roles': user.roles,
      'cognito:preferred_role': user.roles?.[0],
      iss: this.#issuer,
      'cognito:username': user.username,
      nonce: details.nonce,
      origin_jti: signIn.originJti,
      aud: this.#clientId,
      event_id: signIn.eventId,
      token_use: 'id',
      auth_time: signIn.authTime,
      exp: now + expiresIn,
      // A token that has expired was made before it did.
      iat: Math.min(now, now + expiresIn - 1),
      jti: randomUUID(),
      ...attributes(user, signIn.scopes),
      ...details.claims,
    };
    return this.#record('ID token', this.#keys.sign(claims, details.forged));
  }

  accessToken(signIn: SignIn): string {
    const now = this.#now();
    const claims = {
      sub: signIn.user.sub,
      'cognito:groups': someGroups(signIn.user),
      iss: this.#issuer,
      version: 2,
      client_id: this.#clientId,
      origin_jti: signIn.originJti,
      event_id: signIn.eventId,
      token_use: 'access',
      scope: signIn.scopes.join(' '),
      auth_time: signIn.authTime,
      exp: now + this.accessTokenSeconds,
      iat: now,
      jti: randomUUID(),
      username: signIn.user.username,
    };
    return this.#record('access token', this.#keys.sign(claims));
  }

  /** An ID token that no sign-in led to, for the user with that sub or, if there is none, a stranger. */
  mint(options: MintOptions, users: readonly PoolUser[]): string {
    const user = users.find(({ sub }) => sub === options.sub) ?? stranger(options.sub);
    const signIn = startSignIn(user, ['openid', 'email'], this.#now());
    return this.idToken(signIn, { expiresIn: options.expiresIn, forged: options.forged, claims: options.claims });
  }

  #record(kind: string, token: string): string {
    this.#issued.add(kind, token);
    return token;
  }
}

export function startSignIn(user: PoolUser, scopes: readonly string[], authTime: number): SignIn {
  return { user, scopes, authTime, originJti: randomUUID(), eventId: randomUUID() };
}

/**
 * The attributes that Cognito puts into ID tokens and userInfo: all for the scope `openid` alone, else those of the
 * scopes: `email` has the address, `profile` the custom attributes.
 */
export function attributes(user: PoolUser, scopes: readonly string[]): Claims {
  const others = scopes.filter((scope) => ['email', 'phone', 'profile'].includes(scope));
  const all = others.length === 0;
  return {
    ...((all || others.includes('email')) && { email_verified: user.emailVerified, email: user.email }),
    ...((all || others.includes('profile')) && customAttributes(user)),
  };
}

export function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function customAttributes(user: PoolUser): Claims {
  return Object.fromEntries(Object.entries(user.custom ?? {}).map(([name, value]) => [`custom:${name}`, value]));
}

function someGroups(user: PoolUser): readonly string[] | undefined {
  return user.groups.length > 0 ? user.groups : undefined;
}

function stranger(sub: string): PoolUser {
  return { username: sub, password: '', sub, email: 'stranger@example.com', emailVerified: false, groups: [] };
}

function accessTokenHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}
