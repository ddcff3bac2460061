import { PailError } from '../../../shared/errors.ts';
import { folderPrefix, MAX_KEY_BYTES } from '../locations.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\0-\x1f\x7f]/;

/** Why `name` cannot be a new folder in `prefix`; `null` when it can. */
export function folderNameProblem(prefix: string, name: string): string | null {
  if (name === '') return 'it is empty';
  if (name === '.' || name === '..') return 'it means another folder';
  if (name.includes('/')) return 'it contains /';
  if (CONTROL.test(name)) return 'it contains a control character';
  if (/\p{Surrogate}/u.test(name)) return 'it is not valid text';
  if (Buffer.byteLength(`${prefix}${name}/`) > MAX_KEY_BYTES) return `the whole path has over ${MAX_KEY_BYTES} bytes`;
  return null;
}

/**
 * Makes an empty folder: an object of no bytes whose key ends with `/`. Rejects with `name-invalid`, with `target-exists`
 * when there is anything below that name, and as a request.
 */
export async function createFolder(port: S3Port, grant: LocationGrant, folder: string, name: string): Promise<void> {
  const prefix = folderPrefix(grant, folder);
  const reason = folderNameProblem(prefix, name);
  if (reason !== null) throw new PailError('name-invalid', { subject: name, reason });
  const key = `${prefix}${name}/`;
  const { bucket } = grant;
  const { signal } = new AbortController();
  const page = await port.listPage({ bucket, prefix: key, delimiter: null, token: null, limit: 1, signal });
  if (page.keys.count > 0) throw new PailError('target-exists', { subject: name });
  const contentType = 'application/x-directory';
  await port.putObject({ bucket, key, body: new Uint8Array(0), contentType, overwrite: false, signal });
}
