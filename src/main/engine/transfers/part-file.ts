import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PailError } from '../../../shared/errors.ts';
import { errnoOf, writeError } from './local-errors.ts';

/** What file systems without hard links answer to `link`. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'EACCES']);

const READ_BYTES = 1_048_576;

/** A large file is brought to the disk while it arrives, so that its end does not wait for all of it. */
const SYNC_EVERY_BYTES = 64 * 1_048_576;

/** The file that a body is written to before it gets its name. Rejects with `disk-full` and `target-unwritable`. */
export class PartFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #name: string;
  #open = true;
  #unsynced = 0;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, name: string) {
    this.#path = path;
    this.#handle = handle;
    this.#name = name;
  }

  /** Makes an empty one in `folder`; `name` is for sentences. */
  static async create(folder: string, name: string): Promise<PartFile> {
    const path = join(folder, `.pail-${randomBytes(8).toString('hex')}.part`);
    try {
      // With the rights that the file will have: they are the person's own defaults.
      return new PartFile(path, await open(path, 'wx+'), name);
    } catch (error) {
      throw writeError(error, name);
    }
  }

  async write(piece: Uint8Array, position: number): Promise<void> {
    try {
      for (let written = 0; written < piece.length; ) {
        const { bytesWritten } = await this.#handle.write(piece, written, piece.length - written, position + written);
        written += bytesWritten;
      }
      this.#written(piece.length);
    } catch (error) {
      throw writeError(error, this.#name);
    }
  }

  /** The first `size` bytes of what was written, in pieces. Rejects with `target-unwritable` where they cannot be read. */
  async *pieces(size: number): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    for (let position = 0; position < size; ) {
      const { bytesRead } = await this.#handle
        .read(buffer, 0, Math.min(READ_BYTES, size - position), position)
        .catch((error) => {
          throw writeError(error, this.#name);
        });
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Forgets what was written. */
  async clear(): Promise<void> {
    try {
      await this.#handle.truncate(0);
    } catch (error) {
      throw writeError(error, this.#name);
    }
  }

  /**
   * Brings the content to the disk and gives it its name, `path` in the same folder. Without `replace` what has the name
   * stays, and the answer is `target-exists`. `modified`: ms since 1970 UTC, 0
   * where the store did not say.
   */
  async publish(path: string, modified: number, replace: boolean): Promise<void> {
    try {
      await this.#syncing;
      if (modified > 0) await this.#handle.utimes(modified / 1000, modified / 1000);
      await this.#handle.sync();
      await this.#close();
      await (replace ? rename(this.#path, path) : this.#claim(path));
    } catch (error) {
      throw writeError(error, this.#name);
    }
  }

  /** Removes it, whatever became of it. After `publish` there is nothing to remove. */
  async discard(): Promise<void> {
    try {
      await this.#close();
      await unlink(this.#path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw writeError(error, this.#name);
    }
  }

  #written(bytes: number): void {
    this.#unsynced += bytes;
    if (this.#unsynced < SYNC_EVERY_BYTES) return;
    this.#unsynced = 0;
    this.#syncing = this.#syncing.then(() => this.#handle.datasync());
    // Told by `publish`, which waits for it; a discarded file does not need it.
    this.#syncing.catch(() => undefined);
  }

  async #claim(path: string): Promise<void> {
    const taken = (): PailError => new PailError('target-exists', { subject: basename(path) });
    try {
      await link(this.#path, path);
      return;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'EEXIST') throw taken();
      if (!NO_LINKS.has(errno)) throw error;
    }
    // No hard links here: an empty file holds the name, for nobody else to take it before the rename.
    try {
      await (await open(path, 'wx')).close();
    } catch (error) {
      throw errnoOf(error) === 'EEXIST' ? taken() : error;
    }
    await rename(this.#path, path);
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#syncing.catch(() => undefined);
    await this.#handle.close();
  }
}
