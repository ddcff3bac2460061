import { PailError } from '../../shared/errors.ts';
import type { Claims } from '../mapping/claims.ts';
import type { OidcClient, TokenSet } from './oidc-client.ts';

/** An ID token is refreshed when less than this is left, in ms: whoever gets it needs time to use it. */
const MARGIN = 60_000;

export interface SessionListener {
  /** New tokens. Awaited before they are used, so that a rotated refresh token is kept before the old one is lost. */
  tokens(tokens: TokenSet): Promise<void>;
  /** The issuer refuses to go on: the person has to sign in again. */
  expired(): void;
}

/** One person's tokens, kept fresh. */
export class Session {
  readonly sub: string;
  readonly #client: OidcClient;
  readonly #listener: SessionListener;
  readonly #now: () => number;
  #tokens: TokenSet;
  #refreshing: Promise<TokenSet> | null = null;
  #ended = false;

  constructor(client: OidcClient, tokens: TokenSet, listener: SessionListener, now: () => number = Date.now) {
    this.#client = client;
    this.#tokens = tokens;
    this.#listener = listener;
    this.#now = now;
    this.sub = String(tokens.claims['sub']);
  }

  get claims(): Claims {
    return this.#tokens.claims;
  }

  /**
   * An ID token that is good for at least a minute more. `renew` asks for a new one in any case. Callers at the same time
   * share one refresh. Throws PailError: `session-expired`, `issuer-unreachable`.
   */
  async idToken(renew = false): Promise<string> {
    if (this.#ended) throw new PailError('session-expired');
    if (!renew && this.#tokens.expiresAt - this.#now() > MARGIN) return this.#tokens.idToken;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return (await this.#refreshing).idToken;
  }

  /** Forgets the tokens and revokes the refresh token. Throws PailError `revoke-failed`, after forgetting. */
  async end(): Promise<void> {
    const { refreshToken } = this.#tokens;
    this.#ended = true;
    this.#tokens = { idToken: '', claims: {}, expiresAt: 0, refreshToken: null };
    if (refreshToken !== null) await this.#client.revoke(refreshToken);
  }

  async #refresh(): Promise<TokenSet> {
    const { refreshToken } = this.#tokens;
    if (refreshToken === null) return this.#expire(new PailError('session-expired'));
    let next: TokenSet;
    try {
      next = await this.#client.refresh(refreshToken, this.sub);
    } catch (error) {
      const code = error instanceof PailError ? error.failure.code : null;
      // Anything but "cannot be reached" means that this session will not come back.
      if (code === 'issuer-unreachable' || code === 'tls-untrusted') throw error;
      return this.#expire(error);
    }
    if (this.#ended) throw new PailError('session-expired');
    await this.#listener.tokens(next);
    this.#tokens = next;
    return next;
  }

  #expire(cause: unknown): never {
    this.#ended = true;
    this.#listener.expired();
    throw new PailError('session-expired', {}, { cause });
  }
}
