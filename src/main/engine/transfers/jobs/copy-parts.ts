import { toFailure } from '../../../../shared/errors.ts';
import type { BegunUpload, OnBegun, SentPart } from '../../s3/begun-upload.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { Written } from '../../s3/port.ts';
import type { Items } from '../items.ts';
import { goesOn } from '../parking.ts';
import { beginning, isAsWanted, takeBack } from './beginnings.ts';
import { bytesOf, bytesOfParts, sentBytes } from './begun-file.ts';
import type { CopyItem, CopyNote, How, PartsNote, SourceVersion } from './copy-item.ts';
import { checkFree, isDenied, type UploadItem } from './upload-item.ts';

type HeardNote = PartsNote & { readonly uploadId: string };
const isHeard = (note: PartsNote): note is HeardNote => note.uploadId !== null;

/** What the sending of parts needs to know and to tell. */
export interface PartsWork {
  readonly partSize: number;
  readonly begun: BegunUpload | null;
  readonly onBegun: OnBegun;
  readonly onPart: (part: SentPart) => void;
  readonly onBytes: (bytes: number) => void;
  readonly beforeComplete: () => Promise<void>;
}

/** Bytes that the target has of a copy in parts that was begun, by what is remembered of it. */
export function copiedBytes(index: number, items: Items): number {
  const begun = items.begun(index);
  const note = begun?.base as CopyNote | undefined;
  return begun && note?.stage === 'parts' ? sentBytes(index, items) : 0;
}

/** Makes a copy in parts, or goes on with that. What stops for now can be gone on with. */
export async function inParts(
  item: CopyItem,
  source: SourceVersion,
  how: How,
  wantedPartSize: number,
  send: (work: PartsWork) => Promise<Written>,
): Promise<Written> {
  const { port, key, index, context } = item;
  const { items, signal } = context;
  const quirks = await port.quirks(signal);
  const note = await findNote(item, source, how);
  if (!note) await checkFree(item, quirks.conditionalComplete);
  const partSize = note?.partSize ?? wantedPartSize;
  const begun = note && { uploadId: note.uploadId, parts: await partsOf(item, note, source.size) };
  context.kept(index, bytesOfParts(begun?.parts ?? [], partSize, source.size));
  const work = (onBegun: OnBegun): PartsWork => ({
    partSize,
    begun,
    onBegun,
    onPart: (part) => items.step(index, part),
    onBytes: (bytes) => context.progress(index, bytes),
    // Where the store ignores If-None-Match when an upload in parts completes, it would overwrite.
    beforeComplete: async () => {
      if (!quirks.conditionalComplete) await checkFree(item, false);
    },
  });
  try {
    if (begun) return await send(work(() => undefined));
    const askedAt = port.storeTime();
    const asked: PartsNote = { stage: 'parts', how, key, uploadId: null, askedAt, partSize, etag: source.etag };
    return await beginning(item, asked, (onBegun) => send(work(onBegun)));
  } catch (error) {
    if (goesOn(error, context)) throw error;
    // What cannot be taken back now stays remembered, and is told as unfinished.
    await abandonCopy(item).catch(() => undefined);
    const isForgotten = begun !== null && toFailure(error).code === 'no-such-upload';
    if (!isForgotten || items.begun(index)) throw error;
    return inParts(item, source, how, wantedPartSize, send);
  }
}

/** A copy in parts of this very source that was begun earlier; `null` where there is none to go on with, and nothing of another is left. */
async function findNote(item: CopyItem, source: SourceVersion, how: How): Promise<HeardNote | null> {
  const note = item.context.items.begun(item.index)?.base as CopyNote | undefined;
  if (!note) return null;
  const isThis = note.key === item.key && note.stage === 'parts' && note.how === how && isHeard(note);
  if (isThis && isAsWanted(note, item) && bareEtag(note.etag) === bareEtag(source.etag)) return note;
  await abandonCopy(item);
  return null;
}

/**
 * The parts that the store has of a copy that was begun: its word counts, and where it may not be asked, or knows nothing of it, what was
 * remembered. How a copy goes on of which the upload is gone, its end says.
 */
async function partsOf(item: CopyItem, note: HeardNote, size: number): Promise<readonly SentPart[]> {
  const { port, bucket, index, context } = item;
  const { key, uploadId, partSize } = note;
  const steps = (context.items.begun(index)?.steps ?? []) as readonly SentPart[];
  // One that was lost and copied again counts as it was the last time.
  const known = new Map(steps.map((part) => [part.number, part]));
  const listed = await port.listParts({ bucket, key, uploadId, signal: context.signal }).catch((error: unknown) => {
    if (isDenied(error)) return null;
    throw error;
  });
  if (listed === null) return [...known.values()];
  const parts: SentPart[] = [];
  for (const { size: bytes, ...part } of listed) {
    // Nobody but us puts parts into it, and all of ours are of this very source: a whole one is right.
    if (bytes !== bytesOf(part.number, partSize, size)) continue;
    const isKnown = bareEtag(known.get(part.number)?.etag ?? '') === bareEtag(part.etag);
    if (!isKnown) context.items.step(index, part);
    parts.push((isKnown && known.get(part.number)) || part);
  }
  return parts;
}

/** Takes back what is in the store of a copy that was begun. A copy that was made stays. */
export async function abandonCopy(item: UploadItem): Promise<void> {
  const { items } = item.context;
  const note = items.begun(item.index)?.base as CopyNote | undefined;
  if (!note) return;
  const left = note.stage === 'parts' ? note : note.left;
  if (left) await takeBack(item, left);
  items.settle(item.index);
}
