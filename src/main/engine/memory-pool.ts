/**
 * Pieces of memory of one size that are used again and again. New memory costs Electron more than what is done with it: its
 * buffers lie in V8's sandbox, where each page is handed out anew.
 */
export class MemoryPool {
  readonly #bytes: number;
  readonly #most: number;
  readonly #make: (bytes: number) => Buffer;
  readonly #idle: Buffer[] = [];

  /** `most`: pieces that are kept while nobody uses them. `make`: how new ones come about. */
  constructor(bytes: number, most: number, make: (bytes: number) => Buffer = Buffer.allocUnsafeSlow) {
    this.#bytes = bytes;
    this.#most = most;
    this.#make = make;
  }

  /** Memory of `bytes`, with whatever is in it; of another size than the pool's it is new. */
  take(bytes: number = this.#bytes): Buffer {
    const reused = bytes === this.#bytes ? this.#idle.pop() : undefined;
    return reused ?? this.#make(bytes);
  }

  /** Takes memory back. Nobody may use it from here on. */
  release(memory: Uint8Array): void {
    if (memory.length !== this.#bytes || this.#idle.length >= this.#most) return;
    const { buffer, byteOffset, length } = memory;
    this.#idle.push(Buffer.isBuffer(memory) ? memory : Buffer.from(buffer, byteOffset, length));
  }
}
