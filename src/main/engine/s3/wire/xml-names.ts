const MAX_NAME = 40;
const SPACE = 0x20;
const GT = 0x3e;
const SLASH = 0x2f;

/** Recognises names of elements from their bytes, as they come, without making strings of them. */
export class NameTable {
  /** Of the name so far. */
  hash = 0;
  #length = 0;
  readonly #bytes = new Uint8Array(MAX_NAME);
  readonly #known: readonly Uint8Array[];
  readonly #slots: Int8Array;
  readonly #mask: number;

  constructor(names: readonly string[]) {
    this.#known = names.map((name) => Buffer.from(name, 'latin1'));
    let size = 16;
    while (size < names.length * 4) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int8Array(size).fill(-1);
    for (const [index, name] of this.#known.entries()) {
      this.reset();
      this.add(name, 0, name.length);
      let slot = this.hash & this.#mask;
      while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = index;
    }
    this.reset();
  }

  reset(): void {
    this.hash = 0;
    this.#length = 0;
  }

  /** Takes the bytes of a name up to where it ends, and answers where: `end` if that is not here. */
  add(bytes: Uint8Array, from: number, end: number): number {
    let hash = this.hash;
    let length = this.#length;
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte <= SPACE || byte === GT || byte === SLASH) break;
      if (length < MAX_NAME) this.#bytes[length] = byte;
      length += 1;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    this.hash = hash;
    this.#length = length;
    return at;
  }

  /** Which of the names it is; -1 for none of them. */
  find(): number {
    for (let slot = this.hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = this.#slots[slot] ?? -1;
      if (index < 0 || this.#isSame(this.#known[index])) return index;
    }
  }

  #isSame(name: Uint8Array | undefined): boolean {
    if (name?.length !== this.#length) return false;
    for (let at = 0; at < name.length; at += 1) if (name[at] !== this.#bytes[at]) return false;
    return true;
  }
}
