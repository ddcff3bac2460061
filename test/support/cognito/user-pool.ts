import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { IssuedSecrets } from '../issued.ts';
import { freePort } from '../ports.ts';
import { IdentityPoolApi } from './identity-pool.ts';
import { makePoolKeys } from './keys.ts';
import { makeProvider } from './provider.ts';
import { RotatedTokens } from './rotated-tokens.ts';
import { PoolServer } from './server.ts';
import type { PoolState } from './state.ts';
import { epochSeconds, TokenMaker } from './tokens.ts';
import type { PoolFaults, UserPool, UserPoolOptions } from './types.ts';

export type { MintOptions, PoolFaults, PoolRequest, PoolUser, UserPool, UserPoolOptions } from './types.ts';

const POOL_ID = 'us-east-1_PailDemo1';
const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Starts a stand-in for a Cognito user pool on loopback: issuer, keys and hosted sign-in page under one origin.
 *
 * It shows Cognito's documented behaviour and its gaps: a discovery document without PKCE, exact redirect URIs, an
 * error page instead of a redirect for unknown ones, no refresh token in answers to a refresh, no `iss` in redirects,
 * a logout that is not OpenID's. Rejects when the port is taken.
 */
export async function startUserPool(options: UserPoolOptions): Promise<UserPool> {
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${options.publicOrigin ?? origin}/${POOL_ID}`;
  const [clientId, clientSecret] = [randomText(26), randomText(52)];
  const issued = options.issued ?? new IssuedSecrets();
  issued.add('client secret', clientSecret);
  const keys = await makePoolKeys();
  const idTokenSeconds = options.idTokenSeconds ?? 3600;
  const accessTokenSeconds = options.accessTokenSeconds ?? idTokenSeconds;
  const faults: PoolFaults = {};
  const now = (): number => epochSeconds() + (faults.clockOffsetSeconds ?? 0);
  const state: PoolState = {
    options,
    issuer,
    clientId,
    clientSecret,
    scopes: options.scopes ?? ['openid', 'email', 'profile'],
    keys,
    tokens: new TokenMaker({ keys, issuer, clientId, issued, idTokenSeconds, accessTokenSeconds, now }),
    issued,
    rotated: new RotatedTokens(options.rotationGraceSeconds ?? 0),
    faults,
    identityPool: null,
    requests: [],
    logged: new WeakMap(),
    signIns: new Map(),
    accessTokens: new Map(),
  };
  const pages = new PoolServer(state, await makeProvider(state));
  const server = createServer((request, response) => {
    if (faults.away) {
      request.socket.destroy();
      return;
    }
    tellTime(response, faults);
    pages.handle(request, response).catch((error: unknown) => {
      console.error('Cognito stand-in:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    issuer,
    origin,
    clientId,
    clientSecret,
    x5cThumbprint: keys.thumbprint,
    requests: state.requests,
    issued,
    faults: state.faults,
    openIdentityPool: (stsEndpoint) => {
      state.identityPool = new IdentityPoolApi(state, stsEndpoint);
      return state.identityPool;
    },
    mintIdToken: (wanted) => state.tokens.mint(wanted, options.users),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The Date header by the pool's own clock, or none. */
function tellTime(response: ServerResponse, { clockOffsetSeconds, noDate }: PoolFaults): void {
  if (clockOffsetSeconds === undefined && !noDate) return;
  response.sendDate = false;
  if (!noDate) response.setHeader('date', new Date(Date.now() + (clockOffsetSeconds ?? 0) * 1000).toUTCString());
}

/** Lower-case letters and digits, as Cognito's client ids and generated secrets. */
function randomText(length: number): string {
  return [...randomBytes(length)].map((byte) => ALPHANUMERIC[byte % ALPHANUMERIC.length]).join('');
}
