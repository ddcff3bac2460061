import { basename, join, sep } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import { errnoOf, writeError } from './local-errors.ts';

/** A folder that is there. */
export interface LocalFolder {
  /** Its real absolute path. */
  readonly path: string;
  /** True where it was made, and nothing was in it. */
  readonly isNew: boolean;
}

/** The local folder that a download goes to. Makes folders in it, and none outside. */
export class LocalTarget {
  readonly #root: string;
  readonly #made = new Map<string, Promise<LocalFolder>>();

  /** `root` is an absolute path of a folder that exists. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Makes a folder and those above it where they are not there; `path` is relative, with `/`, empty for the target itself.
   * Rejects with `target-missing` where the target itself is gone, and `target-unwritable`, also where a symbolic link leads out of the target.
   */
  folder(path: string): Promise<LocalFolder> {
    const known = this.#made.get(path);
    if (known) return known;
    const made = path === '' ? this.#rootFolder() : this.#make(path);
    this.#made.set(path, made);
    made.catch(() => this.#made.delete(path));
    return made;
  }

  /** Looks again what is there. */
  forget(): void {
    this.#made.clear();
  }

  async #rootFolder(): Promise<LocalFolder> {
    try {
      return { path: await userFs.promises.realpath(this.#root), isNew: false };
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') throw new PailError('target-missing', { subject: basename(this.#root) });
      throw writeError(error, basename(this.#root));
    }
  }

  async #make(path: string): Promise<LocalFolder> {
    const { path: root } = await this.folder('');
    const cut = path.lastIndexOf('/');
    const parent = await this.folder(cut < 0 ? '' : path.slice(0, cut));
    const wanted = join(parent.path, path.slice(cut + 1));
    try {
      const isNew = await userFs.promises.mkdir(wanted).then(
        () => true,
        (error) => {
          if (errnoOf(error) !== 'EEXIST') throw error;
          return false;
        },
      );
      const real = await userFs.promises.realpath(wanted);
      if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
        throw new PailError('target-unwritable', { subject: path, reason: 'a link leads out of the chosen folder' });
      }
      if (!(await userFs.promises.stat(real)).isDirectory()) {
        throw new PailError('target-unwritable', { subject: path, reason: 'there is a file of this name' });
      }
      return { path: real, isNew };
    } catch (error) {
      throw writeError(error, path);
    }
  }
}

/** True when something has this path: a file, a folder, a link that leads nowhere. */
export async function isTaken(path: string): Promise<boolean> {
  try {
    await userFs.promises.lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw writeError(error, path);
  }
}
