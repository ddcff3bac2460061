/** Looks for newer versions of profiles where they say that these are: at the start, and once a day. */
import { type Failure, PailError, toFailure } from '../../shared/errors.ts';
import type { ProfileChanges } from '../../shared/model/profile-review.ts';
import { profileChanges } from './profile-changes.ts';
import type { ProfileFile } from './profile-file.ts';
import type { ProfileImports, UpdateOutcome } from './profile-imports.ts';
import { splitSecrets } from './profile-secrets.ts';
import type { ProfileStore } from './profile-store.ts';
import type { StoredProfile, UpdateState } from './stored-profile.ts';
import { isExpired } from './update-policy.ts';

const DAY_MS = 86_400_000;
/** A computer sleeps: how long it was since the last check is looked at again and again. */
const TICK_MS = 3_600_000;
/** For so long a check may fail without a word outside the profile's own view. */
export const SILENT_MS = 7 * DAY_MS;

export interface ProfileUpdatesOptions {
  readonly profiles: ProfileStore;
  readonly imports: Pick<ProfileImports, 'update'>;
  readonly download: (url: URL) => Promise<ProfileFile>;
  /** A profile was updated by itself. */
  readonly onUpdated: (name: string, changes: ProfileChanges) => void;
  /** Checks of a profile have failed for {@link SILENT_MS}; told once until one succeeds. */
  readonly onTrouble: (name: string, failure: Failure) => void;
  /** A profile has expired; told once in each run. */
  readonly onExpired: (name: string) => void;
  /** What is shown of profiles may have changed: a check ended, or one has expired. */
  readonly onTick: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

/** The checks for updates of all imported profiles. */
export class ProfileUpdates {
  readonly #options: ProfileUpdatesOptions;
  readonly #checks = new Map<string, Promise<UpdateOutcome>>();
  readonly #expired = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ProfileUpdatesOptions) {
    this.#options = options;
  }

  /** Checks all of them, and from now on each once a day. */
  start(): void {
    this.#timer = setInterval(() => this.#run(this.tick()), TICK_MS);
    this.#timer.unref();
    this.#run(this.tick(0));
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Checks those that were not checked for `age` ms, one after the other. Failures are remembered, not thrown. */
  async tick(age = DAY_MS): Promise<void> {
    const { profiles, now, onTick } = this.#options;
    for (const { id, updates } of profiles.list()) {
      if (updates !== null && now() - updates.checkedAt < age) continue;
      await this.check(id).catch((error: unknown) => {
        // It is remembered as a failure of this profile.
        if (!(error instanceof PailError)) throw error;
      });
    }
    this.#tellExpired();
    await onTick();
  }

  #tellExpired(): void {
    const { profiles, now, onExpired } = this.#options;
    for (const { id, profile } of profiles.list()) {
      if (!isExpired(profile, now()) || this.#expired.has(id)) continue;
      this.#expired.add(id);
      onExpired(profile.name);
    }
  }

  /** Checks one now; what comes of it is remembered. Throws PailError: why it failed. */
  async check(id: string): Promise<UpdateOutcome> {
    const running = this.#checks.get(id) ?? this.#check(this.#options.profiles.get(id));
    this.#checks.set(id, running);
    try {
      return await running;
    } finally {
      this.#checks.delete(id);
    }
  }

  async #check({ id, profile, managed }: StoredProfile): Promise<UpdateOutcome> {
    const { imports, download, onUpdated } = this.#options;
    // The machine's administrator sees to the files of the machine.
    if (profile.updateUrl === undefined || managed) return 'none';
    const url = new URL(profile.updateUrl);
    try {
      const outcome = await imports.update(id, await download(url), url.host);
      await this.#note(id, null);
      if (typeof outcome === 'object') {
        const { stored, secretsDiffer } = outcome.updated;
        const { bare } = splitSecrets(outcome.file.profile);
        onUpdated(bare.name, profileChanges(stored.profile, bare, secretsDiffer));
      }
      return outcome;
    } catch (error) {
      await this.#note(id, toFailure(error));
      throw error;
    }
  }

  async #note(id: string, failure: Failure | null): Promise<void> {
    const { profiles, now, onTrouble } = this.#options;
    const stored = profiles.list().find((one) => one.id === id);
    // Removed while its file was fetched.
    if (!stored) return;
    const checkedAt = now();
    if (failure === null) {
      await profiles.noteUpdates(id, { checkedAt, reachedAt: checkedAt, failure: null, told: false });
      return;
    }
    const reachedAt = stored.updates?.reachedAt ?? checkedAt;
    const isLong = checkedAt - reachedAt >= SILENT_MS;
    const wasTold = stored.updates?.told ?? false;
    await profiles.noteUpdates(id, { checkedAt, reachedAt, failure: kept(failure), told: wasTold || isLong });
    if (isLong && !wasTold) onTrouble(stored.profile.name, failure);
  }

  #run(work: Promise<void>): void {
    work.catch(this.#options.onError);
  }
}

/** The texts of a failure, from which it is made again. */
function kept({ code, detail }: Failure): UpdateState['failure'] {
  const texts = Object.entries(detail).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { code, detail: Object.fromEntries(texts) };
}
