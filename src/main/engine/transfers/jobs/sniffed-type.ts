import { isUtf8 } from 'node:buffer';

/** So many bytes of the beginning tell what can be told. */
export const SNIFFED_BYTES = 4096;

/** What stands at a place of the beginning of a file. */
interface Magic {
  readonly at: number;
  readonly bytes: Buffer;
}

const magic = (bytes: string, at = 0): Magic => ({ at, bytes: Buffer.from(bytes, 'latin1') });

/**
 * What a file begins with, and the type that this means. Never one that a browser runs, as HTML, SVG, XML and scripts are: what
 * a person has not named so shall not act when somebody opens its address. PDFs do not act outside of their viewer.
 */
const MAGIC: ReadonlyArray<readonly [type: string, ...all: readonly Magic[]]> = [
  ['application/pdf', magic('%PDF-')],
  ['image/png', magic('\x89PNG\r\n\x1a\n')],
  ['image/jpeg', magic('\xff\xd8\xff')],
  ['image/gif', magic('GIF87a')],
  ['image/gif', magic('GIF89a')],
  ['image/webp', magic('RIFF'), magic('WEBP', 8)],
  ['application/zip', magic('PK\x03\x04')],
  ['application/zip', magic('PK\x05\x06')],
  ['application/gzip', magic('\x1f\x8b\x08')],
  // ISO base media: the kind stands behind `ftyp`.
  ['image/heic', magic('ftypheic', 4)],
  ['image/avif', magic('ftypavif', 4)],
  ['video/quicktime', magic('ftypqt  ', 4)],
  ['audio/mp4', magic('ftypM4A ', 4)],
  ['video/mp4', magic('ftypisom', 4)],
  ['video/mp4', magic('ftypiso2', 4)],
  ['video/mp4', magic('ftypmp41', 4)],
  ['video/mp4', magic('ftypmp42', 4)],
  ['video/mp4', magic('ftypavc1', 4)],
  ['video/mp4', magic('ftypM4V ', 4)],
];

/** Besides tab, line feed, form feed, carriage return and escape (colours in logs) no text has control characters. */
const isControl = (byte: number): boolean =>
  byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b);

/**
 * The Content-Type that the content tells; `null` where it tells none. `bytes` begin the file; only where they are all of it
 * (`isWhole`) it can be told for text, which must be valid UTF-8 to its end.
 */
export function sniffedType(bytes: Uint8Array, isWhole: boolean): string | null {
  const begins = ({ at, bytes: wanted }: Magic): boolean => wanted.equals(bytes.subarray(at, at + wanted.length));
  for (const [type, ...all] of MAGIC) if (all.every(begins)) return type;
  const isText = isWhole && bytes.length > 0 && !bytes.subarray(0, SNIFFED_BYTES).some(isControl) && isUtf8(bytes);
  return isText && !bytes.includes(0) ? 'text/plain; charset=utf-8' : null;
}
