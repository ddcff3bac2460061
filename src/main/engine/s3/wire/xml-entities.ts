const NAMED: Readonly<Record<string, number>> = { lt: 0x3c, gt: 0x3e, amp: 0x26, quot: 0x22, apos: 0x27 };
const MAX_CODE_POINT = 0x10_ffff;

/** The character of `lt`, `#60` or `#x3c`; `null` where there is none. */
export function codePointOf(entity: string): number | null {
  const named = NAMED[entity];
  if (named !== undefined) return named;
  const isHex = entity.startsWith('#x') || entity.startsWith('#X');
  const digits = entity.slice(isHex ? 2 : 1);
  if (!entity.startsWith('#') || !(isHex ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return null;
  const code = Number.parseInt(digits, isHex ? 16 : 10);
  return code <= MAX_CODE_POINT ? code : null;
}

/**
 * Writes the UTF-8 of a character and answers its length. Half of a surrogate pair becomes three bytes that are not UTF-8: nobody
 * takes it for a character.
 */
export function encodeCharacter(code: number, into: Uint8Array): number {
  if (code < 0x80) {
    into[0] = code;
    return 1;
  }
  const length = code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  let rest = code;
  for (let at = length - 1; at > 0; at -= 1) {
    into[at] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  // As many ones as there are bytes, then a zero.
  into[0] = ((0xf00 >> length) & 0xff) | rest;
  return length;
}
