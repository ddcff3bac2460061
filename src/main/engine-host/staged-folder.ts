/** A folder of files that were staged: read-only, and known again as long as nobody changed them. */
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { userFs } from '../user-fs.ts';

/** On Windows the read-only attribute. */
const READ_ONLY = 0o400;
const WRITABLE = 0o600;

const { chmod, lstat, readdir } = userFs.promises;

/**
 * Makes all its files read-only, and answers {@link contentsOf} it. They are removed in the end: a program that opens one where it
 * lies has to save elsewhere. Rejects with errors of the file system.
 */
export async function seal(folder: string): Promise<string> {
  for (const file of filesAmong(await readdir(folder, { recursive: true, withFileTypes: true }))) {
    await chmod(file, READ_ONLY);
  }
  return contentsOf(folder);
}

/** Which files are in it and below, with their sizes and times: another text where one came, went or was written to. */
export async function contentsOf(folder: string): Promise<string> {
  const files = filesAmong(await readdir(folder, { recursive: true, withFileTypes: true }));
  const facts = files.map(async (file) => {
    const { size, mtimeMs } = await lstat(file);
    return [path.relative(folder, file), size, mtimeMs];
  });
  return JSON.stringify((await Promise.all(facts)).sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}

/** Windows removes no file that is read-only. A folder that is not there needs nothing. Throws errors of the file system. */
export function makeRemovable(folder: string): void {
  if (!userFs.existsSync(folder)) return;
  const entries = userFs.readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const file of filesAmong(entries)) userFs.chmodSync(file, WRITABLE);
}

function filesAmong(entries: readonly Dirent[]): string[] {
  // No links: what they lead to is not ours.
  return entries.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
}
