import { PailError } from '../../../../shared/errors.ts';
import { MemoryPool } from '../../memory-pool.ts';
import type { BodySink } from '../../s3/transport/body.ts';
import type { PartFile } from './part-file.ts';

/**
 * Bytes that are written together. A write is one stretch in the system, in which nobody else gets its core where the kernel
 * does not interrupt itself: with 1 MiB main's event loop came 19 ms late in one of 100 cases, with this 7 ms.
 */
export const SLAB_BYTES = 262_144;
/** One is being filled while the others are written. */
const WRITES_AT_ONCE = 2;
const slabs = new MemoryPool(SLAB_BYTES, 64);

/** Writes what arrives of a body into a file, from `position` on. */
export class PartWriter implements BodySink {
  readonly #part: PartFile;
  readonly #onWritten: (bytes: number, reached: number) => void;
  readonly #slabBytes: number;
  readonly #length: number;
  /** Those under way by where they begin, in this order. */
  readonly #writes = new Map<number, Promise<void>>();
  #position: number;
  #slab: Buffer | null = null;
  #filled = 0;
  #error: unknown = null;
  /** Bytes that have arrived. */
  received = 0;
  /** Bytes that were written and told. */
  written = 0;

  /** `length`: bytes that are expected; more are refused. `onWritten` hears how many bytes were written, and up to where nothing is missing in the file now. */
  constructor(part: PartFile, position: number, length: number, onWritten: (bytes: number, reached: number) => void) {
    this.#part = part;
    this.#position = position;
    this.#length = length;
    this.#slabBytes = Math.min(SLAB_BYTES, Math.max(1, length));
    this.#onWritten = onWritten;
  }

  take(bytes: Uint8Array): Promise<void> | null {
    if (this.#error !== null) throw this.#error;
    this.received += bytes.length;
    // Behind its place others write.
    if (this.received > this.#length)
      throw new PailError('body-incomplete', { reason: `more than ${this.#length} bytes` });
    for (let taken = 0; taken < bytes.length; ) {
      this.#slab ??= slabs.take(this.#slabBytes);
      const piece = bytes.subarray(taken, taken + this.#slab.length - this.#filled);
      this.#slab.set(piece, this.#filled);
      this.#filled += piece.length;
      taken += piece.length;
      if (this.#filled === this.#slab.length) this.#write();
    }
    return this.#writes.size < WRITES_AT_ONCE ? null : Promise.race(this.#writes.values());
  }

  /** Writes what is left, and waits until all is written. Rejects with what any write ended in. */
  async end(): Promise<void> {
    if (this.#filled > 0) this.#write();
    await this.settled();
    if (this.#error !== null) throw this.#error;
  }

  /** Waits until nothing is being written any more, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes.values());
    if (this.#slab) slabs.release(this.#slab);
    this.#slab = null;
    this.#filled = 0;
  }

  #write(): void {
    const slab = this.#slab;
    if (!slab) return;
    const bytes = this.#filled;
    const start = this.#position;
    const written = (): void => {
      this.#writes.delete(start);
      this.written += bytes;
      const [earliest = this.#position] = this.#writes.keys();
      this.#onWritten(bytes, earliest);
    };
    const writing = this.#part
      .write(slab.subarray(0, bytes), start)
      .then(written)
      // One that failed stays among those under way: what it was to write is missing.
      .catch((error) => {
        this.#error ??= error;
      });
    this.#writes.set(
      start,
      writing.finally(() => slabs.release(slab)),
    );
    this.#position += bytes;
    this.#slab = null;
    this.#filled = 0;
  }
}
