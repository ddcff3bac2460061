import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { redirectUrisOf } from '../../shared/model/profile/sign-in.ts';
import type { OidcSettings } from './oidc-client.ts';

interface Circumstances {
  readonly clientSecret: string | null;
  readonly askWho: boolean;
  /** The address of this build for one of a profile's. */
  readonly addressOfBuild: (profileAddress: string) => string;
  /** The way to the issuer. */
  readonly fetch: OidcSettings['fetch'];
}

/** What a profile says of its sign-in, for the protocol. */
export function oidcSettingsOf(
  profile: Profile,
  { clientSecret, askWho, addressOfBuild, fetch }: Circumstances,
): OidcSettings {
  const { signIn } = profile;
  const { identityProvider, loginHint, lang, prompt } = signIn;
  return {
    issuer: issuerOf(profile),
    clientId: signIn.clientId,
    clientSecret,
    clientAuthentication: signIn.clientAuthentication ?? 'basic',
    scopes: signIn.scopes ?? '',
    redirectUris: redirectUrisOf(signIn).map(addressOfBuild),
    logoutUri: signIn.logoutUri === undefined ? null : addressOfBuild(signIn.logoutUri),
    page: { identityProvider, loginHint, lang, prompt },
    askWho,
    fetch,
  };
}
