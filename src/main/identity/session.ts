import { PailError } from '../../shared/errors.ts';
import { renewAt } from '../../shared/renewal.ts';
import type { Claims } from '../mapping/claims.ts';
import type { OidcClient, Revocation, TokenSet } from './oidc-client.ts';

/** An ID token is refreshed so many ms before its end at most. */
const EARLY = 60_000;

export interface SessionListener {
  /** New tokens. Awaited before they are used, so that a rotated refresh token is kept before the old one is lost. */
  tokens(tokens: TokenSet): Promise<void>;
  /** The issuer refuses to go on: the person has to sign in again. */
  expired(): void;
}

/**
 * One person's tokens, kept fresh: renewed ahead of their end when somebody asks for one. There is no timer: a token that nobody asks
 * for opens nothing, and whoever needs keys for long, such as a transfer, asks again before they end. So a Pail that nobody uses
 * is silent, and a laptop that wakes up does not have to be first on the network.
 */
export class Session {
  readonly sub: string;
  readonly #client: OidcClient;
  readonly #listener: SessionListener;
  readonly #now: () => number;
  #tokens: TokenSet;
  /** The refresh token that the issuer gave last, used or not; also where the keyring did not take it. */
  #newest: string | null;
  #refreshing: Promise<TokenSet> | null = null;
  #ended = false;

  constructor(client: OidcClient, tokens: TokenSet, listener: SessionListener, now: () => number = Date.now) {
    this.#client = client;
    this.#tokens = tokens;
    this.#newest = tokens.refreshToken;
    this.#listener = listener;
    this.#now = now;
    this.sub = String(tokens.claims['sub']);
  }

  /** When the ID token ends, in ms since 1970 UTC; 0 once the session has ended. */
  get tokenUntil(): number {
    return this.#tokens.expiresAt;
  }

  /** Whether new tokens can be had without the person. */
  get renews(): boolean {
    return !this.#ended && this.#newest !== null;
  }

  get claims(): Claims {
    return this.#tokens.claims;
  }

  /** What would be kept of it for the next run. */
  get refreshToken(): string | null {
    return this.#ended ? null : this.#newest;
  }

  /** The issuer's host, and its clock minus this computer's in ms; `null` where no answer told. */
  get clock(): OidcClient['clock'] {
    return this.#client.clock;
  }

  /** The address that ends the browser's own session; `null` where there is none. */
  browserSignOut(): URL | null {
    return this.#client.browserSignOut();
  }

  /**
   * An ID token that is good for at least a minute more, or a tenth of its life where that is shorter. `renew` asks for a new one in any case. Callers at the same time
   * share one refresh. Throws PailError: `session-expired`; `issuer-unreachable`, `tls-untrusted` and `sign-in-*`, after which it may be
   * asked again.
   */
  async idToken(renew = false): Promise<string> {
    if (this.#ended) throw new PailError('session-expired');
    if (!renew && this.#now() < this.#renewAt) return this.#tokens.idToken;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return (await this.#refreshing).idToken;
  }

  /**
   * Forgets the tokens. Waits for a refresh under way, because that may have made the token that must be revoked. Answers
   * the way to revoke it, which throws PailError `revoke-failed`.
   */
  async end(): Promise<() => Promise<Revocation | 'nothing-left'>> {
    this.#ended = true;
    // Its failure is its caller's; here only its end counts.
    await this.#refreshing?.catch((reason: unknown) => reason);
    const refreshToken = this.#newest;
    this.#newest = null;
    this.#tokens = { idToken: '', claims: {}, issuedAt: 0, expiresAt: 0, refreshToken: null };
    return async () => (refreshToken === null ? 'nothing-left' : this.#client.revoke(refreshToken));
  }

  get #renewAt(): number {
    const { issuedAt, expiresAt } = this.#tokens;
    return renewAt(issuedAt, expiresAt, EARLY);
  }

  async #refresh(): Promise<TokenSet> {
    if (this.#newest === null) return this.#expire(new PailError('session-expired'));
    let next: TokenSet;
    try {
      next = await this.#client.refresh(this.#newest, this.sub);
    } catch (error) {
      // Only the issuer's own word ends a session; a bad network does not.
      const code = error instanceof PailError ? error.failure.code : null;
      if (code !== 'session-expired' && code !== 'client-rejected') throw error;
      return this.#expire(error);
    }
    this.#newest = next.refreshToken;
    if (!this.#ended) await this.#listener.tokens(next);
    if (this.#ended) throw new PailError('session-expired');
    this.#tokens = next;
    return next;
  }

  #expire(cause: unknown): never {
    this.#ended = true;
    this.#listener.expired();
    // Where the issuer answered for somebody else, that is why.
    const refusal = cause instanceof PailError && cause.failure.code === 'session-expired' ? cause : null;
    throw refusal ?? new PailError('session-expired', {}, { cause });
  }
}
