/**
 * Local names for keys. Keys are hostile: whatever they hold, the file lands inside the target, on every OS under the same
 * name. A segment keeps its characters except:
 *
 * | in the key | becomes |
 * |---|---|
 * | control characters, `< > : " / \ | ? *`, marks that reverse the direction of text, lone surrogates | `%XX` for each byte of their UTF-8 |
 * | a dot or a space at the end (so also `.` and `..`) | `%2E`, `%20` |
 * | the first letter of a Windows device name such as `CON` or `LPT1.txt` | `%XX` |
 * | `%` where it would look like one of these, or alone | `%25` |
 * | an empty segment, as in `a//b` | `%` |
 *
 * Names that are good everywhere stay as they are, `100%.txt` and `a%20b.txt` among them. It can be undone by decoding just
 * the `%XX` above. Two things can not: a name of more than 255 bytes is cut and gets a hash, and of
 * names that some file system takes for the same (by case or by the composition of accents) the later one gets ` (2)`.
 */
import { createHash } from 'node:crypto';

const MAX_NAME_BYTES = 255;
const MAX_EXTENSION_BYTES = 24;

/** What follows the `%` of our own escapes: anywhere, at the end, at the start. Upper case only, as they are written. */
const ESCAPES = '[01][0-9A-F]|7F|2[25AF]|3[ACEF]|5C|7C|E2|ED';
const UNSAFE = new RegExp(
  '[\\0-\\x1f\\x7f<>:"/\\\\|?*\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]|\\p{Surrogate}|[. ]$|^%$' +
    `|%(?=${ESCAPES}|(?:20|2E)$)|^%(?=4[13CE]|50|6[13CE]|70)`,
  'gu',
);
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/iu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  const bytes = isSurrogate
    ? Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)])
    : Buffer.from(character, 'utf8');
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** The local name of one segment of a key: at most 255 bytes, harmless on every OS. */
export function localSegment(segment: string): string {
  if (segment === '') return '%';
  const safe = segment.replace(UNSAFE, escaped);
  const name = DEVICE.test(safe) ? escaped(safe.charAt(0)) + safe.slice(1) : safe;
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const hash = createHash('sha256').update(segment, 'utf16le').digest('hex').slice(0, 8);
  const [stem, extension] = split(name);
  return fitted(stem, `~${hash}${extension}`);
}

/** Stem and extension; a long extension is none. */
function split(name: string): [string, string] {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || Buffer.byteLength(name) - Buffer.byteLength(name.slice(0, dot)) > MAX_EXTENSION_BYTES) {
    return [name, ''];
  }
  return [name.slice(0, dot), name.slice(dot)];
}

/** `stem`, cut between characters so that it fits together with `tail`. */
function fitted(stem: string, tail: string): string {
  const room = MAX_NAME_BYTES - Buffer.byteLength(tail);
  let bytes = 0;
  let cut = '';
  for (const character of stem) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    cut += character;
  }
  return (cut.length < stem.length ? cut.replace(/%[0-9A-F]?$/, '') : cut) + tail;
}

/** The same for names that any usual file system takes for the same. */
export function twinKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

interface Folder {
  /** Local names by segment; a folder's with a trailing `/`. */
  readonly names: Map<string, string>;
  readonly taken: Set<string>;
}

/** Gives every key of a download its local path, no two the same. The same keys in the same order get the same paths. */
export class LocalNames {
  readonly #folders = new Map<string, Folder>();

  /**
   * The local path, with `/`, of a key relative to what is downloaded. `kind` folder: `name` ends with `/`, and so does the
   * answer not.
   */
  pathFor(name: string, kind: 'object' | 'folder'): string {
    const segments = (kind === 'folder' ? name.slice(0, -1) : name).split('/');
    let path = '';
    for (const [index, segment] of segments.entries()) {
      const isFolder = kind === 'folder' || index < segments.length - 1;
      const local = this.#nameIn(path, segment, isFolder);
      path = path === '' ? local : `${path}/${local}`;
    }
    return path;
  }

  #nameIn(parent: string, segment: string, isFolder: boolean): string {
    let folder = this.#folders.get(parent);
    if (!folder) {
      folder = { names: new Map(), taken: new Set() };
      this.#folders.set(parent, folder);
    }
    const key = isFolder ? `${segment}/` : segment;
    const known = folder.names.get(key);
    if (known !== undefined) return known;
    const wanted = localSegment(segment);
    const [stem, extension] = isFolder ? [wanted, ''] : split(wanted);
    let name = wanted;
    for (let number = 2; folder.taken.has(twinKey(name)); number += 1) {
      name = fitted(stem, ` (${number})${extension}`);
    }
    folder.taken.add(twinKey(name));
    folder.names.set(key, name);
    return name;
  }
}
