import { randomBytes } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { dressAnswer } from './answers.ts';
import { memoryStorage } from './memory-adapter.ts';
import type { PoolState } from './state.ts';

const HOUR = 3600;
const MONTH = 30 * 24 * HOUR;
const ALL_SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** The OpenID provider below the pool: sessions, codes, PKCE, grants, client authentication. */
export async function makeProvider(state: PoolState): Promise<Provider> {
  const library = await loadProvider();
  const policy = library.interactionPolicy.base();
  policy.remove('consent'); // Cognito asks for none.
  const provider = new library.Provider(state.issuer, { ...configuration(state), interactions: interactions(policy) });
  provider.use(async (ctx, next) => {
    await next();
    dressAnswer(ctx as KoaContextWithOIDC, state);
  });
  provider.on('server_error', (_ctx, error: Error) => console.error('Cognito stand-in:', error));
  return provider;
}

type Library = typeof import('oidc-provider');

async function loadProvider(): Promise<Library> {
  const warn = console.warn;
  // On Node 20 it says at every start that it would rather have 22; it works all the same.
  console.warn = () => undefined;
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

function interactions(policy: ReturnType<Library['interactionPolicy']['base']>): Configuration['interactions'] {
  return {
    policy,
    url: (ctx, interaction) => {
      const query = new URLSearchParams(ctx.querystring);
      query.set('uid', interaction.uid);
      return `/login?${query}`;
    },
  };
}

function configuration(state: PoolState): Configuration {
  const { options, scopes, tokens } = state;
  const method = options.clientAuthentication ?? 'any';
  return {
    adapter: memoryStorage(state.rotated),
    clients: [
      {
        client_id: state.clientId,
        ...(method !== 'none' && { client_secret: state.clientSecret }),
        application_type: 'native', // Else it refuses custom schemes.
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...options.redirectUris],
        token_endpoint_auth_method: method === 'none' ? 'none' : 'client_secret_basic', // Takes client_secret_post as well.
        scope: scopes.join(' '),
      },
    ],
    cookies: { keys: [randomBytes(24).toString('hex')] },
    claims: { openid: ['sub'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: true },
    },
    findAccount: (_ctx, sub) =>
      state.options.users.some((user) => user.sub === sub) ? { accountId: sub, claims: () => ({ sub }) } : undefined,
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    jwks: { keys: [state.keys.privateJwk] },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope(scopes.join(' '));
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    rotateRefreshToken: false, // It would end the whole sign-in when an old one comes again: see RotatedTokens.
    routes: {
      authorization: '/oauth2/authorize',
      end_session: '/logout',
      revocation: '/oauth2/revoke',
      token: '/oauth2/token',
      userinfo: '/oauth2/userInfo',
    },
    scopes: ALL_SCOPES,
    ttl: {
      AccessToken: tokens.accessTokenSeconds,
      AuthorizationCode: 300,
      Grant: MONTH,
      IdToken: tokens.idTokenSeconds,
      Interaction: HOUR,
      RefreshToken: MONTH,
      Session: HOUR,
    },
  };
}
