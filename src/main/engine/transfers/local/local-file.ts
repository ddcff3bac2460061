import type { FileHandle } from 'node:fs/promises';
import { PailError } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import type { MemoryPool } from '../../memory-pool.ts';
import { readError } from './local-errors.ts';

const { constants } = userFs;

/** A local file as it was when opened. Notices when it changes while it is read. */
export class LocalFile {
  readonly #handle: FileHandle;
  readonly #name: string;
  readonly #modified: bigint;
  /** Bytes, when opened. */
  readonly size: number;

  private constructor(handle: FileHandle, name: string, size: number, modified: bigint) {
    this.#handle = handle;
    this.#name = name;
    this.size = size;
    this.#modified = modified;
  }

  /** Opens a regular file; `name` is for sentences. Rejects with `file-not-found`, `file-unreadable`, `file-not-regular`. */
  static async open(path: string, name: string): Promise<LocalFile> {
    let handle: FileHandle | null = null;
    try {
      // A link or a pipe may stand where a file was when the folder was read. Windows has neither flag.
      const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
      handle = await userFs.promises.open(path, flags);
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) throw new PailError('file-not-regular', { subject: name });
      return new LocalFile(handle, name, Number(stats.size), stats.mtimeNs);
    } catch (error) {
      await handle?.close();
      throw readError(error, name);
    }
  }

  /** Rejects with `file-changed` when size or time of change are not what they were. */
  async checkUnchanged(): Promise<void> {
    const stats = await this.#handle.stat({ bigint: true });
    if (Number(stats.size) !== this.size || stats.mtimeNs !== this.#modified) {
      throw new PailError('file-changed', { subject: this.#name });
    }
  }

  /** The whole content, unchanged since opening. Rejects with `file-changed` and `file-unreadable`. */
  async readAll(): Promise<Buffer> {
    const buffer = await this.#fill(Buffer.allocUnsafeSlow(this.size), 0);
    await this.checkUnchanged();
    return buffer;
  }

  /**
   * The content in pieces of `size` bytes, the last one shorter: as many as there were at opening, in
   * memory of the pool. Rejects as `readAll`.
   */
  async *pieces(size: number, memory: MemoryPool): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < this.size; position += size) {
      yield await this.#fill(memory.take(Math.min(size, this.size - position)), position);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #fill(buffer: Buffer, position: number): Promise<Buffer> {
    for (let filled = 0; filled < buffer.length; ) {
      const read = await this.#read(buffer, filled, buffer.length - filled, position + filled);
      if (read === 0) throw new PailError('file-changed', { subject: this.#name });
      filled += read;
    }
    return buffer;
  }

  async #read(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    try {
      return (await this.#handle.read(buffer, offset, length, position)).bytesRead;
    } catch (error) {
      throw readError(error, this.#name);
    }
  }
}
