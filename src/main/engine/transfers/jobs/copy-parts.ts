import { toFailure } from '../../../../shared/errors.ts';
import type { BegunUpload, SentPart } from '../../s3/begun-upload.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { Written } from '../../s3/port.ts';
import { goesOn } from '../parking.ts';
import { ABANDON_MS, bytesOf } from './begun-file.ts';
import type { CopiedNote, CopyItem, SourceVersion } from './copy-item.ts';
import { checkFree, isDenied, type UploadItem } from './upload-item.ts';

/** What is remembered of a copy in parts that was begun; its steps are the parts that the store has. JSON. */
interface PartsNote {
  readonly stage: 'parts';
  readonly how: How;
  readonly key: string;
  readonly uploadId: string;
  readonly partSize: number;
  /** Of the source. */
  readonly etag: string;
}

export type CopyNote = PartsNote | CopiedNote;

/** Who moves the bytes: the store by itself, or we. */
type How = 'copy' | 'send';

/** What the sending of parts needs to know and to tell. */
export interface PartsWork {
  readonly partSize: number;
  readonly begun: BegunUpload | null;
  readonly onBegun: (uploadId: string) => void;
  readonly onPart: (part: SentPart) => void;
  readonly onBytes: (bytes: number) => void;
  readonly beforeComplete: () => Promise<void>;
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
  for (const { number } of begun?.parts ?? []) context.progress(index, bytesOf(number, partSize, source.size));
  try {
    return await send({
      partSize,
      begun,
      onBegun: (uploadId) =>
        items.begin(index, { stage: 'parts', how, key, uploadId, partSize, etag: source.etag } satisfies PartsNote),
      onPart: (part) => items.step(index, part),
      onBytes: (bytes) => context.progress(index, bytes),
      // Where the store ignores If-None-Match when an upload in parts completes, it would overwrite.
      beforeComplete: async () => {
        if (!quirks.conditionalComplete) await checkFree(item, false);
      },
    });
  } catch (error) {
    if (goesOn(error, context)) throw error;
    // What cannot be taken back now stays remembered, and is told as unfinished.
    await abandonCopy(item).catch(() => undefined);
    const isForgotten = begun !== null && toFailure(error).code === 'no-such-upload';
    if (!isForgotten || items.begun(index)) throw error;
    context.progress(index, -items.bytesDoneOf(index));
    return inParts(item, source, how, wantedPartSize, send);
  }
}

/** A copy in parts of this very source that was begun earlier; `null` where there is none to go on with, and nothing of another is left. */
async function findNote(item: CopyItem, source: SourceVersion, how: How): Promise<PartsNote | null> {
  const note = item.context.items.begun(item.index)?.base as CopyNote | undefined;
  if (!note) return null;
  const isThis = note.key === item.key && note.stage === 'parts' && note.how === how;
  if (isThis && bareEtag(note.etag) === bareEtag(source.etag)) return note;
  await abandonCopy(item);
  return null;
}

/**
 * The parts that the store has of a copy that was begun: its word counts, and where it may not be asked, or knows nothing of it, what was
 * remembered. How a copy goes on of which the upload is gone, its end says.
 */
async function partsOf(item: CopyItem, note: PartsNote, size: number): Promise<readonly SentPart[]> {
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
export async function abandonCopy({ port, bucket, index, context }: UploadItem): Promise<void> {
  const note = context.items.begun(index)?.base as CopyNote | undefined;
  if (!note) return;
  if (note.stage === 'parts') {
    const { uploadId, key } = note;
    await port.abortUpload({ bucket, key, uploadId, signal: AbortSignal.timeout(ABANDON_MS) });
  }
  context.items.settle(index);
}
