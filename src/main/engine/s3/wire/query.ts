import { encodeUri } from '../endpoint.ts';
import { bytesOf } from '../packed.ts';

/** A query as it is sent and signed: names in the order given, which must be that of their bytes; `undefined` is left out. */
export function queryOf(parameters: Readonly<Record<string, string | undefined>>): string {
  let query = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query += `${query === '' ? '' : '&'}${name}=${encodeText(value)}`;
  }
  return query;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text that stands for bytes that are not UTF-8, such as the last key of a page to go on behind, is sent as those bytes. */
function encodeText(text: string): string {
  if (!LONE_SURROGATE.test(text)) return encodeUri(text);
  let encoded = '';
  for (const byte of bytesOf(text)) {
    encoded += byte < 0x80 ? encodeUri(String.fromCharCode(byte)) : `%${byte.toString(16).toUpperCase()}`;
  }
  return encoded;
}
