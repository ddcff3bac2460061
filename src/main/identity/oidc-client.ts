/**
 * The sign-in protocol: authorization code with PKCE, by openid-client. One object for one profile's issuer and client.
 * facts: Cognito's metadata does not announce PKCE, so S256 and a nonce are sent always and never asked about.
 */
import type * as Oidc from 'openid-client';
import { PailError } from '../../shared/errors.ts';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';
import type { ClientAuthentication } from '../../shared/model/profile/sign-in.ts';
import type { Claims } from '../mapping/claims.ts';
import type { Fetch } from '../network/fetch-over.ts';
import { pageParameters, type SignInPage } from './authorization-request.ts';
import { CLOCK_TOLERANCE_MS, IssuerClock } from './issuer-clock.ts';
import { browserSignOutAddress, checkEndpoints, isSecure } from './oidc-endpoints.ts';
import { isTimestampFailure, type OidcStep, oidcFailure } from './oidc-errors.ts';

export interface OidcSettings {
  /** Without a well-known suffix and without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** How the secret is sent, where there is one. */
  readonly clientAuthentication: ClientAuthentication;
  /** Blank: the pool gives all scopes of the app client. */
  readonly scopes: string;
  /** As registered, of this build; the first that can be had is used. */
  readonly redirectUris: readonly string[];
  /** A registered sign-out URL, of this build. */
  readonly logoutUri: string | null;
  readonly page: SignInPage;
  /**
   * Asks the service to show its sign-in page (`prompt=login`), also where the browser is still signed in there. Without the
   * page another person could not sign in, and some browsers open a private scheme only after a click on a page.
   */
  readonly askWho: boolean;
  /** The way to the issuer. */
  readonly fetch: Fetch;
  /** How long one request may take, in seconds. Default 10. */
  readonly timeoutSeconds?: number;
}

/** What one attempt must remember until its callback. */
export interface PendingAuthorization {
  readonly url: URL;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Verified tokens. Main's memory only; the refresh token may also go to the secret store. */
export interface TokenSet {
  readonly idToken: string;
  readonly claims: Claims;
  /** When the ID token was made and when it expires by this computer's clock, ms since 1970 UTC. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly refreshToken: string | null;
}

const REQUEST_SECONDS = 10;

/** What a request for revocation came to; `not-offered`: the pool or its app client has none. */
export type Revocation = 'revoked' | 'not-offered';

/** How a configuration of the protocol library is made for a skew of the clocks, in seconds. */
type Configure = (clockSkew: number) => Oidc.Configuration;

export class OidcClient {
  readonly #oidc: typeof Oidc;
  readonly #configure: Configure;
  readonly #settings: OidcSettings;
  readonly #clock: IssuerClock;
  /** What can stop a request, while there is a sign-in that can be cancelled. */
  readonly #attempt: { signal: AbortSignal | undefined };
  #config: { readonly clockSkew: number; readonly made: Oidc.Configuration };

  private constructor(
    oidc: typeof Oidc,
    configure: Configure,
    settings: OidcSettings,
    clock: IssuerClock,
    attempt: { signal: AbortSignal | undefined },
  ) {
    this.#oidc = oidc;
    this.#configure = configure;
    this.#settings = settings;
    this.#clock = clock;
    this.#attempt = attempt;
    this.#config = { clockSkew: 0, made: configure(0) };
  }

  /** Reads the issuer's metadata. Throws PailError: `issuer-unreachable`, `issuer-invalid`, `tls-untrusted`. */
  static async discover(settings: OidcSettings, signal?: AbortSignal): Promise<OidcClient> {
    // Loaded when first needed: signing in is rarer than starting.
    const oidc = await import('openid-client');
    const issuer = new URL(settings.issuer);
    const attempt = { signal };
    const secureFetch: Oidc.CustomFetch = (address, options) => {
      if (!isSecure(address)) throw new PailError('issuer-invalid', { subject: issuer.host, reason: 'plain http' });
      const signals = [options.signal, attempt.signal].filter((one): one is AbortSignal => one instanceof AbortSignal);
      return settings.fetch(address, { ...options, signal: AbortSignal.any(signals) });
    };
    const clock = new IssuerClock();
    const { clientId, clientSecret } = settings;
    const metadata: Partial<Oidc.ClientMetadata> = { [oidc.clockTolerance]: CLOCK_TOLERANCE_MS / 1000 };
    if (clientSecret !== null) metadata.client_secret = clientSecret;
    const execute = [oidc.enableNonRepudiationChecks];
    if (issuer.protocol === 'http:' && isLoopbackUrl(issuer)) execute.push(oidc.allowInsecureRequests);
    const timeout = settings.timeoutSeconds ?? REQUEST_SECONDS;
    const ask = clock.watching(secureFetch);
    const authentication = clientAuthenticationOf(oidc, settings);
    try {
      const found = await oidc.discovery(issuer, clientId, metadata, authentication, {
        timeout,
        execute,
        [oidc.customFetch]: ask,
      });
      const server = found.serverMetadata();
      checkEndpoints(server, issuer);
      const configure: Configure = (clockSkew) => {
        const made = new oidc.Configuration(
          server,
          clientId,
          { ...metadata, [oidc.clockSkew]: clockSkew },
          authentication,
        );
        made.timeout = timeout;
        made[oidc.customFetch] = ask;
        for (const extend of execute) extend(made);
        return made;
      };
      return new OidcClient(oidc, configure, settings, clock, attempt);
    } catch (error) {
      throw oidcFailure(error, 'discovery', issuer.host);
    }
  }

