import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectAddress, S3Port } from '../../s3/port.ts';
import { cutOf, etagFrom } from '../fetch/content-check.ts';
import type { LocalFile } from '../local/local-file.ts';

/** Read at a time. */
const PIECE_BYTES = 1_048_576;

/** Whether an object has the content of a file, by its size and the MD5 that its ETag tells of; `unknown` where that tells nothing. */
export async function hasContentOf(
  { port, bucket, key }: ObjectAddress & { readonly port: S3Port },
  file: LocalFile,
  signal: AbortSignal,
): Promise<'same' | 'other' | 'unknown'> {
  const info = await port.headObject({ bucket, key, signal }).catch((error: unknown) => {
    if (error instanceof PailError && error.failure.code === 'no-such-key') return null;
    throw error;
  });
  if (!info || info.size !== file.size) return 'other';
  const cut = await cutOf({ port, bucket, key, signal }, info);
  if (!cut) return 'unknown';
  const digests: Buffer[] = [];
  for (let first = 0; first < file.size || digests.length === 0; first += cut.partBytes) {
    digests.push(await md5Of(file, first, Math.min(first + cut.partBytes, file.size), signal));
  }
  await file.checkUnchanged();
  if (etagFrom(Buffer.concat(digests), cut) === bareEtag(info.etag)) return 'same';
  // Of a guess of the size of its parts nothing follows.
  return cut.isGuess ? 'unknown' : 'other';
}

/** The MD5 of the bytes from `first` to before `end`. */
async function md5Of(file: LocalFile, first: number, end: number, signal: AbortSignal): Promise<Buffer> {
  const md5 = createHash('md5');
  for (let position = first; position < end; position += PIECE_BYTES) {
    signal.throwIfAborted();
    md5.update(await file.read(position, Math.min(PIECE_BYTES, end - position)));
  }
  return md5.digest();
}
