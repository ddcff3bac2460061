/** The machine's own profiles: what its administrator put into a folder that nobody else can write to. */
import path from 'node:path';
import { type Failure, PailError, toFailure } from '../../shared/errors.ts';
import type { ProfileSecretName } from '../../shared/model/account.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import { userFs } from '../user-fs.ts';
import { MAX_PROFILE_FILE_BYTES, type ProfileFile, parseProfileFile } from './profile-file.ts';
import { secretPlaces } from './profile-secrets.ts';
import { idOf, type StoredProfile, versionOfFile } from './stored-profile.ts';

/** Who may own the folder, what is above it and what is in it; `null` where the system has no such owners (Windows). */
export type TrustedOwners = ReadonlySet<number> | null;

const MOST_FILES = 100;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

interface Ownership {
  readonly uid: number;
  readonly mode: number;
}

/** Why somebody else could change something, or `null`. */
function problemOf({ uid, mode }: Ownership, owners: TrustedOwners, isAbove: boolean): string | null {
  if (owners === null) return null;
  if (!owners.has(uid)) return 'it belongs to somebody else';
  // In a folder as /tmp is, everybody may make something and nobody may touch what others made.
  if (isAbove && (mode & STICKY) !== 0) return null;
  return (mode & WRITABLE_BY_OTHERS) === 0 ? null : 'others than its owner may write to it';
}

function untrusted(subject: string, reason: string): PailError {
  return new PailError('profile-untrusted-place', { subject, reason });
}

/** Throws PailError `profile-untrusted-place` where others than the administrator could put something into the folder. */
async function checkFolder(folder: string, owners: TrustedOwners): Promise<void> {
  for (let above = folder; ; above = path.dirname(above)) {
    const problem = problemOf(await userFs.promises.stat(above), owners, above !== folder);
    if (problem !== null) throw untrusted(above, problem);
    if (above === path.dirname(above)) return;
  }
}

/** Opened once and judged by what was opened: nobody can put another file in its place in between. */
async function readManaged(file: string, owners: TrustedOwners): Promise<ProfileFile> {
  const subject = path.basename(file);
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = userFs.constants;
  const handle = await userFs.promises.open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw untrusted(subject, 'it is not a file');
    const problem = problemOf(stats, owners, false);
    if (problem !== null) throw untrusted(subject, problem);
    const buffer = Buffer.alloc(Math.min(stats.size, MAX_PROFILE_FILE_BYTES) + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return await parseProfileFile(buffer.subarray(0, bytesRead), subject);
  } finally {
    await handle.close();
  }
}

/** The profiles of the folder, in the order of their names; of two versions of one profile the first counts. */
export class ManagedProfiles {
  readonly #profiles = new Map<string, StoredProfile>();
  readonly #secrets = new Map<string, ReadonlyMap<ProfileSecretName, string>>();
  readonly #files = new Map<string, ProfileFile>();

  constructor(files: readonly ProfileFile[]) {
    for (const file of files) {
      const id = idOf(file.profile);
      if (this.#profiles.has(id)) continue;
      const version = versionOfFile(file);
      this.#profiles.set(id, { ...version, id, managed: true, previous: null, setAside: null, updates: null });
      this.#files.set(id, file);
      const plain = secretPlaces(file.profile).flatMap(({ name, value }) =>
        isSealed(value) ? [] : [[name, value] as const],
      );
      this.#secrets.set(id, new Map(plain));
    }
  }

  list(): StoredProfile[] {
    return [...this.#profiles.values()];
  }

  get(id: string): StoredProfile | undefined {
    return this.#profiles.get(id);
  }

  /** The files as they were read: their sealed secrets are opened when somebody gives the passphrase. */
  files(): ProfileFile[] {
    return [...this.#files.values()];
  }

  /** A secret that is in the file as plain text, which stays in memory. */
  secret(id: string, name: ProfileSecretName): string | null {
    return this.#secrets.get(id)?.get(name) ?? null;
  }
}

/**
 * Reads the machine's folder, which need not be there. What cannot be read or trusted is left out, and told as a failure. Owners and
 * modes are looked at where there are some; access lists, of Windows too, are not.
 */
export async function readManagedProfiles(
  folder: string,
  owners: TrustedOwners,
): Promise<{ readonly managed: ManagedProfiles; readonly failures: readonly Failure[] }> {
  const failures: Failure[] = [];
  const files: ProfileFile[] = [];
  try {
    // Where it leads by links is what counts.
    const real = await userFs.promises.realpath(folder);
    const names = (await userFs.promises.readdir(real)).filter((name) => name.endsWith('.pail')).sort();
    if (names.length > 0) await checkFolder(real, owners);
    for (const name of names.slice(0, MOST_FILES)) {
      await readManaged(path.join(real, name), owners).then(
        (file) => files.push(file),
        (error: unknown) => failures.push(failureOf(error, name)),
      );
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') failures.push(failureOf(error, folder));
  }
  return { managed: new ManagedProfiles(files), failures };
}

function failureOf(error: unknown, subject: string): Failure {
  if (error instanceof PailError) return error.failure;
  const { code } = error as NodeJS.ErrnoException;
  // A link in the place of a file is not followed.
  if (code === 'ELOOP') return untrusted(subject, 'it is a link').failure;
  if (code === undefined) return toFailure(error);
  return new PailError('profile-unreadable', { subject, reason: code }).failure;
}
