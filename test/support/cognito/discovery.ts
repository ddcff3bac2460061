import type { PoolFaults } from './types.ts';

/**
 * The document of a Cognito pool: these members and no others. In particular it says nothing of PKCE, grant types,
 * response modes or the `iss` in redirects, so that code relying on those fails here as well.
 */
export function discoveryDocument(issuer: string, faults: PoolFaults): Record<string, unknown> {
  const { origin } = new URL(issuer);
  const { discovery: fault, endSession, revocation } = faults;
  const keys = {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: fault === 'foreign-issuer' ? `${issuer}Other` : issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
  if (fault === 'no-domain') {
    return keys;
  }
  return {
    ...keys,
    authorization_endpoint: `${origin}/oauth2/authorize`,
    ...(endSession !== 'absent' && {
      end_session_endpoint: endSession === 'elsewhere' ? 'https://elsewhere.example/logout' : `${origin}/logout`,
    }),
    ...(revocation !== 'absent' && { revocation_endpoint: `${origin}/oauth2/revoke` }),
    token_endpoint: `${origin}/oauth2/token`,
    userinfo_endpoint: `${origin}/oauth2/userInfo`,
  };
}
