/** The files of the imported profiles: one each, mode 0600. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import { type StoredProfile, storedSchema } from './stored-profile.ts';

/** Why a profile is not as it was to be: the disk says no. */
export function notKept(name: string, cause: unknown): PailError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new PailError('profile-not-kept', { subject: name, reason }, { cause });
}

/** Reads and writes them; changes go one after the other. */
export class ProfileFolder {
  readonly #directory: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads what is there, and names the files that are no profiles; they are left where they are. */
  async load(): Promise<{ readonly profiles: readonly StoredProfile[]; readonly unreadable: string[] }> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const profiles: StoredProfile[] = [];
    const unreadable: string[] = [];
    for (const name of (await readdir(this.#directory)).sort()) {
      if (!name.endsWith('.json')) continue;
      try {
        const stored = storedSchema.parse(JSON.parse(await readFile(path.join(this.#directory, name), 'utf8')));
        profiles.push({ ...stored, managed: false });
      } catch {
        unreadable.push(name);
      }
    }
    return { profiles, unreadable };
  }

  /** Writes what `present` says when its turn comes; `undefined`: the file goes. Rejects with the system's own error. */
  save(id: string, present: () => StoredProfile | undefined): Promise<void> {
    const file = path.join(this.#directory, `${id}.json`);
    const save = async (): Promise<void> => {
      const stored = present();
      if (!stored) {
        await rm(file, { force: true });
        return;
      }
      const { managed: _, ...kept } = stored;
      await writeFileAtomic(file, `${JSON.stringify(kept, null, 2)}\n`);
    };
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }
}
