import { isDeepStrictEqual } from 'node:util';
import { PailError } from '../../shared/errors.ts';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { ProfileFacts } from '../../shared/model/profile-review.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import { KeptSecrets } from './kept-secrets.ts';
import { ManagedProfiles } from './managed-profiles.ts';
import { factsOf } from './profile-facts.ts';
import type { ProfileFile } from './profile-file.ts';
import { notKept, ProfileFolder } from './profile-folder.ts';
import { secretPlaces, splitSecrets } from './profile-secrets.ts';
import {
  describeSecret,
  idOf,
  isSame,
  revisionOf,
  type StoredProfile,
  type StoredVersion,
  type UpdateState,
  versionDigest,
  versionOf,
  versionOfFile,
} from './stored-profile.ts';
import { checkNotExpired } from './update-policy.ts';

export type { StoredProfile } from './stored-profile.ts';

/** A file beside the profile that it is a version of. */
export interface Comparison {
  readonly stored: StoredProfile;
  /** It has other settings or secrets: importing it would change something. */
  readonly differs: boolean;
  readonly secretsDiffer: boolean;
}

/** The imported profiles: one file each, secrets apart in the secret store; and those of the machine. */
export class ProfileStore {
  readonly #folder: ProfileFolder;
  readonly #secrets: KeptSecrets;
  readonly #managed: ManagedProfiles;
  readonly #now: () => number;
  readonly #profiles = new Map<string, StoredProfile>();
  /** The same as the disk has them: what it does not take falls back to that. */
  readonly #onDisk = new Map<string, StoredProfile>();
  readonly #revisions = new Map<string, number>();

  constructor(
    directory: string,
    secrets: SecretStore,
    { managed = new ManagedProfiles([]), now = Date.now }: { managed?: ManagedProfiles; now?: () => number } = {},
  ) {
    this.#folder = new ProfileFolder(directory);
    this.#secrets = new KeptSecrets(secrets, managed);
    this.#managed = managed;
    this.#now = now;
  }

  /** Reads what is there. Answers the names of files that are no profiles; they are left where they are. */
  async load(): Promise<string[]> {
    const { profiles, unreadable } = await this.#folder.load();
    for (const stored of profiles) {
      this.#profiles.set(stored.id, stored);
      this.#onDisk.set(stored.id, stored);
    }
    return unreadable;
  }

