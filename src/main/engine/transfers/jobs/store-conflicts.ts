import { PailError } from '../../../../shared/errors.ts';
import { pagesOf } from '../../listings/paging.ts';
import { textAt } from '../../s3/packed.ts';
import type { ListPage, S3Port } from '../../s3/port.ts';
import type { Existing } from '../job.ts';

/** So many keys of one folder are asked about one by one; for more the folder is listed. */
const SINGLE_QUESTIONS = 32;
const AT_ONCE = 8;

interface Place {
  readonly port: S3Port;
  readonly bucket: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/**
 * What a store has already under names below `prefix`, and whatever else it was seen to have there. Names in folders are found by
 * listing the first folder of each, because a folder that is uploaded is mostly a new one. Where listing is denied nothing is
 * known, and nothing is answered.
 */
export async function existingIn(place: Place, names: Iterable<string>): Promise<ReadonlyMap<string, Existing>> {
  const folders = new Set<string>();
  const single: string[] = [];
  for (const name of names) {
    const cut = name.indexOf('/');
    if (cut < 0) single.push(name);
    else folders.add(name.slice(0, cut + 1));
  }
  const found = new Map<string, Existing>();
  try {
    for (const folder of folders) await listInto(found, place, folder, null);
    if (single.length > SINGLE_QUESTIONS) await listInto(found, place, '', '/');
    else await askInto(found, place, single);
  } catch (error) {
    if (!(error instanceof PailError) || error.failure.code !== 'access-denied') throw error;
  }
  return found;
}

async function listInto(
  found: Map<string, Existing>,
  { port, bucket, prefix, signal }: Place,
  folder: string,
  delimiter: '/' | null,
): Promise<void> {
  for await (const page of pagesOf(port, { bucket, prefix: prefix + folder, delimiter, signal })) {
    note(found, page, prefix);
  }
}

async function askInto(found: Map<string, Existing>, place: Place, names: readonly string[]): Promise<void> {
  const { port, bucket, prefix, signal } = place;
  const waiting = names.values();
  const ask = async (): Promise<void> => {
    for (const name of waiting) {
      const wanted = { bucket, prefix: prefix + name, delimiter: null, token: null, limit: 1, signal };
      // Keys that continue the name are told as well: they do no harm, and are names that are taken.
      note(found, await port.listPage(wanted), prefix);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

function note(found: Map<string, Existing>, { keys, sizes, modified }: ListPage, prefix: string): void {
  for (let index = 0; index < keys.count; index += 1) {
    const name = textAt(keys, index).slice(prefix.length);
    found.set(name, { size: sizes[index] ?? 0, modified: modified[index] ?? 0 });
  }
}

/** `a (2)` for the folder `a`: the first such name that is not taken. */
export function otherFolderFor(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 2; ; number += 1) {
    const other = `${name} (${number})`;
    if (!isTaken(other)) return other;
  }
}

/** `a (2).txt` for `a.txt`: the first such name that is not taken. */
export function otherNameFor(name: string, isTaken: (name: string) => boolean): string {
  const folderEnd = name.lastIndexOf('/') + 1;
  const dot = name.lastIndexOf('.');
  const stemEnd = dot > folderEnd ? dot : name.length;
  for (let number = 2; ; number += 1) {
    const other = `${name.slice(0, stemEnd)} (${number})${name.slice(stemEnd)}`;
    if (!isTaken(other)) return other;
  }
}
