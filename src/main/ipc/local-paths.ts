import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import { userFs } from '../user-fs.ts';

/**
 * Checks the form of paths that came through the window: absolute, of one piece, without control characters (a NUL cuts
 * a path short for the OS). What is there is checked by whoever opens it. Throws PailError `file-not-found`.
 */
export function checkLocalPaths(paths: readonly string[]): readonly string[] {
  for (const candidate of paths) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    if (candidate === '' || !path.isAbsolute(candidate) || /[\u0000-\u001f]/.test(candidate)) {
      throw new PailError('file-not-found', { subject: path.basename(candidate) || 'What was dropped' });
    }
  }
  return paths.map((candidate) => path.normalize(candidate));
}

/** What systems answer where somebody may not write. */
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Checks that files can be made in a folder, by making one and removing it: rights, disks that cannot be written and what a network's
 * server says are only known by that. Whatever else is wrong, such as a full disk, a transfer waits for. Throws PailError
 * `target-unwritable`.
 */
export async function checkWritable(folder: string): Promise<void> {
  const file = path.join(folder, `.pail-${randomUUID()}`);
  try {
    await (await userFs.promises.open(file, 'wx')).close();
    await userFs.promises.rm(file);
  } catch (cause) {
    if (!REFUSED.has((cause as NodeJS.ErrnoException).code ?? '')) return;
    const subject = path.basename(folder) || folder;
    throw new PailError('target-unwritable', { subject, reason: 'you may not write to it' }, { cause });
  }
}

/** Whether {@link checkWritable} has nothing against a folder. */
export async function isWritable(folder: string): Promise<boolean> {
  return checkWritable(folder).then(
    () => true,
    () => false,
  );
}
