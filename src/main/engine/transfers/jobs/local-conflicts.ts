import { basename, dirname, join } from 'node:path';
import { userFs } from '../../../user-fs.ts';
import type { ObjectAddress, S3Port } from '../../s3/port.ts';
import type { Existing } from '../job.ts';
import { errnoOf, writeError } from '../local/local-errors.ts';
import { LocalFile } from '../local/local-file.ts';
import { twinKey } from '../local/local-names.ts';
import { hasContentOf } from './same-content.ts';

const AT_ONCE = 64;
/** Of more items in one folder the folder is read, and only those that may be in it are looked at. */
const SINGLE_LOOKS = 8;

/** What is on the disk already where items go: `pathOf` answers their paths in `root`, with `/`. */
export async function findLocal(
  root: string,
  indices: readonly number[],
  pathOf: (index: number) => string,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Existing>> {
  const found = new Map<number, Existing>();
  for (const [folder, inFolder] of byFolder(indices, pathOf)) {
    signal.throwIfAborted();
    const suspects = inFolder.length > SINGLE_LOOKS ? await namedIn(join(root, folder), inFolder, pathOf) : inFolder;
    for (let from = 0; from < suspects.length; from += AT_ONCE) {
      signal.throwIfAborted();
      const look = async (index: number): Promise<void> => {
        const existing = await existingAt(join(root, pathOf(index)));
        if (existing) found.set(index, existing);
      };
      await Promise.all(suspects.slice(from, from + AT_ONCE).map(look));
    }
  }
  // In the order of the items, whichever was answered first.
  return new Map([...found].sort(([a], [b]) => a - b));
}

function byFolder(indices: readonly number[], pathOf: (index: number) => string): Map<string, number[]> {
  const folders = new Map<string, number[]>();
  for (const index of indices) {
    const path = pathOf(index);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const inFolder = folders.get(folder);
    if (inFolder) inFolder.push(index);
    else folders.set(folder, [index]);
  }
  return folders;
}

/** Those of the items that have a name which is in the folder, as any usual file system compares names. */
async function namedIn(
  folder: string,
  indices: readonly number[],
  pathOf: (index: number) => string,
): Promise<readonly number[]> {
  const names = new Set((await namesIn(folder)).map(twinKey));
  return names.size === 0 ? [] : indices.filter((index) => names.has(twinKey(basename(pathOf(index)))));
}

async function existingAt(path: string): Promise<Existing | null> {
  try {
    const { size, mtimeMs } = await userFs.promises.lstat(path);
    return { size, modified: Math.trunc(mtimeMs) };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null;
    throw writeError(error, path);
  }
}

/**
 * Whether the file in the way has the content of the object. `ours`: it was written by us (`mayBeOurs`), and nobody was told so;
 * where the ETag tells nothing of the content, size and time have to do.
 */
export async function isThereAlready(
  address: ObjectAddress & { readonly port: S3Port },
  path: string,
  { size, modified, mayBeOurs }: { readonly size: number; readonly modified: number; readonly mayBeOurs: boolean },
  signal: AbortSignal,
): Promise<'ours' | 'same' | 'other'> {
  const existing = await existingAt(path);
  if (!existing || existing.size !== size) return 'other';
  const file = await LocalFile.open(path, path);
  try {
    const hasTime = Math.trunc(existing.modified / 1000) === Math.trunc(modified / 1000);
    const content = await hasContentOf(address, file, signal);
    const isSame = content === 'same' || (content === 'unknown' && mayBeOurs && hasTime);
    return isSame ? (mayBeOurs ? 'ours' : 'same') : 'other';
  } finally {
    await file.close();
  }
}

/** Removes what was left half written of files that go to these paths, with `/`, in `root`: what `isLeft` says of its name. */
export async function removeParts(
  root: string,
  paths: Iterable<string>,
  isLeft: (name: string) => boolean,
): Promise<void> {
  for (const folder of new Set([...paths].map((path) => dirname(join(root, path))))) {
    for (const name of await namesIn(folder)) {
      if (isLeft(name)) await userFs.promises.rm(join(folder, name), { force: true });
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await userFs.promises.readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw writeError(error, folder);
  }
}
