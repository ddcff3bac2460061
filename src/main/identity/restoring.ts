import { type ErrorCode, type Failure, toFailure } from '../../shared/errors.ts';
import type { ProfileStore, StoredProfile } from '../profiles/profile-store.ts';
import type { KeptSignIn, KeptSignIns } from './kept-sign-ins.ts';
import { OidcClient, type OidcSettings, type TokenSet } from './oidc-client.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';
import type { SignInsUnderWay } from './sign-ins-under-way.ts';

/** What a restore came to. */
export type Restored = 'signed-in' | 'nothing-kept' | 'cancelled' | Failure;

export interface RestoringParts {
  readonly profiles: Pick<ProfileStore, 'list'>;
  readonly kept: KeptSignIns;
  readonly underWay: SignInsUnderWay;
  readonly settings: (profileId: string) => Promise<OidcSettings>;
  /** Makes an account of new tokens. */
  readonly begin: (profileId: string, client: OidcClient, tokens: TokenSet, attempt: SignInAttempt) => Promise<void>;
  /** Shows why an attempt failed. */
  readonly fail: (profileId: string, attempt: SignInAttempt, error: unknown) => Promise<void>;
  /** Something failed that nobody waits for. */
  readonly onError: (error: unknown) => void;
}

/** Where the issuer said nothing at all, what is kept of a sign-in is as good as before. */
const NOT_HEARD = new Set<ErrorCode>(['issuer-unreachable', 'tls-untrusted', 'proxy-authentication']);

/** True for what only says that the issuer could not be asked. */
export function isNotHeard(restored: Restored): restored is Failure {
  return typeof restored === 'object' && NOT_HEARD.has(restored.code);
}

/** Signs in again, without a browser, with what the last run kept. */
export class Restoring {
  readonly #parts: RestoringParts;
  /** Profiles whose kept sign-in could not be tried, for want of an answer: it is tried again before a browser is opened. */
  readonly #unheard = new Set<string>();

  constructor(parts: RestoringParts) {
    this.#parts = parts;
  }

  isUnheard(profileId: string): boolean {
    return this.#unheard.has(profileId);
  }

  forget(profileId: string): void {
    this.#unheard.delete(profileId);
  }

  /** Tries what is kept for a profile. Never rejects; what failed shows on the profile. */
  async restore(stored: StoredProfile): Promise<Restored> {
    const { profiles, kept, underWay, settings, begin, fail, onError } = this.#parts;
    const { id } = stored;
    this.#unheard.delete(id);
    let attempt: SignInAttempt | null = null;
    try {
      const before = await kept.read(id);
      if (before === null) return 'nothing-kept';
      // While the keyring was asked the profile may have got another version, perhaps of another service, or its person may sign in.
      if (!profiles.list().includes(stored) || underWay.has(id)) return 'cancelled';
      attempt = underWay.begin(id, { phase: 'exchanging' });
      const client = await OidcClient.discover(await settings(id));
      if (attempt.cancelled) return 'cancelled';
      const tokens = await client.refresh(before.refreshToken, before.sub);
      if (attempt.cancelled) {
        await this.#giveBack(stored, before, client, tokens).catch(onError);
        return 'cancelled';
      }
      await begin(id, client, tokens, attempt);
      underWay.settle(id, attempt);
      return 'signed-in';
    } catch (error) {
      const failure = toFailure(error);
      if (attempt?.cancelled) return 'cancelled';
      if (failure.code === 'session-expired') kept.forget(id).catch(onError);
      if (isNotHeard(failure)) this.#unheard.add(id);
      if (attempt) await fail(id, attempt, error);
      else onError(error);
      return failure;
    }
  }

  /** A restore was cancelled when its token had been replaced: the new one is for the next run, unless the old was forgotten. */
  async #giveBack(
    stored: StoredProfile,
    before: KeptSignIn,
    client: OidcClient,
    { refreshToken }: TokenSet,
  ): Promise<void> {
    if (await this.#parts.kept.replace(stored, before, refreshToken)) return;
    if (refreshToken !== null) await client.revoke(refreshToken);
  }
}
