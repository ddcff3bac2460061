/** Going on with an upload in parts that was begun elsewhere, or that nobody remembers, with a file that a person names. */
import { basename } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import type { StoredPart, UploadAddress } from '../../s3/unfinished.ts';
import type { JobContext } from '../job.ts';
import { LocalFile } from '../local/local-file.ts';
import { remembered } from './beginnings.ts';
import { bytesOf, isPart, type UploadNote } from './begun-file.ts';
import { isDenied } from './upload-item.ts';
import { partSizeFor } from './upload-large.ts';

/** The upload that a transfer adopts. JSON. */
export interface Adoption {
  readonly uploadId: string;
  /** Of the object, in the folder of the transfer. */
  readonly name: string;
  /** A transfer that ended has begun it: else it stays in the store as it was found until something is added to it. */
  readonly isOurs: boolean;
}

export type AdoptedAddress = UploadAddress & { readonly port: S3Port };

/** What a store has of an upload, as far as a file was found to be what is being uploaded. */
export interface Matched {
  readonly partSize: number;
  readonly parts: readonly StoredPart[];
}

/** Larger parts are not gone on with: as many as are under way are in memory. */
const MOST_PART_BYTES = 64 * 1_048_576;
/** Other ETags tell nothing of the content. */
const MD5 = /^"?[0-9a-f]{32}"?$/;

/**
 * Takes up the upload as the one item of the transfer. Rejects as {@link matchFile}, before anything was sent; nothing is remembered
 * of the upload then.
 */
export async function adopt(
  address: AdoptedAddress,
  { uploadId, name, isOurs }: Adoption,
  path: string,
  context: JobContext,
): Promise<void> {
  const { items, signal } = context;
  const file = await LocalFile.open(path, basename(path));
  try {
    const { partSize, parts } = await matchFile(address, file, name, signal);
    const theirs = isOurs ? {} : { theirs: parts.length };
    const identity = await file.identity();
    await file.checkUnchanged();
    // An earlier preparing may have been cut off right after this.
    const index = items.count > 0 ? 0 : context.add(name, file.size, file.modified, path);
    const note: UploadNote = {
      uploadId,
      key: address.key,
      partSize,
      file: identity,
      askedAt: address.port.storeTime(),
      // No store tells with what an upload was begun: the person wants this one.
      ...(address.port.madeWith !== '' && { madeWith: address.port.madeWith }),
      ...theirs,
    };
    items.begin(index, note);
    for (const { number, etag, crc32 } of parts) {
      items.step(index, { number, etag, ...(crc32 && { crc32 }) });
    }
  } finally {
    await file.close();
  }
  await remembered({ context });
}

/**
 * What the store has of an upload, where each part is what the file has at its place: at most the first `most` are read. Rejects with
 * `upload-hidden`, `no-such-upload`, `upload-unsuited`, `file-differs`, as a request, and as reading the file.
 */
export async function matchFile(
  { port, ...upload }: AdoptedAddress,
  file: LocalFile,
  name: string,
  signal: AbortSignal,
  most = Number.POSITIVE_INFINITY,
): Promise<Matched> {
  const listed = await port.listParts({ ...upload, signal }).catch((error: unknown) => {
    if (isDenied(error)) throw new PailError('upload-hidden', { subject: name }, { cause: error });
    throw error;
  });
  if (!listed) throw new PailError('no-such-upload', { subject: name });
  const unsuited = (reason: string): PailError => new PailError('upload-unsuited', { subject: name, reason });
  const parts = listed.toSorted((a, b) => a.number - b.number);
  if (!isEven(parts)) throw unsuited('its parts are not all of one size');
  if (!parts.every(({ etag }) => MD5.test(etag))) throw unsuited('the store does not tell the MD5 of its parts');
  if (file.size === 0) throw unsuited('an empty file does not go in parts');
  const quirks = await port.quirks(signal);
  const partSize =
    parts.length === 0 ? partSizeFor(file.size, quirks) : partSizeOf(parts, file.size, quirks.minPartBytes);
  const differs = (): PailError => new PailError('file-differs', { subject: name });
  if (partSize === null) throw differs();
  const count = Math.ceil(file.size / partSize);
  if (count > 1 && partSize < quirks.minPartBytes) throw unsuited('its parts are smaller than the store takes');
  if (count > quirks.maxParts) throw unsuited('it would have more parts than the store takes');
  if (count > 1 && partSize > MOST_PART_BYTES) throw unsuited('its parts are larger than Pail sends, which is 64 MiB');
  for (const part of parts.slice(0, most)) {
    signal.throwIfAborted();
    if (!(await isPart(part, partSize, file))) throw differs();
  }
  return { partSize, parts };
}

/** Whether parts, in the order of their numbers, may be of one cut: all of one size, and the last of no more. */
function isEven(parts: readonly StoredPart[]): boolean {
  const last = parts.at(-1);
  const others = parts.slice(0, -1);
  return others.every(({ size }) => size === others[0]?.size && size >= (last?.size ?? 0));
}

/** Bytes of each part but the last, where even parts can be of a file of `size` bytes; `null`: they cannot. */
export function partSizeOf(parts: readonly StoredPart[], size: number, minPartBytes: number): number | null {
  const [first] = parts;
  if (!first) return null;
  // One that is too small for any other place is the last one, and alone it tells by what is before it.
  const isLast = parts.length === 1 && first.number > 1 && first.size < minPartBytes;
  const partSize = isLast ? (size - first.size) / (first.number - 1) : first.size;
  const fits = parts.every((part) => part.size > 0 && part.size === bytesOf(part.number, partSize, size));
  return fits && Number.isInteger(partSize) ? partSize : null;
}