  /** The machine's profiles, and the imported ones that none of them stands for. */
  list(): StoredProfile[] {
    const imported = [...this.#profiles.values()].filter(({ id }) => !this.#managed.get(id));
    return [...this.#managed.list(), ...imported];
  }

  /** Throws PailError `not-found`. */
  get(id: string): StoredProfile {
    const stored = this.#managed.get(id) ?? this.#profiles.get(id);
    if (!stored) throw new PailError('not-found', { subject: 'The profile' });
    return stored;
  }

  /** How it is trusted and kept up to date, for showing. Throws PailError `not-found`. */
  facts(id: string): ProfileFacts {
    return factsOf(this.get(id), this.#now());
  }

  /** Throws PailError `profile-expired` where no sign-in may begin with it any more. */
  checkUsable(id: string): void {
    checkNotExpired(this.get(id).profile, this.#now());
  }

  /** The profile that a file is a version of: same name, issuer and client. */
  async compare(file: ProfileFile): Promise<Comparison | null> {
    const { bare, secrets } = splitSecrets(file.profile);
    const stored = this.list().find((one) => isSame(one.profile, bare));
    if (!stored) return null;
    let secretsDiffer = !isDeepStrictEqual(new Set(stored.secretNames), new Set(secrets.keys()));
    for (const place of secretPlaces(file.profile)) secretsDiffer ||= await this.#secrets.differs(stored, place);
    const sameSigner = (file.signature?.key ?? null) === stored.signedBy;
    const differs = secretsDiffer || !sameSigner || !isDeepStrictEqual(stored.profile, bare);
    return { stored, differs, secretsDiffer };
  }

  /** The values of sealed texts in a file that were opened before, and are kept. */
  async knownSecrets(profile: Profile): Promise<Map<string, string>> {
    const stored = this.list().find((one) => isSame(one.profile, profile));
    return stored ? this.#secrets.known(stored, secretPlaces(profile)) : new Map();
  }

  /**
   * Imports a file, in place of the profile that it is a version of, which is kept as the version before. `opened` is the file's
   * profile with its sealed secrets opened. Whether it may be imported has been decided: see update-policy.ts.
   * Throws PailError `profile-not-kept` where the disk does not take it, and nothing of it came in.
   */
  async add(file: ProfileFile, opened: Profile = file.profile): Promise<StoredProfile> {
    const { bare, secrets } = splitSecrets(opened);
    const same = [...this.#profiles.values()].find((one) => isSame(one.profile, bare));
    const version = versionOfFile(file);
    // Where nothing but the value of a plain secret is another one, the old value is of no use: it takes no version's place.
    const isNew = !same || versionDigest(same) !== versionDigest(version);
    const previous = isNew ? (same ? versionOf(same) : null) : same.previous;
    const id = same?.id ?? idOf(bare);
    const stored: StoredProfile = {
      ...version,
      id,
      managed: false,
      previous,
      setAside: null,
      updates: same?.updates ?? null,
    };
    await this.#replace(same, stored, async () => {
      for (const [name, value] of secrets) if (!isSealed(value)) await this.#secrets.set(stored, name, value);
    });
    return stored;
  }

  /**
   * Puts the version before in the place of the present one, which is not offered as an update again.
   * Throws PailError `not-found` where there is none, `profile-expired` where it has expired, `profile-not-kept`.
   */
  async rollBack(id: string): Promise<StoredProfile> {
    const present = this.get(id);
    const { previous } = present;
    if (!previous || present.managed) throw new PailError('not-found', { subject: 'The previous version' });
    checkNotExpired(previous.profile, this.#now());
    const stored: StoredProfile = { ...present, ...previous, previous: null, setAside: setAsideOf(present) };
    await this.#replace(present, stored);
    return stored;
  }

  /** Remembers that the person does not want this version as an update. */
  async setAside(id: string, file: ProfileFile): Promise<void> {
    await this.#change(id, { setAside: setAsideOf(versionOfFile(file)) });
  }

  async noteUpdates(id: string, updates: UpdateState): Promise<void> {
    await this.#change(id, { updates });
  }

  /** Throws PailError `profile-managed`, `profile-not-kept`. */
  async remove(id: string): Promise<void> {
    const stored = this.get(id);
    if (stored.managed) throw new PailError('profile-managed', { subject: stored.profile.name });
    await this.#replace(stored, undefined);
  }

  /** Throws PailError `profile-secret-missing` where the profile has this secret and this run does not. */
  async secret(id: string, name: ProfileSecretName): Promise<string | null> {
    const stored = this.get(id);
    if (!stored.secretNames.includes(name)) return null;
    const value = await this.#secrets.get(stored, name);
    if (value === null) throw new PailError('profile-secret-missing', { subject: describeSecret(name) });
    return value;
  }

  /** Throws PailError `not-found`, `profile-not-kept`. */
  async provideSecret(id: string, name: ProfileSecretName, value: string): Promise<void> {
    const stored = this.get(id);
    if (!stored.secretNames.includes(name))
      throw new PailError('not-found', { subject: `The ${describeSecret(name)}` });
    await this.#secrets.set(stored, name, value).catch((cause: unknown) => {
      throw notKept(stored.profile.name, cause);
    });
    this.#revise(id);
  }

  /** Forgets a secret that turned out to be wrong, so that it is missing and asked for. */
  async dropSecret(id: string, name: ProfileSecretName): Promise<void> {
    const stored = this.#managed.get(id) ?? this.#profiles.get(id);
    if (stored) await this.#secrets.delete(stored, name);
  }

  /** Grows when a profile or a secret of it changes: keys made from the older ones must not be used any more. */
  revision(id: string): number {
    return this.#revisions.get(id) ?? 0;
  }

  missingSecrets(id: string): Promise<ProfileSecretName[]> {
    return this.#secrets.missing(this.get(id));
  }

  async #change(id: string, change: Partial<StoredProfile>): Promise<void> {
    const stored = this.#profiles.get(id);
    // Removed meanwhile: there is nothing to remember it for.
    if (!stored) return;
    await this.#put(id, { ...stored, ...change });
  }

  /**
   * Puts one version in the place of another, with its secrets: both or none. The file comes first, then the new secrets, and the old ones
   * go last: where Pail ends in between, secrets are missing, and asked for; what is there belongs to its version.
   */
  async #replace(
    before: StoredProfile | undefined,
    next: StoredProfile | undefined,
    setSecrets: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { id, profile } = (next ?? before) as StoredProfile;
    this.#revise(id);
    await this.#put(id, next);
    try {
      await setSecrets();
      if (before) await this.#secrets.forget(before, next);
    } catch (cause) {
      // Where the disk does not take that back either, the secrets are missing, and asked for.
      await this.#put(id, before).catch((error: unknown) => error);
      if (next) await this.#secrets.forget(next, before).catch((error: unknown) => error);
      this.#revise(id);
      throw notKept(profile.name, cause);
    }
  }

  /** Has a profile so from now on, here at once and on the disk; `undefined`: no more. Throws PailError `profile-not-kept`, and it is as before. */
  async #put(id: string, next: StoredProfile | undefined): Promise<void> {
    const before = this.#profiles.get(id);
    put(this.#profiles, id, next);
    let written = next;
    try {
      await this.#folder.save(id, () => {
        written = this.#profiles.get(id);
        return written;
      });
      put(this.#onDisk, id, written);
    } catch (cause) {
      // What came after it has its own word.
      if (this.#profiles.get(id) === next) put(this.#profiles, id, this.#onDisk.get(id));
      throw notKept((next ?? before)?.profile.name ?? '', cause);
    }
  }

  #revise(id: string): void {
    this.#revisions.set(id, this.revision(id) + 1);
  }
}

function put(profiles: Map<string, StoredProfile>, id: string, stored: StoredProfile | undefined): void {
  if (stored) profiles.set(id, stored);
  else profiles.delete(id);
}

function setAsideOf(version: StoredVersion): StoredProfile['setAside'] {
  return { revision: revisionOf(version.profile), digest: versionDigest(version) };
}
