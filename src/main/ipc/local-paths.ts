import path from 'node:path';
import { PailError } from '../../shared/errors.ts';

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
