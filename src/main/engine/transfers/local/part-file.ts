import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { userFs } from '../../../user-fs.ts';
import type { Disk } from './disk.ts';
import { type FilePlace, partName } from './disk-work.ts';
import { errnoOf, writeError } from './local-errors.ts';

/** A large file is brought to the disk while it arrives, so that its end does not wait for all of it. */
const SYNC_EVERY_BYTES = 64 * 1_048_576;

/** The file that a body is written to before it gets its name. Rejects with `disk-full` and `target-unwritable`. */
export class PartFile {
  /** Absolute. */
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #subject: string;
  #open = true;
  #isPublished = false;
  #unsynced = 0;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, subject: string) {
    this.path = path;
    this.#handle = handle;
    this.#subject = subject;
  }

  /** Makes an empty one in the folder of `place`; `subject` is for sentences. */
  static async create({ folder, tag }: FilePlace, subject: string): Promise<PartFile> {
    const path = join(folder, partName(tag));
    try {
      // With the rights that the file will have: they are the person's own defaults.
      return new PartFile(path, await userFs.promises.open(path, 'wx+'), subject);
    } catch (error) {
      throw writeError(error, subject);
    }
  }

  /** Opens one that an earlier run left in `folder` under `name`; `null` where it is not there any more. */
  static async reopen(folder: string, name: string, subject: string): Promise<PartFile | null> {
    const path = join(folder, name);
    try {
      return new PartFile(path, await userFs.promises.open(path, 'r+'), subject);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw writeError(error, subject);
    }
  }

  /** What it is called in its folder. */
  get name(): string {
    return basename(this.path);
  }

  async write(piece: Uint8Array, position: number): Promise<void> {
    try {
      for (let written = 0; written < piece.length; ) {
        const { bytesWritten } = await this.#handle.write(piece, written, piece.length - written, position + written);
        written += bytesWritten;
      }
      this.#written(piece.length);
    } catch (error) {
      throw writeError(error, this.#subject);
    }
  }

  /**
   * Brings the content to the disk and gives it its name, in the same folder. Without `replace` what has the name stays, and
   * the answer is `target-exists`. `modified`: ms since 1970 UTC, 0 where the store did not say. Rejects with the reason of the
   * signal where that is aborted before it has its name.
   */
  async publish(disk: Disk, place: FilePlace, modified: number, signal?: AbortSignal): Promise<void> {
    const told = (error: unknown): never => {
      throw writeError(error, this.#subject);
    };
    await this.#finish(modified).catch(told);
    // To bring much to the disk takes its time.
    signal?.throwIfAborted();
    await disk.name(this.path, place).catch(told);
    this.#isPublished = true;
  }

  /** Brings to the disk what was written so far. */
  async sync(): Promise<void> {
    try {
      // The system tells an error once: to whoever asks first.
      await this.#syncing;
      await this.#handle.datasync();
    } catch (error) {
      throw writeError(error, this.#subject);
    }
  }

  /** Closes it and leaves it where it is, to be reopened. */
  async leave(): Promise<void> {
    await this.#close();
  }

  /** Removes it, whatever became of it. After `publish` there is nothing to remove. */
  async discard(): Promise<void> {
    if (this.#isPublished) return;
    try {
      await this.#close();
      await userFs.promises.unlink(this.path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw writeError(error, this.#subject);
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

  async #finish(modified: number): Promise<void> {
    await this.#syncing;
    if (modified > 0) await this.#handle.utimes(modified / 1000, modified / 1000);
    await this.#handle.sync();
    await this.#close();
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#syncing.catch(() => undefined);
    await this.#handle.close();
  }
}
