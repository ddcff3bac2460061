/// <reference path="./compress-commons.d.ts" />
import { ZipArchiveOutputStream } from 'compress-commons';

/** What is smaller is collected. */
const JOINED_BYTES = 65_536;

/**
 * The archive as a stream of bytes. The library writes each field of a header for itself, and all headers of the directory at the end
 * without a pause: as pieces of their own they take 6 kB of memory an entry, joined the 100 bytes that they are.
 */
export class ArchiveStream extends ZipArchiveOutputStream {
  #joined = Buffer.allocUnsafeSlow(JOINED_BYTES);
  #filled = 0;

  /** Also counts: the library reads `offset` between two writes. */
  override write(chunk: Buffer | string): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#filled + bytes.length > JOINED_BYTES) this.#flush();
    if (bytes.length > JOINED_BYTES / 4) {
      this.#flush();
      return super.write(bytes);
    }
    this.#joined.set(bytes, this.#filled);
    this.#filled += bytes.length;
    this.offset += bytes.length;
    return !this.writableNeedDrain;
  }

  override end(): this {
    this.#flush();
    return super.end();
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const bytes = this.#joined.subarray(0, this.#filled);
    this.#joined = Buffer.allocUnsafeSlow(JOINED_BYTES);
    this.#filled = 0;
    this.offset -= bytes.length;
    super.write(bytes);
  }
}