  /** The issuer's host, and its clock minus this computer's in ms; `null` where no answer told. */
  get clock(): { readonly host: string; readonly skew: number | null } {
    return { host: this.#host(), skew: this.#clock.skew };
  }

  /** The address of a new sign-in that comes back to `redirectUri`, with secrets that are good for this one attempt. */
  async authorize(redirectUri: string): Promise<PendingAuthorization> {
    const oidc = this.#oidc;
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const { scopes, page, askWho } = this.#settings;
    const url = oidc.buildAuthorizationUrl(this.#configuration, {
      redirect_uri: redirectUri,
      ...(scopes.trim() !== '' && { scope: scopes }),
      ...pageParameters(page, askWho),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url, redirectUri, state, nonce, verifier };
  }

  /**
   * Exchanges a callback for tokens. The redirect URI is rebuilt from the registered one: what came back could differ in
   * a slash, and the issuer compares exactly. Throws PailError: `sign-in-*`, `scopes-refused`, `client-rejected`, `issuer-unreachable`.
   */
  async exchange(search: string, pending: PendingAuthorization): Promise<TokenSet> {
    const callback = new URL(pending.redirectUri);
    callback.search = search;
    try {
      const tokens = await this.#oidc.authorizationCodeGrant(this.#configuration, callback, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      return this.#tokenSet(tokens, null);
    } catch (error) {
      throw this.#failure(error, 'exchange');
    }
  }

  /**
   * New tokens for a refresh token. The person must be the same, which the protocol library does not compare; client and
   * issuer it does. Throws PailError: `session-expired` where the issuer refuses the token or answers for another person,
   * client or issuer; `sign-in-*`, `issuer-unreachable`.
   */
  async refresh(refreshToken: string, sub: string): Promise<TokenSet> {
    try {
      const tokens = await this.#refreshGrant(refreshToken);
      const next = this.#tokenSet(tokens, refreshToken);
      if (next.claims['sub'] !== sub)
        throw new PailError('session-expired', { reason: 'the answer is for another person' });
      return next;
    } catch (error) {
      throw this.#failure(error, 'refresh');
    }
  }

  /** From now on no attempt can be cancelled any more: the session's own requests run to their end. */
  detach(): void {
    this.#attempt.signal = undefined;
  }

  /** Ends the refresh token at the issuer. Throws PailError `revoke-failed`. */
  async revoke(refreshToken: string): Promise<Revocation> {
    this.detach();
    if (this.#configuration.serverMetadata().revocation_endpoint === undefined) return 'not-offered';
    try {
      await this.#oidc.tokenRevocation(this.#configuration, refreshToken, { token_type_hint: 'refresh_token' });
      return 'revoked';
    } catch (cause) {
      // So Cognito answers where the app client has no token revocation.
      if ((cause as { error?: unknown }).error === 'invalid_request') return 'not-offered';
      const { reason } = this.#failure(cause, 'revoke').failure.detail;
      throw new PailError('revoke-failed', { ...(reason !== undefined && { reason }) }, { cause });
    }
  }

  /** The address that ends the browser's own session; `null` where the profile names none or the issuer has none. */
  browserSignOut(): URL | null {
    const { clientId, logoutUri } = this.#settings;
    return logoutUri === null ? null : browserSignOutAddress(this.#configuration.serverMetadata(), clientId, logoutUri);
  }

  /** For the clocks as they are known now. Made anew when they turn out to differ, which is seldom: it is frozen. */
  get #configuration(): Oidc.Configuration {
    const clockSkew = Math.round(this.#clock.correction / 1000);
    // A second more or less comes of each answer.
    if (Math.abs(clockSkew - this.#config.clockSkew) > 5)
      this.#config = { clockSkew, made: this.#configure(clockSkew) };
    return this.#config.made;
  }

  /** The first answer after somebody set the clock is judged by the old difference: once more, by the new one. */
  async #refreshGrant(refreshToken: string): ReturnType<typeof Oidc.refreshTokenGrant> {
    const configuration = this.#configuration;
    try {
      return await this.#oidc.refreshTokenGrant(configuration, refreshToken);
    } catch (error) {
      if (!isTimestampFailure(error) || this.#configuration === configuration) throw error;
      return this.#oidc.refreshTokenGrant(this.#configuration, refreshToken);
    }
  }

  #failure(error: unknown, step: OidcStep): PailError {
    return oidcFailure(error, step, this.#host(), this.#clock.skew);
  }

  #host(): string {
    return new URL(this.#settings.issuer).host;
  }

  #tokenSet(tokens: Oidc.TokenEndpointResponse & Oidc.TokenEndpointResponseHelpers, previous: string | null): TokenSet {
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) {
      throw new PailError('scopes-refused', { reason: 'no ID token came: the scopes must hold openid' });
    }
    if (claims['token_use'] !== 'id') {
      throw new PailError('sign-in-rejected', { subject: this.#host(), reason: 'not an ID token' });
    }
    return {
      idToken: tokens.id_token,
      claims,
      issuedAt: claims.iat * 1000 - this.#clock.correction,
      expiresAt: claims.exp * 1000 - this.#clock.correction,
      refreshToken: tokens.refresh_token ?? previous,
    };
  }
}

function clientAuthenticationOf(
  oidc: typeof Oidc,
  { clientSecret, clientAuthentication }: OidcSettings,
): Oidc.ClientAuth {
  if (clientSecret === null) return oidc.None();
  return clientAuthentication === 'post' ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret);
}
