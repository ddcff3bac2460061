/** What an issuer's own document may name. Pure: nothing here asks anybody. */
import type * as Oidc from 'openid-client';
import { PailError } from '../../shared/errors.ts';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';

const AUTHORIZE_PATH = /\/oauth2\/authorize$/;

/** Plain http is for this computer only, whatever a discovery document says. */
export function isSecure(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

/** A pool without a domain has no authorize endpoint; and no endpoint may be on plain http elsewhere. Throws PailError `issuer-invalid`. */
export function checkEndpoints(metadata: Oidc.ServerMetadata, issuer: URL): void {
  const reject = (reason: string): never => {
    throw new PailError('issuer-invalid', { subject: issuer.host, reason });
  };
  if (metadata.authorization_endpoint === undefined) reject('the user pool has no domain');
  for (const field of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'revocation_endpoint'] as const) {
    const address = metadata[field];
    if (address === undefined && field !== 'revocation_endpoint') reject(`its ${field} is missing`);
    if (address !== undefined && (!URL.canParse(address) || !isSecure(address))) reject(`its ${field} is not https`);
  }
}

/**
 * The address that ends the browser's own session, by Cognito's rules, which are not OpenID's: `client_id` and a registered
 * `logout_uri`. Pools whose document does not name it have it beside the authorize endpoint. `null` where it would be on
 * another host than the sign-in page, which no pool is: such an address is opened for nobody.
 */
export function browserSignOutAddress(metadata: Oidc.ServerMetadata, clientId: string, logoutUri: string): URL | null {
  const { authorization_endpoint: authorize = '', end_session_endpoint: named } = metadata;
  const built = AUTHORIZE_PATH.test(authorize) ? authorize.replace(AUTHORIZE_PATH, '/logout') : null;
  const address = named ?? built;
  if (address === null || !URL.canParse(address) || !isSecure(address)) return null;
  const url = new URL(address);
  if (url.host !== new URL(authorize).host) return null;
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('logout_uri', logoutUri);
  return url;
}
