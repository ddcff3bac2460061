/**
 * Keys that no request can name. A key is bytes; where these are not UTF-8 there is no text that is sent as them. A listing
 * shows such a byte as a lone surrogate, U+DC80 to U+DCFF: windows draw it like U+FFFD, yet it is never mistaken for the
 * object whose name really holds U+FFFD, and two such keys stay two.
 */
import { type Failure, failure, PailError } from '../../../shared/errors.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;
const FIRST_BYTE_MARK = 0xdc00;

/** False for a key or prefix that is not what the store calls it. */
export function isAddressable(key: string): boolean {
  return !LONE_SURROGATE.test(key);
}

/** Why no request can name it; `null` where one can. */
export function unaddressable(key: string): Failure | null {
  return isAddressable(key) ? null : failure('name-invalid', { subject: lastSegment(key), reason: NOT_UTF8 });
}

/** Throws `name-invalid` for what is not addressable. */
export function checkAddressable(key: string): void {
  const why = unaddressable(key);
  if (why) throw new PailError(why);
}

const NOT_UTF8 = 'its bytes in the store are not UTF-8, so Pail cannot ask for it';

function lastSegment(key: string): string {
  const segments = key.split('/');
  // A sentence is copied and stored, where lone surrogates do not live.
  return (segments.pop() || segments.pop() || key).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Text of bytes that should be UTF-8; each byte that is not becomes a lone surrogate. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const character = characterAt(bytes, start);
    text += character ?? markOf(bytes[start] ?? 0);
    start += character === null ? 1 : Buffer.byteLength(character);
  }
  return text;
}

/** A listing that came as plain text has lost the bytes already: what may have been them is treated like them. */
export function distrusted(text: string): string {
  return text.replaceAll('\ufffd', markOf(0xff));
}

const markOf = (byte: number): string => String.fromCharCode(FIRST_BYTE_MARK + byte);

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The character whose bytes start here; `null` where none does. */
function characterAt(bytes: Uint8Array, start: number): string | null {
  const first = bytes[start] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    // Also refuses what is cut off, overlong, a surrogate, or above the end of Unicode.
    return strict.decode(bytes.subarray(start, start + length));
  } catch {
    return null;
  }
}
