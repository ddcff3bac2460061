/**
 * Pieces of memory of one size that are used again and again. New memory costs Electron more than what is done with it: its
 * buffers lie in V8's sandbox, where each page is handed out anew.
 */
export class MemoryPool {
  readonly #bytes: number;
  readonly #most: number;
  readonly #idle: Buffer[] = [];

  /** `most`: pieces that are kept while nobody uses them. */
  constructor(bytes: number, most: number) {
    this.#bytes = bytes;
    this.#most = most;
  }

  /** Memory of `bytes`, with whatever is in it; of another size than the pool's it is new. */
  take(bytes: number = this.#bytes): Buffer {
    const reused = bytes === this.#bytes ? this.#idle.pop() : undefined;
    return reused ?? Buffer.allocUnsafeSlow(bytes);
  }

  /** Takes memory back. Nobody may use it from here on. */
  release(memory: Uint8Array): void {
    if (memory.length !== this.#bytes || this.#idle.length >= this.#most) return;
    this.#idle.push(Buffer.from(memory.buffer, memory.byteOffset, memory.length));
  }
}
