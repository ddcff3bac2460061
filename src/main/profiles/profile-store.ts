import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import { issuerOf, MAX_PROFILE_BYTES, type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import type { SecretStore } from '../platform/secret-store.ts';
import { parseProfile } from './parse-profile.ts';
import { splitSecrets } from './profile-secrets.ts';

/** An imported profile. `profile` has no secrets; `secretNames` says which it had. */
export interface StoredProfile {
  readonly id: string;
  readonly profile: Profile;
  readonly secretNames: readonly ProfileSecretName[];
}

const secretNameSchema = z.custom<ProfileSecretName>((value) => typeof value === 'string');
const storedSchema = z.strictObject({ id: z.uuid(), secretNames: z.array(secretNameSchema), profile: profileSchema });

/** Reads at most the largest profile and one byte, so that a huge or endless file costs nothing. */
async function readBounded(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw new PailError('profile-unreadable', { subject: path.basename(file), reason: 'it is not a file' });
    const buffer = Buffer.alloc(MAX_PROFILE_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Reads and parses a profile file. Throws PailError with a `profile-*` code. */
export async function readProfileFile(file: string): Promise<Profile> {
  const subject = path.basename(file);
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(file);
  } catch (cause) {
    if (cause instanceof PailError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PailError('profile-unreadable', { subject, reason }, { cause });
  }
  return parseProfile(bytes, subject);
}

/** The imported profiles: one file each, mode 0600, secrets apart in the secret store. */
export class ProfileStore {
  readonly #directory: string;
  readonly #secrets: SecretStore;
  readonly #profiles = new Map<string, StoredProfile>();
  readonly #revisions = new Map<string, number>();

  constructor(directory: string, secrets: SecretStore) {
    this.#directory = directory;
    this.#secrets = secrets;
  }

  /** Reads what is there. Answers the names of files that are no profiles; they are left where they are. */
  async load(): Promise<string[]> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const unreadable: string[] = [];
    for (const name of (await readdir(this.#directory)).sort()) {
      if (!name.endsWith('.json')) continue;
      try {
        const stored = storedSchema.parse(JSON.parse(await readFile(path.join(this.#directory, name), 'utf8')));
        this.#profiles.set(stored.id, stored);
      } catch {
        unreadable.push(name);
      }
    }
    return unreadable;
  }

  list(): StoredProfile[] {
    return [...this.#profiles.values()];
  }

  /** Throws PailError `not-found`. */
  get(id: string): StoredProfile {
    const stored = this.#profiles.get(id);
    if (!stored) throw new PailError('not-found', { subject: 'The profile' });
    return stored;
  }

  /**
   * The imported profile that this one is a version of: same name, issuer and client. `differs`: it has other settings or
   * secrets, so that importing it would change something.
   */
  async versionOf(profile: Profile): Promise<{ readonly stored: StoredProfile; readonly differs: boolean } | null> {
    const { bare, secrets } = splitSecrets(profile);
    const stored = this.#sameAs(bare);
    if (!stored) return null;
    const isEqual =
      isDeepStrictEqual(stored.profile, bare) && isDeepStrictEqual(stored.secretNames, [...secrets.keys()]);
    const kept = await Promise.all(stored.secretNames.map((name) => this.#secrets.get(secretKey(stored.id, name))));
    // A secret that is missing in this run may be given by importing the file again.
    const sameSecrets = isDeepStrictEqual(kept, [...secrets.values()]) || kept.includes(null);
    return { stored, differs: !isEqual || !sameSecrets };
  }

  /** Imports a profile, in place of an imported one that it is a version of. */
  async add(profile: Profile): Promise<StoredProfile> {
    const { bare, secrets } = splitSecrets(profile);
    const same = this.#sameAs(bare);
    const stored: StoredProfile = { id: same?.id ?? idOf(bare), profile: bare, secretNames: [...secrets.keys()] };
    // Known at once, so that a second import of the same file in the same moment finds it.
    this.#profiles.set(stored.id, stored);
    this.#revise(stored.id);
    for (const name of same?.secretNames ?? []) {
      if (!secrets.has(name)) await this.#secrets.delete(secretKey(stored.id, name));
    }
    for (const [name, value] of secrets) await this.#secrets.set(secretKey(stored.id, name), value);
    await writeFileAtomic(this.#file(stored.id), `${JSON.stringify(stored, null, 2)}\n`);
    return stored;
  }

  async remove(id: string): Promise<void> {
    const stored = this.get(id);
    await rm(this.#file(id), { force: true });
    this.#profiles.delete(id);
    for (const name of stored.secretNames) await this.#secrets.delete(secretKey(id, name));
  }

  /** Throws PailError `profile-secret-missing` where the profile has this secret and this run does not. */
  async secret(id: string, name: ProfileSecretName): Promise<string | null> {
    if (!this.get(id).secretNames.includes(name)) return null;
    const value = await this.#secrets.get(secretKey(id, name));
    if (value === null) throw new PailError('profile-secret-missing', { subject: describeSecret(name) });
    return value;
  }

  async provideSecret(id: string, name: ProfileSecretName, value: string): Promise<void> {
    if (!this.get(id).secretNames.includes(name)) throw new PailError('not-found', { subject: describeSecret(name) });
    await this.#secrets.set(secretKey(id, name), value);
    this.#revise(id);
  }

  /** Forgets a secret that turned out to be wrong, so that it is missing and asked for. */
  async dropSecret(id: string, name: ProfileSecretName): Promise<void> {
    if (this.#profiles.has(id)) await this.#secrets.delete(secretKey(id, name));
  }

  /** Grows when a profile or a secret of it changes: keys made from the older ones must not be used any more. */
  revision(id: string): number {
    return this.#revisions.get(id) ?? 0;
  }

  async missingSecrets(id: string): Promise<ProfileSecretName[]> {
    const { secretNames } = this.get(id);
    const values = await Promise.all(secretNames.map((name) => this.#secrets.get(secretKey(id, name))));
    return secretNames.filter((_, index) => values[index] === null);
  }

  #sameAs(bare: Profile): StoredProfile | undefined {
    return this.list().find((stored) => isSame(stored.profile, bare));
  }

  #revise(id: string): void {
    this.#revisions.set(id, this.revision(id) + 1);
  }

  #file(id: string): string {
    return path.join(this.#directory, `${id}.json`);
  }
}

/** The same for all versions of a profile, also when it was removed meanwhile: its accounts and what is theirs are known again. */
function idOf(profile: Profile): string {
  const hash = createHash('sha256').update(JSON.stringify([profile.name, issuerOf(profile), profile.signIn.clientId]));
  // A UUID of version 8: made by a rule of our own.
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const secretKey = (id: string, name: ProfileSecretName): string => `profile:${id}:${name}`;

function describeSecret(name: ProfileSecretName): string {
  if (name === 'clientSecret') return 'client secret';
  if (name === 'encryptionKey') return 'encryption key';
  const [kind, source] = name.split(':');
  return `${kind === 'sessionToken' ? 'session token' : 'secret key'} of “${source}”`;
}

function isSame(a: Profile, b: Profile): boolean {
  return a.name === b.name && issuerOf(a) === issuerOf(b) && a.signIn.clientId === b.signIn.clientId;
}
