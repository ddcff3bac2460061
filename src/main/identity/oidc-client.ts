/**
 * The sign-in protocol: authorization code with PKCE, by openid-client. One object for one profile's issuer and client.
 * facts: Cognito's metadata does not announce PKCE, so S256 and a nonce are sent always and never asked about.
 */
import type * as Oidc from 'openid-client';
import { PailError } from '../../shared/errors.ts';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';
import type { Claims } from '../mapping/claims.ts';
import type { Fetch } from '../network/fetch-over.ts';
import { oidcFailure } from './oidc-errors.ts';

export interface OidcSettings {
  /** Without a well-known suffix and without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** Blank: the pool gives all scopes of the app client. */
  readonly scopes: string;
  /** As registered, of this build. */
  readonly redirectUri: string;
  /**
   * Asks the service to show its sign-in page (`prompt=login`), also where the browser is still signed in there. Without the
   * page another person could not sign in, and some browsers open a private scheme only after a click on a page.
   */
  readonly askWho: boolean;
  /** The way to the issuer. */
  readonly fetch: Fetch;
}

/** What one attempt must remember until its callback. */
export interface PendingAuthorization {
  readonly url: URL;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Verified tokens. Main's memory only; the refresh token may also go to the secret store. */
export interface TokenSet {
  readonly idToken: string;
  readonly claims: Claims;
  /** When the ID token expires, ms since 1970 UTC. */
  readonly expiresAt: number;
  readonly refreshToken: string | null;
}

const DISCOVERY_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 60;

/** Plain http is for this computer only, whatever a discovery document says. */
function isSecure(address: string): boolean {
  const url = new URL(address);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

export class OidcClient {
  readonly #oidc: typeof Oidc;
  readonly #config: Oidc.Configuration;
  readonly #settings: OidcSettings;

  /** What can stop a request, while there is a sign-in that can be cancelled. */
  readonly #attempt: { signal: AbortSignal | undefined };

  private constructor(
    oidc: typeof Oidc,
    config: Oidc.Configuration,
    settings: OidcSettings,
    attempt: { signal: AbortSignal | undefined },
  ) {
    this.#oidc = oidc;
    this.#config = config;
    this.#settings = settings;
    this.#attempt = attempt;
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
    const { clientSecret } = settings;
    const metadata: Partial<Oidc.ClientMetadata> = { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
    if (clientSecret !== null) metadata.client_secret = clientSecret;
    const execute = [oidc.enableNonRepudiationChecks];
    if (issuer.protocol === 'http:' && isLoopbackUrl(issuer)) execute.push(oidc.allowInsecureRequests);
    try {
      const config = await oidc.discovery(
        issuer,
        settings.clientId,
        metadata,
        clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
        { timeout: DISCOVERY_SECONDS, execute, [oidc.customFetch]: secureFetch },
      );
      checkEndpoints(config.serverMetadata(), issuer);
      return new OidcClient(oidc, config, settings, attempt);
    } catch (error) {
      throw oidcFailure(error, 'discovery', issuer.host);
    }
  }

  /** The address of a new sign-in, with secrets that are good for this one attempt. */
  async authorize(): Promise<PendingAuthorization> {
    const oidc = this.#oidc;
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const { redirectUri, scopes, askWho } = this.#settings;
    const url = oidc.buildAuthorizationUrl(this.#config, {
      redirect_uri: redirectUri,
      ...(scopes.trim() !== '' && { scope: scopes }),
      ...(askWho && { prompt: 'login' }),
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url, state, nonce, verifier };
  }

  /**
   * Exchanges a callback for tokens. The redirect URI is rebuilt from the registered one: what came back could differ in
   * a slash, and the issuer compares exactly. Throws PailError: `sign-in-*`, `client-rejected`, `issuer-unreachable`.
   */
  async exchange(search: string, pending: PendingAuthorization): Promise<TokenSet> {
    const callback = new URL(this.#settings.redirectUri);
    callback.search = search;
    try {
      const tokens = await this.#oidc.authorizationCodeGrant(this.#config, callback, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      return this.#tokenSet(tokens, null);
    } catch (error) {
      throw oidcFailure(error, 'exchange', this.#host());
    }
  }

  /**
   * New tokens for a refresh token. The person must be the same: the protocol library does not compare `sub`.
   * Throws PailError: `session-expired` where the issuer refuses the token, `sign-in-rejected`, `issuer-unreachable`.
   */
  async refresh(refreshToken: string, sub: string | null): Promise<TokenSet> {
    try {
      const tokens = await this.#oidc.refreshTokenGrant(this.#config, refreshToken);
      const next = this.#tokenSet(tokens, refreshToken);
      if (sub !== null && next.claims['sub'] !== sub) {
        throw new PailError('session-expired', { reason: 'the answer is for another person' });
      }
      return next;
    } catch (error) {
      throw oidcFailure(error, 'refresh', this.#host());
    }
  }

  /** From now on no attempt can be cancelled any more: the session's own requests run to their end. */
  detach(): void {
    this.#attempt.signal = undefined;
  }

  /** Ends the refresh token at the issuer. Throws PailError `revoke-failed`. */
  async revoke(refreshToken: string): Promise<void> {
    this.detach();
    try {
      await this.#oidc.tokenRevocation(this.#config, refreshToken, { token_type_hint: 'refresh_token' });
    } catch (cause) {
      const { reason } = oidcFailure(cause, 'revoke', this.#host()).failure.detail;
      throw new PailError('revoke-failed', { ...(reason !== undefined && { reason }) }, { cause });
    }
  }

  #host(): string {
    return new URL(this.#settings.issuer).host;
  }

  #tokenSet(tokens: Oidc.TokenEndpointResponse & Oidc.TokenEndpointResponseHelpers, previous: string | null): TokenSet {
    const claims = tokens.claims();
    if (!claims || tokens.id_token === undefined) {
      throw new PailError('sign-in-rejected', {
        subject: this.#host(),
        reason: 'no ID token; the scopes must hold openid',
      });
    }
    if (claims['token_use'] !== 'id') {
      throw new PailError('sign-in-rejected', { subject: this.#host(), reason: 'not an ID token' });
    }
    return {
      idToken: tokens.id_token,
      claims,
      expiresAt: claims.exp * 1000,
      refreshToken: tokens.refresh_token ?? previous,
    };
  }
}

/** A pool without a domain has no authorize endpoint; and no endpoint may be on plain http elsewhere. */
function checkEndpoints(metadata: Oidc.ServerMetadata, issuer: URL): void {
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
