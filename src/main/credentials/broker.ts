import { PailError } from '../../shared/errors.ts';
import { renewAt } from '../../shared/renewal.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import type { ResolvedCredentials } from '../mapping/evaluate.ts';
import type { CredentialRequest } from './grants.ts';

/** Where keys come from. */
export interface KeySources {
  /** Keys that stand in the profile. Throws PailError `profile-secret-missing`. */
  ofProfile(request: CredentialRequest, credentials: StaticCredentials): Promise<StorageCredentials>;
  /** Exchanges an ID token for keys. */
  forToken(request: CredentialRequest, idToken: string): Promise<StorageCredentials>;
  /** Forgets what is kept for other accounts. */
  keepOnly(accountIds: ReadonlySet<string>): void;
}

type StaticCredentials = Extract<ResolvedCredentials, { kind: 'static' }>;

/** Refusals that may mean no more than that the token came to its end on its way; Ceph has no word of its own for that. */
const MAYBE_TOKEN: ReadonlySet<string | null> = new Set(['credentials-refused', 'token-refused']);

/** A request for keys that is under way. */
interface Pending {
  readonly account: Account;
  readonly keys: Promise<StorageCredentials>;
}

interface Held {
  readonly keys: StorageCredentials;
  readonly obtainedAt: number;
}

/** Gives the engine keys: one request at a time for each id, kept until shortly before they expire. */
export class CredentialBroker {
  readonly #sources: KeySources;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  readonly #pending = new Map<string, Pending>();
  #requests: ReadonlyMap<string, CredentialRequest> = new Map();

  constructor(sources: KeySources, now: () => number = Date.now) {
    this.#sources = sources;
    this.#now = now;
  }

  /** Says which keys may be asked for from now on; keys for all others are forgotten. */
  setRequests(requests: ReadonlyMap<string, CredentialRequest>): void {
    this.#requests = requests;
    for (const id of this.#held.keys()) if (!requests.has(id)) this.#held.delete(id);
    this.#sources.keepOnly(new Set([...requests.values()].map(({ account }) => account.id)));
  }

  /**
   * Keys for an id. `refused`: the ones given last were refused, so they are had anew; from a new ID token where they ought to have
   * been good, because then it may be what they were made from that is not.
   * Throws PailError: `not-found`, `session-expired`, `credentials-refused`, ...
   */
  async get(id: string, refused: boolean): Promise<StorageCredentials> {
    const held = this.#held.get(id);
    const isFresh = held !== undefined && this.#isFresh(held);
    if (isFresh && !refused) return held.keys;
    this.#held.delete(id);
    const request = this.#requests.get(id);
    if (!request) throw new PailError('not-found', { subject: 'The location' });
    const { account } = request;
    const pending = this.#pending.get(id);
    // Of the same person's ended session nothing is shared: it fails with that.
    if (pending?.account === account) return pending.keys;
    const renew = refused && (isFresh || !held);
    const keys = this.#obtain(id, request, renew).finally(() => {
      if (this.#pending.get(id)?.account === account) this.#pending.delete(id);
    });
    this.#pending.set(id, { account, keys });
    return keys;
  }

  /** The keys that may be asked for in the name of an account, and until when those that are held are good. */
  keysOf(
    accountId: string,
  ): { readonly credentials: ResolvedCredentials; readonly until: number | null; readonly isHeld: boolean }[] {
    return [...this.#requests]
      .filter(([, { account }]) => account.id === accountId)
      .map(([id, { credentials }]) => {
        const held = this.#held.get(id);
        const isHeld = held !== undefined && this.#isFresh(held);
        return { credentials, isHeld, until: isHeld ? (held.keys.expiresAt ?? null) : null };
      });
  }

  #isFresh({ keys, obtainedAt }: Held): boolean {
    // Keys that came expired tell of a wrong clock here: they are used until the store refuses them.
    if (keys.expiresAt === undefined || keys.expiresAt <= obtainedAt) return true;
    return this.#now() < renewAt(obtainedAt, keys.expiresAt);
  }

  async #obtain(id: string, request: CredentialRequest, renew: boolean): Promise<StorageCredentials> {
    const keys = await this.#ask(request, renew);
    // Signed out in the meantime: the keys must not stay.
    if (this.#requests.get(id)?.account === request.account) this.#held.set(id, { keys, obtainedAt: this.#now() });
    return keys;
  }

  async #ask(request: CredentialRequest, renew: boolean): Promise<StorageCredentials> {
    const { credentials, account } = request;
    if (credentials.kind === 'static') return this.#sources.ofProfile(request, credentials);
    const { session } = account;
    const token = await session.idToken(renew);
    try {
      return await this.#sources.forToken(request, token);
    } catch (error) {
      const code = error instanceof PailError ? error.failure.code : null;
      // The store's clock may be ahead of ours: one new token, once.
      if (code === 'credentials-expired' && !renew) {
        return this.#sources.forToken(request, await session.idToken(true));
      }
      if (!MAYBE_TOKEN.has(code)) throw error;
      const next = await session.idToken();
      if (next === token) throw error;
      return this.#sources.forToken(request, next);
    }
  }
}
