import { PailError } from '../../../shared/errors.ts';
import type { StorageCredentials } from '../protocol.ts';

const REFRESH_MARGIN_MS = 5 * 60_000;
const RETRY_REFRESH_MS = 10_000;

/**
 * The keys of one `credentialsId`, shared by every client that uses it. Asks main once for all who wait, ahead of expiry
 * when less than five minutes remain (or half the lifetime, where that is shorter).
 */
export class StorageKeys {
  readonly #ask: (refused: boolean) => Promise<StorageCredentials>;
  readonly #now: () => number;
  readonly #worked = new WeakSet<StorageCredentials>();
  #current: StorageCredentials | null = null;
  #refreshAt = 0;
  #pending: Promise<StorageCredentials> | null = null;

  constructor(ask: (refused: boolean) => Promise<StorageCredentials>, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** Keys for the next request. Rejects as main does: `session-expired`, `credentials-refused`, ... */
  async get(): Promise<StorageCredentials> {
    const current = this.#current;
    if (current && this.#now() < this.#refreshAt) return current;
    try {
      return await this.#fetch(false);
    } catch (error) {
      // Keys that still hold are good enough; what prevents new ones shows when these end.
      if (!current || !this.#holds(current)) throw error;
      this.#refreshAt = this.#now() + RETRY_REFRESH_MS;
      return current;
    }
  }

  /**
   * Keys in place of `refused`, which the store did not take. Where they have been replaced already, those; otherwise
   * main is asked for new ones. Rejects as main does, and with `credentials-refused` where main has none but the same.
   */
  async replace(refused: StorageCredentials): Promise<StorageCredentials> {
    const candidate = this.#pending ? await this.#pending : this.#current;
    if (candidate && !sameKeys(candidate, refused)) return candidate;
    const fresh = await this.#fetch(true);
    if (sameKeys(fresh, refused)) throw new PailError('credentials-refused');
    return fresh;
  }

  /** Notes that the store took these keys. */
  worked(keys: StorageCredentials): void {
    this.#worked.add(keys);
  }

  /** True for keys that the store has taken at least once. */
  haveWorked(keys: StorageCredentials): boolean {
    return this.#worked.has(keys);
  }

  /** True for keys that by their own account have ended. */
  ended(keys: StorageCredentials): boolean {
    return keys.expiresAt !== undefined && !this.#holds(keys);
  }

  #holds(keys: StorageCredentials): boolean {
    return keys.expiresAt === undefined || this.#now() < keys.expiresAt;
  }

  #fetch(refused: boolean): Promise<StorageCredentials> {
    this.#pending ??= this.#ask(refused)
      .then((keys) => this.#keep(keys))
      .finally(() => {
        this.#pending = null;
      });
    return this.#pending;
  }

  #keep(keys: StorageCredentials): StorageCredentials {
    this.#current = keys;
    const lifetime = keys.expiresAt === undefined ? Number.POSITIVE_INFINITY : keys.expiresAt - this.#now();
    // Keys that arrive expired mean a wrong clock here: use them until the store refuses.
    this.#refreshAt =
      keys.expiresAt === undefined || lifetime <= 0
        ? Number.POSITIVE_INFINITY
        : keys.expiresAt - Math.min(REFRESH_MARGIN_MS, lifetime / 2);
    return keys;
  }
}

function sameKeys(a: StorageCredentials, b: StorageCredentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}
