import { textOf } from './address.ts';

/**
 * Many short texts in one piece of memory, as UTF-8 bytes back to back: a listing makes no JavaScript string for a row that
 * nobody looks at. Bytes that are not UTF-8 stay as they came; {@link textAt} shows them as lone surrogates (see address.ts).
 */
export interface PackedTexts {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each text ends; it begins where the one before ends. At least `count` long. */
  readonly ends: Uint32Array;
}

const REPLACEMENT = '\ufffd';
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export function startOf({ ends }: PackedTexts, index: number): number {
  return index === 0 ? 0 : (ends[index - 1] ?? 0);
}

/** The bytes of one text: a view, not a copy. */
export function bytesAt(texts: PackedTexts, index: number): Uint8Array {
  return texts.bytes.subarray(startOf(texts, index), texts.ends[index]);
}

/** The text of UTF-8 bytes; each byte that is not UTF-8 becomes a lone surrogate. */
export function decodeText(bytes: Uint8Array): string {
  const text = utf8.decode(bytes);
  return text.includes(REPLACEMENT) ? textOf(bytes) : text;
}

export function textAt(texts: PackedTexts, index: number): string {
  return decodeText(bytesAt(texts, index));
}

/** Every text, in order. */
export function* eachText(texts: PackedTexts): Generator<string> {
  for (let index = 0; index < texts.count; index += 1) yield textAt(texts, index);
}

/** Packs texts. Lone surrogates that stand for a byte become that byte again. */
export function packTexts(texts: readonly string[]): PackedTexts {
  const pieces = texts.map(bytesOf);
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    end += piece.length;
    ends[index] = end;
  }
  return { count: texts.length, bytes: Buffer.concat(pieces), ends };
}

/** With `u` a pair of surrogates is one character: this finds lone ones only. */
const BYTE_MARK = /[\udc80-\udcff]/u;

/** The bytes of a text as {@link decodeText} read it. */
export function bytesOf(text: string): Uint8Array {
  if (!BYTE_MARK.test(text)) return Buffer.from(text, 'utf8');
  const pieces: Uint8Array[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isMark = code >= 0xdc80 && code <= 0xdcff;
    pieces.push(isMark ? Uint8Array.of(code - 0xdc00) : Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(pieces);
}
