import type { KoaContextWithOIDC } from 'oidc-provider';
import type { PoolState } from './state.ts';
import { attributes, epochSeconds, type IdTokenDetails, type SignIn, startSignIn } from './tokens.ts';

/** Turns the provider's answer into Cognito's, and records what it hands out. */
export function dressAnswer(ctx: KoaContextWithOIDC, state: PoolState): void {
  const oidc: KoaContextWithOIDC['oidc'] | undefined = ctx.oidc; // Not there when the path was none of the provider's.
  const entry = state.logged.get(ctx.req);
  if (entry && oidc?.body) {
    entry.form = { ...oidc.body } as Record<string, string>;
  }
  switch (oidc?.route) {
    case 'authorization':
    case 'resume':
      dressRedirect(ctx, state);
      break;
    case 'token':
      dressTokens(ctx, state);
      break;
    case 'revocation':
      dressRevocation(ctx, state);
      break;
    case 'userinfo':
      dressUserInfo(ctx, state);
      break;
  }
}

function dressRedirect(ctx: KoaContextWithOIDC, state: PoolState): void {
  const location = ctx.response.get('location');
  if (!state.options.redirectUris.some((uri) => location.startsWith(`${uri}?`))) {
    return;
  }
  const url = new URL(location);
  const code = url.searchParams.get('code');
  if (code) {
    state.issued.add('authorization code', code);
  }
  if (!state.options.issInRedirects) {
    url.searchParams.delete('iss');
  }
  ctx.set('location', url.href);
}

interface ProvidersTokens {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token: string;
}

function dressTokens(ctx: KoaContextWithOIDC, state: PoolState): void {
  const isRefresh = ctx.oidc.params?.['grant_type'] === 'refresh_token';
  if (ctx.status === 200 && isRefresh && state.faults.refuseRefresh) {
    ctx.status = 400;
    ctx.body = { error: 'invalid_grant' };
    return;
  }
  if (ctx.status !== 200) {
    ctx.body = { error: (ctx.body as { error: string }).error };
    return;
  }
  const made = ctx.body as ProvidersTokens;
  const signIn = signInOf(ctx, state);
  const accessToken = state.tokens.accessToken(signIn);
  state.accessTokens.set(accessToken, { providersToken: made.access_token, signIn });
  const details = { ...faultyDetails(state, isRefresh, ctx.oidc.entities.AuthorizationCode?.nonce), accessToken };
  const whose = isRefresh ? withChangedSub(signIn, state) : signIn;
  const refreshToken = newRefreshToken(ctx, state, made, isRefresh);
  if (refreshToken !== undefined) {
    state.issued.add('refresh token', refreshToken);
  }
  ctx.body = {
    ...(made.id_token && { id_token: state.tokens.idToken(whose, details) }),
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: state.tokens.accessTokenSeconds,
    token_type: 'Bearer',
  };
}

function newRefreshToken(
  ctx: KoaContextWithOIDC,
  state: PoolState,
  made: ProvidersTokens,
  isRefresh: boolean,
): string | undefined {
  if (!isRefresh) {
    return made.refresh_token;
  }
  return state.options.rotateRefreshTokens
    ? state.rotated.replace(String(ctx.oidc.params?.['refresh_token']))
    : undefined;
}

function signInOf(ctx: KoaContextWithOIDC, state: PoolState): SignIn {
  const { RefreshToken: refreshToken, AccessToken: accessToken } = ctx.oidc.entities;
  const grantId = refreshToken?.grantId ?? '';
  const scopes = [...(accessToken?.scopes ?? [])];
  let signIn = state.signIns.get(grantId);
  if (!signIn) {
    const user = state.options.users.find(({ sub }) => sub === refreshToken?.accountId);
    if (!user) {
      throw new Error('the provider answered for a user that the pool does not have');
    }
    signIn = startSignIn(user, scopes, refreshToken?.authTime ?? epochSeconds());
    state.signIns.set(grantId, signIn);
  }
  return { ...signIn, scopes };
}

/** The nonce is in the first ID token only; a fault for the next token is used up. */
function faultyDetails(state: PoolState, isRefresh: boolean, nonce: string | undefined): IdTokenDetails {
  const fault = state.faults.nextToken;
  state.faults.nextToken = undefined;
  return {
    nonce: fault === 'wrong-nonce' ? 'nonce-of-another-sign-in' : isRefresh ? undefined : nonce,
    forged: fault === 'forged-signature',
    expiresIn: fault === 'expired' ? -3600 : undefined,
    claims:
      fault === 'wrong-aud' ? { aud: 'another-client' } : isRefresh ? state.faults.changedClaimsOnRefresh : undefined,
  };
}

function withChangedSub(signIn: SignIn, state: PoolState): SignIn {
  const sub = state.faults.changedSubOnRefresh;
  if (sub === undefined) {
    return signIn;
  }
  const other = state.options.users.find((user) => user.sub === sub) ?? { ...signIn.user, sub };
  return { ...signIn, user: other };
}

function dressRevocation(ctx: KoaContextWithOIDC, state: PoolState): void {
  const token = ctx.oidc.params?.['token'];
  if (ctx.status === 200 && typeof token === 'string' && state.accessTokens.has(token)) {
    ctx.status = 400;
    ctx.body = { error: 'unsupported_token_type' };
  } else if (ctx.status !== 200) {
    ctx.body = { error: (ctx.body as { error: string }).error };
  }
}

function dressUserInfo(ctx: KoaContextWithOIDC, state: PoolState): void {
  const providersToken = ctx.req.headers.authorization?.replace(/^Bearer /i, '');
  const known = [...state.accessTokens.values()].find((entry) => entry.providersToken === providersToken);
  if (ctx.status === 200 && known) {
    const { user, scopes } = known.signIn;
    const { email_verified: verified, ...others } = attributes(user, scopes);
    // Here, unlike in the ID token, Cognito spells the boolean as a string.
    const email = verified === undefined ? {} : { email_verified: String(verified) };
    ctx.body = { sub: user.sub, ...email, ...others, username: user.username };
  }
}
