import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectAddress, S3Port } from '../../s3/port.ts';
import { partsOf } from '../fetch/content-check.ts';
import { PartsMd5 } from '../fetch/parts-md5.ts';
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
  if (info.etagKind === 'md5') {
    const md5 = createHash('md5');
    await eachPiece(file, signal, (piece) => md5.update(piece));
    return md5.digest('hex') === bareEtag(info.etag) ? 'same' : 'other';
  }
  if (info.etagKind !== 'parts-md5') return 'unknown';
  const cut = await partsOf({ port, bucket, key, signal }, info);
  if (!cut) return 'unknown';
  const parts = new PartsMd5(cut.partBytes, info.size);
  const all = parts.from(0);
  await eachPiece(file, signal, (piece) => all.update(piece));
  if (parts.etag() === bareEtag(info.etag)) return 'same';
  // Of a guess of the size of its parts nothing follows.
  return cut.isGuess ? 'unknown' : 'other';
}

async function eachPiece(file: LocalFile, signal: AbortSignal, take: (piece: Uint8Array) => void): Promise<void> {
  for (let position = 0; position < file.size; position += PIECE_BYTES) {
    signal.throwIfAborted();
    take(await file.read(position, Math.min(PIECE_BYTES, file.size - position)));
  }
  await file.checkUnchanged();
}
