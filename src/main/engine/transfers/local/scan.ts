import { Buffer } from 'node:buffer';
import { basename, join } from 'node:path';
import { type Failure, failure } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import { readError } from './local-errors.ts';

/** Something found below what was dropped. */
export type Found =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly path: string;
      readonly size: number;
      /** ms since 1970 UTC. */
      readonly modified: number;
    }
  /** A folder in which there is nothing to upload; its name ends with `/`. */
  | { readonly kind: 'empty-folder'; readonly name: string }
  /** Its name ends with `/` for a folder that could not be read; `path` is empty for a name that Pail cannot spell. */
  | { readonly kind: 'left-out'; readonly name: string; readonly path: string; readonly failure: Failure };

/**
 * Everything below a local path, itself included, in a stable order. `name` is what `path` is called; names below it
 * continue it with `/`. Symbolic links are not followed. Never throws for what a file system says: that is `left-out`.
 */
export async function* scan(path: string, name: string, signal: AbortSignal): AsyncGenerator<Found> {
  signal.throwIfAborted();
  try {
    const stats = await userFs.promises.lstat(path);
    if (stats.isFile()) {
      yield { kind: 'file', name, path, size: stats.size, modified: Math.trunc(stats.mtimeMs) };
      return;
    }
    if (!stats.isDirectory()) {
      yield { kind: 'left-out', name, path, failure: failure('file-not-regular', { subject: basename(path) }) };
      return;
    }
  } catch (error) {
    yield { kind: 'left-out', name, path, failure: readError(error, name).failure };
    return;
  }
  yield* scanFolder(path, name, signal);
}

async function* scanFolder(path: string, name: string, signal: AbortSignal): AsyncGenerator<Found> {
  let entries: Buffer[];
  try {
    // As bytes: a name that is not UTF-8 would come as text with replacement characters, which names another file.
    entries = await userFs.promises.readdir(path, { encoding: 'buffer' });
  } catch (error) {
    yield { kind: 'left-out', name: `${name}/`, path, failure: readError(error, name).failure };
    return;
  }
  let hasContent = false;
  for (const entry of entries.sort(Buffer.compare)) {
    const text = entry.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(entry)) {
      const reason = 'it is not valid UTF-8';
      yield {
        kind: 'left-out',
        name: `${name}/${text}`,
        path: '',
        failure: failure('name-invalid', { subject: text, reason }),
      };
      continue;
    }
    for await (const found of scan(join(path, text), `${name}/${text}`, signal)) {
      hasContent ||= found.kind !== 'left-out';
      yield found;
    }
  }
  if (!hasContent) yield { kind: 'empty-folder', name: `${name}/` };
}
