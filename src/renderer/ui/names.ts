/** Names as they are shown: object keys are hostile, so nothing in them may hide or turn around what is read. */

/** Controls, line and paragraph separators, and the marks that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be found
const TREACHEROUS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** White space where a name begins or ends, or where one of the folders does that are before it: nobody would see it there. */
const AT_AN_END = /(?<![^/])\s+|(?<!\s)\s+(?![^/])/g;

const written = (characters: string): string =>
  [...characters].map((character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join('');

/** The name with every character that shows nothing, or that reorders its neighbours, written as `\u{202e}`. */
export function visibleName(name: string): string {
  return name.replace(TREACHEROUS, written).replace(AT_AN_END, written);
}

/** The last part of a name after its last dot, in lower case, or empty. A leading dot starts a name, not an extension. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dot === name.length - 1 || name.length - dot > 12 ? '' : name.slice(dot + 1).toLowerCase();
}

const SHORT = 16;
const TAIL = 6;
/** Scripts whose letters stand on their own: Latin, Greek, Cyrillic, CJK, Hangul syllables, and general punctuation. */
const UNJOINED = /^[\x20-\x7e\u00a0-\u024f\u0370-\u052f\u2010-\u2027\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]*$/;

/**
 * Where a name may lose its middle: the part that gives way and the part that stays. Names in scripts with joined letters are only
 * divided before their extension, because dividing inside would break joined letters.
 */
export function splitName(name: string): readonly [start: string, end: string] {
  if (name.length <= SHORT) return [name, ''];
  const extension = extensionOf(name);
  const suffix = extension === '' ? 0 : extension.length + 1;
  const kept = UNJOINED.test(name) ? suffix + TAIL : suffix;
  const cut = name.length - Math.min(kept, name.length - 1);
  return [name.slice(0, cut), name.slice(cut)];
}

/** The folder of a path, empty or with its `/`, and the name in it. A `/` at the end belongs to the name. */
export function splitPath(path: string): readonly [folder: string, name: string] {
  const cut = path.slice(0, -1).lastIndexOf('/') + 1;
  return [path.slice(0, cut), path.slice(cut)];
}
