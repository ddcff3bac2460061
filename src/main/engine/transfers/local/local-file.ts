import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { PailError } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import type { MemoryPool } from '../../memory-pool.ts';
import { readError } from './local-errors.ts';

const { constants } = userFs;

/** By so many bytes at each end, and by its size and time, a file is known again. */
const END_BYTES = 65_536;

/** What tells a file from another one, or from itself after a change. JSON. */
export interface FileIdentity {
  readonly size: number;
  /** ns since 1970 UTC, in decimal. */
  readonly modified: string;
  /** SHA-256 of both ends, in hex. */
  readonly ends: string;
}

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

  /** When it was last changed, when opened; ms since 1970 UTC. */
  get modified(): number {
    return Number(this.#modified / 1_000_000n);
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

  /** Bytes from `position`: as many as there were at opening. Rejects as `readAll`. */
  async read(position: number, length: number): Promise<Buffer> {
    return this.#fill(Buffer.allocUnsafeSlow(length), position);
  }

  /** A part of the content, from 1, of `size` bytes or what is left, in memory of the pool. Rejects as `readAll`. */
  async part(number: number, size: number, memory: MemoryPool): Promise<Buffer> {
    const position = (number - 1) * size;
    return this.#fill(memory.take(Math.min(size, this.size - position)), position);
  }

  /** What the file is known by. Rejects as `readAll`. */
  async identity(): Promise<FileIdentity> {
    const length = Math.min(END_BYTES, this.size);
    const ends = createHash('sha256');
    ends.update(await this.read(0, length));
    ends.update(await this.read(this.size - length, length));
    return { size: this.size, modified: this.#modified.toString(), ends: ends.digest('hex') };
  }

  /** Whether it is the file, unchanged, that `identity` was taken of. */
  async is({ size, modified, ends }: FileIdentity): Promise<boolean> {
    if (size !== this.size || modified !== this.#modified.toString()) return false;
    return (await this.identity()).ends === ends;
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
