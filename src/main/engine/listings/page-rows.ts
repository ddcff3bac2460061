import { PailError } from '../../../shared/errors.ts';
import type { Scope } from '../../../shared/model/listing.ts';
import { decodeText, type PackedTexts, startOf } from '../s3/packed.ts';
import type { ListPage } from '../s3/port.ts';
import type { Columns } from './columns.ts';
import { MAX_NAME_BYTES } from './name-table.ts';

const SLASH = 0x2f;

/**
 * Adds what a page lists below `prefix`, by copying bytes. Throws `storage-refused` for a page that lists what is not below
 * it, the folder itself as a folder in it, or a key that no store may have.
 */
export function addPage(columns: Columns, page: ListPage, prefix: Uint8Array, scope: Scope): void {
  const { prefixes, keys, sizes, modified, archived } = page;
  let nextArchived = 0;
  for (let index = 0; index < prefixes.count; index += 1) {
    const start = startBelow(prefixes, index, prefix);
    const end = prefixes.ends[index] as number;
    if (end <= start || prefixes.bytes[end - 1] !== SLASH) throw outside(prefix);
    columns.add('folder', prefixes.bytes, start, end - 1, -1, -1);
  }
  for (let index = 0; index < keys.count; index += 1) {
    const start = startBelow(keys, index, prefix);
    const end = keys.ends[index] as number;
    const size = sizes[index] as number;
    const isArchived = archived[nextArchived] === index;
    if (isArchived) nextArchived += 1;
    // The marker of the listed folder itself is not in it.
    if (start === end) continue;
    if (scope === 'tree' && size === 0 && keys.bytes[end - 1] === SLASH) continue;
    const id = columns.add('object', keys.bytes, start, end, size, modified[index] as number);
    if (isArchived && id >= 0) columns.markArchived(id);
  }
}

/** Where the part of a text that is below a prefix begins. */
function startBelow(texts: PackedTexts, index: number, prefix: Uint8Array): number {
  const start = startOf(texts, index);
  const end = texts.ends[index] as number;
  let matching = end - start >= prefix.length && end - start <= MAX_NAME_BYTES;
  for (let offset = 0; matching && offset < prefix.length; offset += 1) {
    matching = texts.bytes[start + offset] === prefix[offset];
  }
  if (!matching) throw outside(prefix);
  return start + prefix.length;
}

function outside(prefix: Uint8Array): PailError {
  const reason = 'it listed a key from outside of the folder';
  return new PailError('storage-refused', { subject: decodeText(prefix), reason });
}

/** Throws `storage-refused` for a page that lists what is not below a prefix. */
export function checkBelow(keys: PackedTexts, prefix: Uint8Array): void {
  for (let index = 0; index < keys.count; index += 1) startBelow(keys, index, prefix);
}
