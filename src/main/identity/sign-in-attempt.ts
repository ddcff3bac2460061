import { PailError } from '../../shared/errors.ts';
import type { CallbackParameters } from '../platform/deep-link.ts';
import { parseCallbackSearch } from '../platform/deep-link.ts';
import { type LoopbackRedirect, listenForRedirect } from './loopback-redirect.ts';
import { OidcClient, type OidcSettings, type PendingAuthorization, type TokenSet } from './oidc-client.ts';

/** How long a person has in the browser, in ms. The code itself lives as long. */
export const ATTEMPT_TIMEOUT = 5 * 60_000;

export interface AttemptListener {
  /** The browser can be opened: it is the person's turn. */
  waiting(url: URL, expiresAt: number): Promise<void>;
  exchanging(): void;
}

/**
 * One try to sign in, from discovery to tokens. Its state is good once: the first callback that bears it takes it, and
 * whatever comes later finds nothing.
 */
export class SignInAttempt {
  readonly #abort = new AbortController();
  /** Settled by the first callback, by the timeout or by a cancel; none of them is lost if it comes early. */
  readonly #callback: Promise<string>;
  #resolve: (search: string) => void = () => undefined;
  #reject: (reason: PailError) => void = () => undefined;
  #pending: PendingAuthorization | null = null;
  #taken = false;

  constructor() {
    this.#callback = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody may be listening yet when it is cancelled; run() throws the reason all the same.
    this.#callback.catch((reason: unknown) => reason);
  }

  /** What the browser was sent to, and where it comes back to; `null` before, and once a callback was taken. */
  get pending(): Pick<PendingAuthorization, 'url' | 'redirectUri'> | null {
    return this.#taken ? null : this.#pending;
  }

  /** Runs to its end. Throws PailError; after {@link cancel}, a `sign-in-not-pending` that nobody needs to see. */
  async run(settings: OidcSettings, listener: AttemptListener): Promise<{ client: OidcClient; tokens: TokenSet }> {
    let redirect: LoopbackRedirect | null = null;
    let timer: NodeJS.Timeout | undefined;
    try {
      const client = await this.#unlessCancelled(OidcClient.discover(settings, this.#abort.signal));
      const [first = ''] = settings.redirectUris;
      if (first.startsWith('http:')) redirect = await listenForRedirect(settings.redirectUris, this.#receive);
      const pending = await client.authorize(redirect?.redirectUri ?? first);
      this.#throwIfCancelled();
      this.#pending = pending;
      timer = setTimeout(() => this.#reject(new PailError('sign-in-timeout')), ATTEMPT_TIMEOUT);
      await listener.waiting(pending.url, Date.now() + ATTEMPT_TIMEOUT);
      const search = await this.#callback;
      listener.exchanging();
      const tokens = await this.#unlessCancelled(client.exchange(search, pending));
      return { client, tokens };
    } finally {
      this.#taken = true;
      clearTimeout(timer);
      redirect?.close();
    }
  }

  /** Takes a callback if it is for this attempt and the first; says whether it did. */
  take(callback: CallbackParameters): boolean {
    if (this.#taken || this.#pending?.state !== callback.state) return false;
    this.#taken = true;
    this.#resolve(callback.search);
    return true;
  }

  cancel(): void {
    this.#taken = true;
    this.#abort.abort();
    this.#reject(new PailError('sign-in-not-pending'));
  }

  get cancelled(): boolean {
    return this.#abort.signal.aborted;
  }

  #receive = (search: string): boolean => {
    const callback = parseCallbackSearch(search);
    return 'refused' in callback ? false : this.take(callback);
  };

  #throwIfCancelled(): void {
    if (this.cancelled) throw new PailError('sign-in-not-pending');
  }

  async #unlessCancelled<T>(work: Promise<T>): Promise<T> {
    try {
      const value = await work;
      this.#throwIfCancelled();
      return value;
    } catch (error) {
      this.#throwIfCancelled();
      throw error;
    }
  }
}
