import type { IssuedSecrets } from '../issued.ts';
import type { IdentityPool } from './identity-pool.ts';

/** A person of the pool. */
export interface PoolUser {
  readonly username: string;
  readonly password: string;
  /** A UUID, as Cognito makes them. */
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  /** With none, tokens have no `cognito:groups` at all. */
  readonly groups: readonly string[];
  /** The ARNs of the roles of those groups (`cognito:roles`), that of the foremost group first (`cognito:preferred_role`). */
  readonly roles?: readonly string[];
  /**
   * Custom attributes without the `custom:` before their names. As in Cognito they are in the ID token when the scope
   * is `openid` alone or holds `profile`.
   */
  readonly custom?: Readonly<Record<string, string>>;
}

export interface UserPoolOptions {
  readonly users: readonly PoolUser[];
  /** Compared exactly, loopback ports too. */
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
  /** Scopes of the app client, all of which a request without scopes gets. Default: openid, email, profile. */
  readonly scopes?: readonly string[];
  /** Puts a certificate beside the keys, which Ceph needs to trust the pool and Cognito does not have. Default false. */
  readonly x5c?: boolean;
  /** How long ID tokens are valid, in seconds. Default 3600. */
  readonly idTokenSeconds?: number;
  /** How long access tokens are valid, in seconds. Default: as ID tokens. */
  readonly accessTokenSeconds?: number;
  /** Gives a new refresh token with every refresh. Default false: the answer to a refresh has none. */
  readonly rotateRefreshTokens?: boolean;
  /** How long a refresh token is good after it was replaced, 0 to 60 seconds as in Cognito. Default 0. */
  readonly rotationGraceSeconds?: number;
  /**
   * The one way in which the app client may say who it is; every other one is refused. `none`: it has no secret. By default
   * both of Cognito's are good, `basic` and `post`.
   */
  readonly clientAuthentication?: 'basic' | 'post' | 'none';
  /** Adds the `iss` of RFC 9207 to redirects, which Cognito does not. Default false. */
  readonly issInRedirects?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** `https://HOST[:PORT]` by which everybody but the tests knows it, where something stands before it. Default: its own. */
  readonly publicOrigin?: string;
  /** Where to record the client secret, codes and tokens. Default: an own collection. */
  readonly issued?: IssuedSecrets;
}

/** What is wrong with the pool, until it is set back to undefined. */
export interface PoolFaults {
  /**
   * With the next answer of the token endpoint only, and then cleared. `stall` never answers; `server-error` (500) and
   * `html` (200) leave code or refresh token unused, the others are answers to a grant that did succeed.
   */
  nextToken?:
    | 'wrong-nonce'
    | 'forged-signature'
    | 'wrong-aud'
    | 'expired'
    | 'server-error'
    | 'html'
    | 'stall'
    | undefined;
  /** Refreshed ID tokens are for this subject: a user of the pool, or the same user with another `sub`. */
  changedSubOnRefresh?: string | undefined;
  /** Refreshed ID tokens have these claims instead of their own, such as another `aud`. */
  changedClaimsOnRefresh?: Readonly<Record<string, unknown>> | undefined;
  /** Every refresh is answered with invalid_grant. */
  refuseRefresh?: boolean | undefined;
  /** How far the pool's clock is ahead of this computer's, in seconds: in its tokens and in the Date of its answers. */
  clockOffsetSeconds?: number | undefined;
  /** Nobody reaches the pool: connections end without an answer. */
  away?: boolean | undefined;
  /** Answers have no Date. */
  noDate?: boolean | undefined;
  /** `off` is an app client without token revocation, `absent` a pool that does not offer it, `down` one that fails at it. */
  revocation?: 'off' | 'absent' | 'down' | undefined;
  /** The document names no end of a session, as older pools, or one on another host. */
  endSession?: 'absent' | 'elsewhere' | undefined;
  /** `no-domain` is a pool without a domain: its document has no endpoints but the keys. */
  discovery?: 'not-found' | 'html' | 'foreign-issuer' | 'no-domain' | 'stall' | undefined;
  /** The next authorization request comes back to the app with this error instead of a sign-in page. */
  nextAuthorize?: { error: string; description?: string } | undefined;
}

/** A request that came to the pool. */
export interface PoolRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What a form held, once it is read. */
  form?: Readonly<Record<string, string>>;
}

/** What a token made by hand differs in from one of the token endpoint. */
export interface MintOptions {
  /** Of a user of the pool, whose claims the token then has; or any other. */
  readonly sub: string;
  /** Seconds from now; a negative number makes an expired token. Default: as the pool's. */
  readonly expiresIn?: number;
  /** Signs with a key that is not the pool's, under the name of the pool's. */
  readonly forged?: boolean;
  /** Added last; undefined removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A running stand-in for a Cognito user pool with one confidential app client. */
export interface UserPool {
  /** `http://127.0.0.1:PORT/us-east-1_PailDemo1`. */
  readonly issuer: string;
  /** `http://127.0.0.1:PORT`, which has the pool's domain (sign-in page, OAuth endpoints) as well; also where it has a public origin. */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** SHA-1 of the certificate, upper-case hexadecimal, as IAM wants it; there also without the x5c option. */
  readonly x5cThumbprint: string;
  readonly requests: readonly PoolRequest[];
  readonly issued: IssuedSecrets;
  /** Set its members to make the pool misbehave. */
  readonly faults: PoolFaults;
  /** An ID token made by hand, recorded like the others. */
  mintIdToken(options: MintOptions): string;
  /** Opens an identity pool that trusts this one, on the same server; its keys are of that STS (an origin). One for a user pool. */
  openIdentityPool(stsEndpoint: string): IdentityPool;
  stop(): Promise<void>;
}
