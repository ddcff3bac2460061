import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import type { StoredProfile } from '../profiles/profile-store.ts';

/** What people chose about staying signed in, by the id of the profile; undefined where nobody has. */
export interface StayChoices {
  get(profileId: string): boolean | undefined;
  /** Throws PailError `settings-unwritable`, and nothing has changed. */
  set(profileId: string, stay: boolean): void;
}

export interface KeptSignInsOptions {
  readonly secrets: SecretStore;
  readonly choices: StayChoices;
  readonly onError: (error: unknown) => void;
}

const keptSchema = z.strictObject({ refreshToken: z.string().min(1), sub: z.string().min(1) });

/** What the next run needs to sign in again. */
export type KeptSignIn = z.infer<typeof keptSchema>;

/** The sign-ins that outlast a run, one for each profile: in the OS's keyring, where there is one and where the person wishes it. */
export class KeptSignIns {
  readonly #options: KeptSignInsOptions;
  /** Profiles whose sign-in could not be kept, and whose person was told. */
  readonly #told = new Set<string>();
  /** One after the other, so that nothing is kept that was to be forgotten meanwhile. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: KeptSignInsOptions) {
    this.#options = options;
  }

  /** Whether a sign-in of this profile is to be kept: as the person chose, else as the profile says; never without a keyring. */
  isWished({ id, profile }: StoredProfile): boolean {
    const { secrets, choices } = this.#options;
    // Memory keeps the session itself; a second copy of its token would only outlive it.
    return secrets.kind === 'keyring' && (choices.get(id) ?? profile.signIn.staySignedIn ?? true);
  }

  /** Remembers what a person chose. What is kept is not touched. Throws PailError `settings-unwritable`. */
  choose(profileId: string, stay: boolean): void {
    this.#options.choices.set(profileId, stay);
  }

  /**
   * Keeps a sign-in if that is wished; says whether the next run will have it. Where it does not, it has none of before either: that may be
   * another person's. A keyring that fails is told and never thrown: the session has its token in memory and goes on.
   */
  keep(stored: StoredProfile, { refreshToken, sub }: { refreshToken: string | null; sub: string }): Promise<boolean> {
    return this.#inTurn(async () => {
      const { secrets } = this.#options;
      const key = keyOf(stored.id);
      const isKept = this.isWished(stored) && refreshToken !== null;
      try {
        if (!isKept) await secrets.delete(key);
        else await secrets.set(key, JSON.stringify({ refreshToken, sub } satisfies KeptSignIn));
      } catch (cause) {
        this.#tell(stored.id, cause);
        // A disk that is full does not take this either, and that is the same trouble.
        if (isKept) await secrets.delete(key).catch((error: unknown) => this.#tell(stored.id, error));
        return false;
      }
      this.#told.delete(stored.id);
      return isKept;
    });
  }

  /** Puts a newer token in the place of the one that it was made from. False where that is not kept any more: somebody forgot it. */
  replace(stored: StoredProfile, old: KeptSignIn, refreshToken: string | null): Promise<boolean> {
    return this.#inTurn(async () => {
      if ((await this.read(stored.id))?.refreshToken !== old.refreshToken) return false;
      const value: KeptSignIn = { refreshToken: refreshToken ?? old.refreshToken, sub: old.sub };
      await this.#options.secrets.set(keyOf(stored.id), JSON.stringify(value));
      return true;
    });
  }

  /** What the last run kept; `null` where it kept nothing, or nothing that can be read. */
  async read(profileId: string): Promise<KeptSignIn | null> {
    const value = await this.#options.secrets.get(keyOf(profileId));
    return value === null ? null : parsedOrNull(value);
  }

  /** Forgets what the next run would sign in with. Throws PailError `session-not-forgotten`, and the next run may sign in with it. */
  forget(profileId: string): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#options.secrets.delete(keyOf(profileId));
      } catch (cause) {
        throw new PailError('session-not-forgotten', { reason: reasonOf(cause) }, { cause });
      }
    });
  }

  #tell(profileId: string, cause: unknown): void {
    if (this.#told.has(profileId)) return;
    this.#told.add(profileId);
    this.#options.onError(new PailError('session-not-kept', { reason: reasonOf(cause) }, { cause }));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work);
    this.#turn = done;
    return done;
  }
}

/** Another version of Pail may have kept it otherwise. What is wrong with it is told to nobody: it is a secret. */
function parsedOrNull(value: string): KeptSignIn | null {
  try {
    return keptSchema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}

const reasonOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? 'the keyring refuses';

const keyOf = (profileId: string): string => `session:${profileId}`;
