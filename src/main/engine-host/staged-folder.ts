/** A folder of files that were staged: known again as long as nobody changed them, and not removed once somebody did. */
import path from 'node:path';
import { userFs } from '../user-fs.ts';

const { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } = userFs;

/** Of each file below a folder, by its path from there: its size and time. */
type Contents = Readonly<Record<string, string>>;

/** Beside the folder, so that it is there in the next run. */
const noteOf = (folder: string): string => `${folder}.json`;

/** Remembers which files are in it, when all are there. Throws errors of the file system. */
export function seal(folder: string): void {
  writeFileSync(noteOf(folder), JSON.stringify(contentsOf(folder)), { mode: 0o600 });
}

/** Whether its files are those that it was sealed with. What cannot be looked at is not what it was. */
export function isUnchanged(folder: string): boolean {
  try {
    const sealed = sealedOf(folder);
    return sealed !== null && JSON.stringify(sealed) === JSON.stringify(contentsOf(folder));
  } catch {
    return false;
  }
}

/**
 * Removes it, unless somebody has written to a file in it, as a program does that was given one and saves it where it lies. Answers
 * that file, which stays with the others, or `null`. Throws errors of the file system.
 */
export function removeUnedited(folder: string): string | null {
  const sealed = sealedOf(folder);
  // Without a seal nobody was given anything of it.
  const edited = sealed && Object.entries(contentsOf(folder)).find(([name, facts]) => sealed[name] !== facts);
  if (edited) return path.join(folder, edited[0]);
  rmSync(folder, { recursive: true, force: true });
  rmSync(noteOf(folder), { force: true });
  return null;
}

/** The folders of files that are in `root`; none where that is not there. */
export function foldersIn(root: string): string[] {
  if (!existsSync(root)) return [];
  const entries = readdirSync(root, { withFileTypes: true });
  return entries.filter((one) => one.isDirectory()).map((one) => path.join(root, one.name));
}

function sealedOf(folder: string): Contents | null {
  if (!existsSync(noteOf(folder))) return null;
  try {
    return JSON.parse(readFileSync(noteOf(folder), 'utf8'));
  } catch {
    // Cut off by the end of the machine: nobody knows what the files were, so they stay.
    return {};
  }
}

function contentsOf(folder: string): Contents {
  if (!existsSync(folder)) return {};
  // No links: what they lead to is not ours.
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => path.join(one.parentPath, one.name)).sort();
  const facts = (file: string): string => {
    const { size, mtimeMs } = lstatSync(file);
    return `${size} ${mtimeMs}`;
  };
  return Object.fromEntries(paths.map((file) => [path.relative(folder, file), facts(file)]));
}
