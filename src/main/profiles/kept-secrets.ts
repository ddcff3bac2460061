/** Where the secrets of profiles are kept: those of the present version, of the one before, and of the machine's profiles. */
import type { ProfileSecretName } from '../../shared/model/account.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import type { ManagedProfiles } from './managed-profiles.ts';
import { type SecretPlace, sealDigest } from './profile-secrets.ts';
import type { StoredProfile, StoredVersion } from './stored-profile.ts';

const importedKey = (id: string, { secretsId }: StoredVersion, name: ProfileSecretName): string =>
  `profile:${id}:${secretsId}:${name}`;

/** Of a managed profile only what was sealed is kept, by what it was opened from: the file may change at any time. */
function keyOf(stored: StoredProfile, name: ProfileSecretName): string {
  const { id, managed, sealed } = stored;
  return managed ? `managed:${id}:${name}:${sealed[name] ?? ''}` : importedKey(id, stored, name);
}

/** The secrets of profiles. What is not there is `null`: the OS may have no keyring to keep it in. */
export class KeptSecrets {
  readonly #store: SecretStore;
  readonly #managed: ManagedProfiles;

  constructor(store: SecretStore, managed: ManagedProfiles) {
    this.#store = store;
    this.#managed = managed;
  }

  async get(stored: StoredProfile, name: ProfileSecretName): Promise<string | null> {
    return this.#managed.secret(stored.id, name) ?? (await this.#store.get(keyOf(stored, name)));
  }

  set(stored: StoredProfile, name: ProfileSecretName, value: string): Promise<void> {
    return this.#store.set(keyOf(stored, name), value);
  }

  delete(stored: StoredProfile, name: ProfileSecretName): Promise<void> {
    return this.#store.delete(keyOf(stored, name));
  }

  /** Those that this run does not have. */
  async missing(stored: StoredProfile): Promise<ProfileSecretName[]> {
    const values = await Promise.all(stored.secretNames.map((name) => this.get(stored, name)));
    return stored.secretNames.filter((_, index) => values[index] === null);
  }

  /** Whether a file has another secret than what is kept; one that is missing in this run may come in again with the file. */
  async differs(stored: StoredProfile, { name, value }: SecretPlace): Promise<boolean> {
    if (isSealed(value)) return stored.sealed[name] !== sealDigest(value.sealed);
    const kept = await this.get(stored, name);
    return kept !== null && kept !== value;
  }

  /** The values of those sealed texts of a file that were opened before, by the texts. */
  async known(stored: StoredProfile, places: readonly SecretPlace[]): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    for (const { name, value } of places) {
      if (!isSealed(value) || stored.sealed[name] !== sealDigest(value.sealed)) continue;
      const kept = await this.get(stored, name);
      if (kept !== null) known.set(value.sealed, kept);
    }
    return known;
  }

  /** Nothing stays of the versions of `before` that `now` does not have: of all of them where there is no `now`. */
  async forget(before: StoredProfile, now: StoredProfile | undefined): Promise<void> {
    const used = [now?.secretsId, now?.previous?.secretsId];
    for (const version of [before, before.previous]) {
      if (version === null || used.includes(version.secretsId)) continue;
      for (const name of version.secretNames) await this.#store.delete(importedKey(before.id, version, name));
    }
  }
}
