const ASCII = /^[\0-\x7f]*$/;

/** Text as filters and type-ahead compare it: case does not count, nor how accents are composed. */
export function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : text.normalize('NFC').toLowerCase();
}
