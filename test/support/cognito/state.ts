import type { IncomingMessage } from 'node:http';
import type { IssuedSecrets } from '../issued.ts';
import type { IdentityPoolApi } from './identity-pool.ts';
import type { PoolKeys } from './keys.ts';
import type { RotatedTokens } from './rotated-tokens.ts';
import type { SignIn, TokenMaker } from './tokens.ts';
import type { PoolFaults, PoolRequest, UserPoolOptions } from './types.ts';

/** What the parts of one pool share. */
export interface PoolState {
  readonly options: UserPoolOptions;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The app client's. */
  readonly scopes: readonly string[];
  readonly keys: PoolKeys;
  readonly tokens: TokenMaker;
  readonly issued: IssuedSecrets;
  readonly rotated: RotatedTokens;
  readonly faults: PoolFaults;
  /** Once there is one. */
  identityPool: IdentityPoolApi | null;
  readonly requests: PoolRequest[];
  /** The log's entry of a request, so that its form can be added when it is read. */
  readonly logged: WeakMap<IncomingMessage, PoolRequest>;
  /** By the provider's id of the grant, which the refresh tokens of one sign-in share. */
  readonly signIns: Map<string, SignIn>;
  /** By access token (a JWT, as Cognito's): the provider's own name for it, and whose it is. */
  readonly accessTokens: Map<string, { readonly providersToken: string; readonly signIn: SignIn }>;
}
