import { PailError } from '../../../shared/errors.ts';
import { renewAt } from '../../../shared/renewal.ts';
import type { StorageCredentials } from '../protocol.ts';

const RETRY_REFRESH_MS = 10_000;

/**
 * The keys of one `credentialsId`, shared by every client that uses it. Asks main once for all who wait, ahead of expiry
 * when less than five minutes remain (or a tenth of their life, where that is shorter).
 */
export class StorageKeys {
  readonly #ask: (refused: boolean) => Promise<StorageCredentials>;
  readonly #now: () => number;
  readonly #worked = new WeakSet<StorageCredentials>();
  readonly #suspected = new WeakSet<StorageCredentials>();
  /** Suspected keys, while main is asked for others. */
  #doubted: StorageCredentials | null = null;
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
    // Who asks meanwhile waits for the new ones, too, instead of being refused as well.
    this.#current = null;
    const fresh = await this.#fetch(true);
    if (sameKeys(fresh, refused)) throw new PailError('credentials-refused');
    return fresh;
  }

  /**
   * Keys in place of suspected ones, which stay in use meanwhile, and for good where there are no others: `null` then, whatever
   * the reason. Never rejects.
   */
  async insteadOf(suspected: StorageCredentials): Promise<StorageCredentials | null> {
    this.#doubted = suspected;
    try {
      const candidate = this.#pending ? await this.#pending : this.#current;
      if (candidate && !sameKeys(candidate, suspected)) return candidate;
      const fresh = await this.#fetch(true);
      if (!sameKeys(fresh, suspected)) return fresh;
      this.#suspected.add(fresh);
      return null;
    } catch {
      // They may well be good; what prevents new ones shows when they end.
      return null;
    } finally {
      this.#doubted = null;
    }
  }

  /** The keys that there are now; `otherwise` while there are none. */
  latest(otherwise: StorageCredentials): StorageCredentials {
    return this.#current ?? otherwise;
  }

  /** Notes that the store took these keys. */
  worked(keys: StorageCredentials): void {
    this.#worked.add(keys);
  }

  /** True for keys that the store has taken at least once. */
  haveWorked(keys: StorageCredentials): boolean {
    return this.#worked.has(keys);
  }

  /** True for keys that by their own account have ended, or in whose place others are. */
  mayHaveEnded(keys: StorageCredentials): boolean {
    return !this.#holds(keys) || this.#current !== keys;
  }

  /**
   * Notes a refusal that does not say whether it is about these keys. True where that may be, and nobody thought so of them
   * before, or others are just being asked for: a store that refuses something else in this way must not cost new keys each time.
   */
  suspect(keys: StorageCredentials): boolean {
    if (this.#doubted === keys) return true;
    if (keys.sessionToken === undefined || this.#suspected.has(keys)) return false;
    this.#suspected.add(keys);
    return true;
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
    // Keys that arrive expired mean a wrong clock here: use them until the store refuses.
    const holds = keys.expiresAt !== undefined && this.#now() < keys.expiresAt;
    this.#refreshAt = holds ? renewAt(this.#now(), keys.expiresAt) : Number.POSITIVE_INFINITY;
    return keys;
  }
}

function sameKeys(a: StorageCredentials, b: StorageCredentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId && a.secretAccessKey === b.secretAccessKey && a.sessionToken === b.sessionToken
  );
}
