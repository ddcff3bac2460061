import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PailError } from '../../shared/errors.ts';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { ProfileFacts } from '../../shared/model/profile-review.ts';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import { KeptSecrets } from './kept-secrets.ts';
import { ManagedProfiles } from './managed-profiles.ts';
import { factsOf } from './profile-facts.ts';
import type { ProfileFile } from './profile-file.ts';
import { secretPlaces, splitSecrets } from './profile-secrets.ts';
import {
  describeSecret,
  idOf,
  isSame,
  revisionOf,
  type StoredProfile,
  type StoredVersion,
  storedSchema,
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

/** The imported profiles: one file each, mode 0600, secrets apart in the secret store; and those of the machine. */
export class ProfileStore {
  readonly #directory: string;
  readonly #secrets: KeptSecrets;
  readonly #managed: ManagedProfiles;
  readonly #now: () => number;
  readonly #profiles = new Map<string, StoredProfile>();
  readonly #revisions = new Map<string, number>();
  #saving: Promise<void> = Promise.resolve();

  constructor(
    directory: string,
    secrets: SecretStore,
    { managed = new ManagedProfiles([]), now = Date.now }: { managed?: ManagedProfiles; now?: () => number } = {},
  ) {
    this.#directory = directory;
    this.#secrets = new KeptSecrets(secrets, managed);
    this.#managed = managed;
    this.#now = now;
  }

  /** Reads what is there. Answers the names of files that are no profiles; they are left where they are. */
  async load(): Promise<string[]> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const unreadable: string[] = [];
    for (const name of (await readdir(this.#directory)).sort()) {
      if (!name.endsWith('.json')) continue;
      try {
        const stored = storedSchema.parse(JSON.parse(await readFile(path.join(this.#directory, name), 'utf8')));
        this.#profiles.set(stored.id, { ...stored, managed: false });
      } catch {
        unreadable.push(name);
      }
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
    // Known at once, so that a second import of the same file in the same moment finds it.
    this.#profiles.set(id, stored);
    this.#revise(id);
    // The file first: a disk that is full takes neither, and the secrets of before are then still in their places.
    await this.#save(id).catch((cause: unknown) => this.#takeBack(stored, same, cause));
    if (same && isNew) await this.#secrets.step(same);
    for (const [name, value] of secrets) if (!isSealed(value)) await this.#secrets.set(stored, name, value);
    return stored;
  }

  /** Has it as if an import had not been, and throws why it was not. */
  #takeBack({ id, profile }: StoredProfile, before: StoredProfile | undefined, cause: unknown): never {
    if (before) this.#profiles.set(id, before);
    else this.#profiles.delete(id);
    this.#revise(id);
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new PailError('profile-not-kept', { subject: profile.name, reason }, { cause });
  }

  /**
   * Puts the version before in the place of the present one, which is not offered as an update again.
   * Throws PailError `not-found` where there is none, `profile-expired` where it has expired.
   */
  async rollBack(id: string): Promise<StoredProfile> {
    const present = this.get(id);
    const { previous } = present;
    if (!previous || present.managed) throw new PailError('not-found', { subject: 'The previous version' });
    checkNotExpired(previous.profile, this.#now());
    const stored: StoredProfile = { ...present, ...previous, previous: null, setAside: setAsideOf(present) };
    this.#profiles.set(id, stored);
    this.#revise(id);
    await this.#secrets.stepBack(present, previous);
    await this.#save(id);
    return stored;
  }

  /** Remembers that the person does not want this version as an update. */
  async setAside(id: string, file: ProfileFile): Promise<void> {
    await this.#change(id, { setAside: setAsideOf(versionOfFile(file)) });
  }

  async noteUpdates(id: string, updates: UpdateState): Promise<void> {
    await this.#change(id, { updates });
  }

  /** Throws PailError `profile-managed`. */
  async remove(id: string): Promise<void> {
    const stored = this.get(id);
    if (stored.managed) throw new PailError('profile-managed', { subject: stored.profile.name });
    this.#profiles.delete(id);
    await this.#save(id);
    await this.#secrets.forget(stored);
  }

  /** Throws PailError `profile-secret-missing` where the profile has this secret and this run does not. */
  async secret(id: string, name: ProfileSecretName): Promise<string | null> {
    const stored = this.get(id);
    if (!stored.secretNames.includes(name)) return null;
    const value = await this.#secrets.get(stored, name);
    if (value === null) throw new PailError('profile-secret-missing', { subject: describeSecret(name) });
    return value;
  }

  async provideSecret(id: string, name: ProfileSecretName, value: string): Promise<void> {
    const stored = this.get(id);
    if (!stored.secretNames.includes(name)) throw new PailError('not-found', { subject: `The ${describeSecret(name)}` });
    await this.#secrets.set(stored, name, value);
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
    this.#profiles.set(id, { ...stored, ...change });
    await this.#save(id);
  }

  #revise(id: string): void {
    this.#revisions.set(id, this.revision(id) + 1);
  }

  /** Changes of files go one after the other, and each writes what is so by then. */
  #save(id: string): Promise<void> {
    const save = async (): Promise<void> => {
      const stored = this.#profiles.get(id);
      if (!stored) {
        await rm(this.#file(id), { force: true });
        return;
      }
      const { managed: _, ...kept } = stored;
      await writeFileAtomic(this.#file(id), `${JSON.stringify(kept, null, 2)}\n`);
    };
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }

  #file(id: string): string {
    return path.join(this.#directory, `${id}.json`);
  }
}

function setAsideOf(version: StoredVersion): StoredProfile['setAside'] {
  return { revision: revisionOf(version.profile), digest: versionDigest(version) };
}
