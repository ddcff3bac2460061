import type { PackedTexts } from '../packed.ts';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
/** Up to here a loop copies faster than a call. */
const SHORT = 16;
/** The UTF-8 of U+FFFD, which a store may have put where it met bytes that it could not write. */
const REPLACEMENT = Buffer.from('\ufffd');
/** A byte that is never UTF-8: what it stands in is shown, and cannot be asked for. */
const DISTRUSTED = 0xff;

/** Values of the hexadecimal digits, -1 for all else. */
const HEX = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Texts that are written piece by piece into one growing piece of memory. */
export class TextColumn {
  count = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  #ends = new Uint32Array(0);
  /** Where the text begins that is being written. */
  #start = 0;

  /** Adds bytes to the text that is being written. */
  write(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#length + length > this.#bytes.length) this.#grow(this.#length + length);
    const bytes = this.#bytes;
    let at = this.#length;
    if (length > SHORT) bytes.set(source.subarray(start, end), at);
    else for (let from = start; from < end; from += 1, at += 1) bytes[at] = source[from] ?? 0;
    this.#length += length;
  }

  /** Bytes of the text that is being written. */
  get pending(): number {
    return this.#length - this.#start;
  }

  /** Forgets what was written since the last `commit`. */
  clear(): void {
    this.#length = this.#start;
  }

  /** What was written since the last `commit` is a text. */
  commit(): void {
    if (this.count === this.#ends.length) {
      const ends = new Uint32Array(Math.max(64, this.#ends.length * 2));
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#ends[this.count] = this.#length;
    this.count += 1;
    this.#start = this.#length;
  }

  /**
   * Undoes `encoding-type=url` once, in place. Stores write a space as `+` (AWS, MinIO) or `%20` (Ceph); a plus is always `%2B`.
   * What only looks like an encoding stays.
   */
  decodeUrl(): void {
    const used = this.#bytes.subarray(0, this.#length);
    if (!used.includes(PERCENT) && !used.includes(PLUS)) return;
    this.#rewrite((bytes, from, end, to) => {
      let at = to;
      for (let next = from; next < end; next += 1, at += 1) {
        const byte = bytes[next] ?? 0;
        if (byte === PERCENT && next + 2 < end) {
          const value = ((HEX[bytes[next + 1] ?? 0] ?? -1) << 4) | (HEX[bytes[next + 2] ?? 0] ?? -1);
          bytes[at] = value < 0 ? byte : value;
          if (value >= 0) next += 2;
        } else bytes[at] = byte === PLUS ? SPACE : byte;
      }
      return at;
    });
  }

  /** Marks U+FFFD in texts that came plain: it may stand for bytes that the store could not write. */
  distrust(): void {
    const used = Buffer.from(this.#bytes.buffer, 0, this.#length);
    if (!used.includes(REPLACEMENT)) return;
    this.#rewrite((bytes, from, end, to) => {
      let at = to;
      for (let next = from; next < end; next += 1, at += 1) {
        const isReplacement = REPLACEMENT.every((byte, index) => next + index < end && bytes[next + index] === byte);
        bytes[at] = isReplacement ? DISTRUSTED : (bytes[next] ?? 0);
        if (isReplacement) next += REPLACEMENT.length - 1;
      }
      return at;
    });
  }

  /** The texts that were committed, as they are now: no copy. */
  texts(): PackedTexts {
    return { count: this.count, bytes: this.#bytes.subarray(0, this.#start), ends: this.#ends };
  }

  /** Replaces each text by one that is no longer. `text` writes it at `to` and answers its end. */
  #rewrite(text: (bytes: Uint8Array, from: number, end: number, to: number) => number): void {
    let from = 0;
    let to = 0;
    for (let index = 0; index < this.count; index += 1) {
      const end = this.#ends[index] ?? 0;
      to = text(this.#bytes, from, end, to);
      this.#ends[index] = to;
      from = end;
    }
    this.#start = to;
    this.#length = to;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, 4096, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** Numbers that are added one by one. */
export class NumberColumn {
  #values = new Float64Array(64);
  #count = 0;

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const values = new Float64Array(this.#values.length * 2);
      values.set(this.#values);
      this.#values = values;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }
}
