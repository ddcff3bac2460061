/** The files that commands write: whole or not at all, and never over another one unasked. */
import { randomBytes } from 'node:crypto';
import { PailError } from '../../shared/errors.ts';
import { publishingEn } from '../../shared/text/publishing-en.ts';
import { userFs } from '../user-fs.ts';
import { UsageError } from './command.ts';

export interface OutputOptions {
  /** Permissions on POSIX systems. */
  readonly mode: number;
  /** Takes the place of a file that is there. */
  readonly force: boolean;
}

const { promises: fs, constants } = userFs;

/** Throws UsageError where there is something already: better before the work than after it. */
export async function checkFree(file: string, force: boolean): Promise<void> {
  if (force) return;
  const isThere = await fs.lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw unwritable(file, error);
    },
  );
  if (isThere) throw new UsageError(publishingEn.isThere(file));
}

/** Gives the finished file its name; without `force` only where nobody has it. */
async function name(temporary: string, file: string, force: boolean): Promise<void> {
  if (force) {
    await fs.rename(temporary, file);
    return;
  }
  try {
    await fs.link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // Not every file system has links; a memory stick has none.
    await fs.copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
}

function unwritable(file: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'EEXIST') return new UsageError(publishingEn.isThere(file));
  const reason = cause.code ?? 'unknown error';
  return new PailError('target-unwritable', { subject: file, reason }, { cause });
}

/** Writes a file. Throws UsageError where one is there and `force` is not given; PailError `target-unwritable`. */
export async function writeOutput(file: string, content: string, { mode, force }: OutputOptions): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await fs.open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content, 'utf8');
      // What the process masks is given back: the file is as its model is.
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await name(temporary, file, force);
  } catch (error) {
    throw unwritable(file, error as NodeJS.ErrnoException);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

/** The permissions of a file, for what is made of it. Throws PailError `file-unreadable`. */
export async function modeOf(file: string): Promise<number> {
  try {
    return (await fs.stat(file)).mode & 0o777;
  } catch (cause) {
    throw new PailError('file-unreadable', { subject: file }, { cause });
  }
}

/** A small text file that an option names. Throws PailError `file-unreadable`. */
export async function readText(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PailError('file-unreadable', { subject: file, reason }, { cause });
  }
}
