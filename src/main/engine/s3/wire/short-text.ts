import { decodeText } from '../packed.ts';

const DAY_MS = 86_400_000;
const ZERO = 0x30;
const SHAPE = 'YYYY-MM-DDTHH:MM:SS';
const DASH = 0x2d;
const LETTER_T = 0x54;
const COLON = 0x3a;
const DOT = 0x2e;
const ZULU = 0x5a;

/** One short value of a document, read as text, number or time. */
export class ShortText {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** `capacity`: most bytes; more are counted and not kept. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  clear(): void {
    this.#length = 0;
  }

  write(source: Uint8Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let from = start; from < end; from += 1, at += 1) if (at < bytes.length) bytes[at] = source[from] ?? 0;
    this.#length = at;
  }

  /** False where it is longer than what was kept. */
  get isWhole(): boolean {
    return this.#length <= this.#bytes.length;
  }

  text(): string {
    return decodeText(this.#bytes.subarray(0, this.#length));
  }

  /** Its value where it is digits only and a number that is exact; else -1. Empty is -1. */
  number(): number {
    if (this.#length === 0 || this.#length > 16) return -1;
    let value = 0;
    for (let at = 0; at < this.#length; at += 1) {
      const digit = (this.#bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return Number.isSafeInteger(value) ? value : -1;
  }

  /** Ms since 1970 UTC of a time such as `2026-11-24T08:48:00.000Z`; 0 for what is no time. */
  time(): number {
    const time = this.isWhole ? timeAt(this.#bytes, 0, this.#length) : -1;
    return time >= 0 ? time : Date.parse(this.text()) || 0;
  }
}

/**
 * Ms since 1970 UTC of a time in UTC in the one form that stores write, by arithmetic: `2026-11-24T08:48:00Z`, with or without a
 * fraction. -1 for any other, and for one before 1970.
 */
export function timeAt(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start - 1;
  if (length < SHAPE.length || bytes[end - 1] !== ZULU) return -1;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== LETTER_T) return -1;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return -1;
  const year = two(bytes, start) * 100 + two(bytes, start + 2);
  const days = daysSince1970(year, two(bytes, start + 5), two(bytes, start + 8));
  const minutes = two(bytes, start + 11) * 60 + two(bytes, start + 14);
  const time = days * DAY_MS + (minutes * 60 + two(bytes, start + 17)) * 1000 + fractionAt(bytes, start, end - 1);
  // What is no digit has made it NaN.
  return time >= 0 ? time : -1;
}

/** Two digits; NaN where they are none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Ms of the fraction of a second between the seconds of a time and its end; NaN where it is none. */
function fractionAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start + SHAPE.length;
  if (at === end) return 0;
  if (bytes[at] !== DOT || at + 1 === end) return Number.NaN;
  let milliseconds = 0;
  // Three digits count, whether there are more or fewer.
  let weight = 100;
  for (at += 1; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    milliseconds += digit * weight;
    weight = Math.trunc(weight / 10);
  }
  return milliseconds;
}

/** In the calendar of today, for any year: the year is taken to begin in March, so that the leap day is its last. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
