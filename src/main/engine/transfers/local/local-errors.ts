import { type ErrorCode, PailError } from '../../../../shared/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The errno name of a file system error, such as `ENOENT`; empty for anything else. */
export function errnoOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return error instanceof Error && typeof code === 'string' && 'syscall' in error ? code : '';
}

/** The failure of reading a local file: `file-not-found`, `file-not-regular` or `file-unreadable`. */
export function readError(error: unknown, name: string): PailError {
  if (error instanceof PailError) return error;
  const errno = errnoOf(error);
  // ELOOP: a symbolic link where O_NOFOLLOW forbids it. ENXIO: a socket or a pipe without its other end.
  const code: ErrorCode =
    errno === 'ENOENT' || errno === 'ENOTDIR'
      ? 'file-not-found'
      : errno === 'ELOOP' || errno === 'ENXIO'
        ? 'file-not-regular'
        : 'file-unreadable';
  return new PailError(code, { subject: name, reason: errno || String(error) }, { cause: error });
}

/** The failure of writing a local file or folder: `disk-full`, `target-exists` or `target-unwritable`. */
export function writeError(error: unknown, name: string): PailError {
  if (error instanceof PailError) return error;
  const errno = errnoOf(error);
  if (errno === 'EEXIST') return new PailError('target-exists', { subject: name });
  const code: ErrorCode = FULL.has(errno) ? 'disk-full' : 'target-unwritable';
  return new PailError(code, { subject: name, reason: errno || String(error) }, { cause: error });
}
