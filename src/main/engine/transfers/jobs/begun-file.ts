/** Uploads in parts that were begun: how they are found again, and taken back. */
import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import type { BegunUpload, SentPart } from '../../s3/begun-upload.ts';
import { bareEtag, partsEtag } from '../../s3/etag.ts';
import type { Written } from '../../s3/port.ts';
import type { Items } from '../items.ts';
import type { FileIdentity, LocalFile } from '../local/local-file.ts';
import { type Beginning, isAsWanted, takeBack } from './beginnings.ts';
import { eachPiece } from './in-pieces.ts';
import { isDenied, partMemory, type UploadItem } from './upload-item.ts';

/** What is remembered of an upload that was begun; its steps are the parts that the store has. */
export interface UploadNote extends Beginning {
  readonly partSize: number;
  readonly file: FileIdentity;
  /**
   * How many parts the store had when we took over what somebody else had begun; left out: it is ours. As long as nothing of ours
   * was added to it, it is not taken back.
   */
  readonly theirs?: number;
}

/** An upload that was begun, and what the store has of it. */
export interface Found {
  readonly note: UploadNote;
  readonly upload: BegunUpload;
  /** What became of it, where it was completed and nobody heard the answer. */
  readonly written: Written | null;
}

/** Bytes of a part, from 1. */
export const bytesOf = (number: number, partSize: number, size: number): number =>
  Math.min(partSize, size - (number - 1) * partSize);

/** Bytes of all these parts. */
export function bytesOfParts(parts: readonly Pick<SentPart, 'number'>[], partSize: number, size: number): number {
  return parts.reduce((sum, { number }) => sum + bytesOf(number, partSize, size), 0);
}

/** Bytes that the store has of an upload that was begun, by what is remembered of it. */
export function sentBytes(index: number, items: Items): number {
  const begun = items.begun(index);
  if (!begun) return 0;
  const { partSize } = begun.base as UploadNote;
  return bytesOfParts(begun.steps as readonly SentPart[], partSize, items.size(index));
}

/** Takes back what is in the store of an upload that was begun. */
export async function abandonUpload(item: UploadItem): Promise<void> {
  const { items } = item.context;
  const begun = items.begun(item.index);
  if (!begun) return;
  const note = begun.base as UploadNote;
  const isTheirs = note.theirs !== undefined && begun.steps.length <= note.theirs;
  if (!isTheirs) await takeBack(item, note);
  items.settle(item.index);
}

/**
 * An upload of this file that was begun earlier, with the parts that the store has; `null` where there is none to go on with. The
 * store's word counts, and where it may not be asked, what was remembered.
 */
export async function findBegun(item: UploadItem, file: LocalFile): Promise<Found | null> {
  const { port, bucket, index, context } = item;
  const begun = context.items.begun(index);
  if (!begun) return null;
  const note = begun.base as UploadNote;
  const isThis = note.key === item.key && isAsWanted(note, item);
  if (note.uploadId === null || !isThis || !(await file.is(note.file))) {
    await abandonUpload(item);
    return null;
  }
  const remembered = begun.steps as readonly SentPart[];
  const { key, uploadId } = note;
  const listed = await port.listParts({ bucket, key, uploadId, signal: context.signal }).catch((error: unknown) => {
    if (isDenied(error)) return 'untold' as const;
    throw error;
  });
  const upload = { uploadId, parts: remembered };
  if (listed === 'untold' || listed === null) {
    const isWhole = remembered.length === Math.ceil(file.size / note.partSize);
    const written = isWhole ? await completed(item, remembered) : null;
    // All parts were there: how it ends says whether the upload still is.
    if (written || listed === 'untold' || isWhole) return { note, upload, written };
    await abandonUpload(item);
    return null;
  }
  const parts: SentPart[] = [];
  const known = new Map(remembered.map((part) => [part.number, part]));
  for (const part of listed) {
    if (part.size !== bytesOf(part.number, note.partSize, file.size)) continue;
    const mine = known.get(part.number);
    if (mine && bareEtag(mine.etag) === bareEtag(part.etag)) parts.push(mine);
    // One that was sent in the last moment of a process: its content tells whether it is ours.
    else if (await isPart(part, note.partSize, file)) {
      parts.push(part);
      context.items.step(index, { number: part.number, etag: part.etag, ...(part.crc32 && { crc32: part.crc32 }) });
    }
  }
  return { note, upload: { uploadId, parts }, written: null };
}

/** The object under the key, if it was made of exactly these parts; `null` also where the store does not let us see. */
async function completed(item: UploadItem, parts: readonly SentPart[]): Promise<Written | null> {
  const { port, bucket, key, context } = item;
  const info = await port.headObject({ bucket, key, signal: context.signal }).catch((error: unknown) => {
    if (isDenied(error) || (error instanceof PailError && error.failure.code === 'no-such-key')) return null;
    throw error;
  });
  const etag = partsEtag([...parts].sort((a, b) => a.number - b.number).map((part) => part.etag));
  return info && bareEtag(info.etag) === etag ? { etag: info.etag } : null;
}

/** Whether a part that the store has is what the file has at its place. Rejects as reading the file. */
export async function isPart({ number, etag }: SentPart, partSize: number, file: LocalFile): Promise<boolean> {
  const bytes = await file.part(number, partSize, partMemory);
  try {
    const md5 = createHash('md5');
    await eachPiece(bytes, (piece) => md5.update(piece));
    return md5.digest('hex') === bareEtag(etag);
  } finally {
    partMemory.release(bytes);
  }
}
