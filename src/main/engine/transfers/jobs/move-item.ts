import { PailError, toFailure } from '../../../../shared/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectInfo } from '../../s3/port.ts';
import { writeError } from '../local/local-errors.ts';
import { leave } from './beginnings.ts';
import { type CopiedNote, type CopyItem, type CopyNote, isOtherContent, targetInfo } from './copy-item.ts';
import { makeCopy } from './make-copy.ts';
import type { Removals } from './removals.ts';
import { presence } from './upload-item.ts';

/**
 * Moves an object: copies it, looks whether the copy is what it should be, remembers that on the disk, and only then deletes the
 * source, if that is still what was copied. Whatever goes wrong on the way, the object is at one of the two places.
 */
export async function moveItem(item: CopyItem, removals: Removals): Promise<void> {
  const { context, index } = item;
  const { items } = context;
  let copied = await copiedBefore(item);
  if (!copied) {
    copied = await makeCopy(item);
    await checkCopy(item, copied);
    items.begin(index, copied);
    await context.commit().catch((error: unknown) => {
      throw writeError(error, item.name);
    });
  }
  await removeSource(item, copied, removals);
  leave(items, index, copied.left ?? null);
}

/** The copy that an earlier try made, if it is there still. */
async function copiedBefore(item: CopyItem): Promise<CopiedNote | null> {
  const { items } = item.context;
  const note = items.begun(item.index)?.base as CopyNote | undefined;
  if (note?.stage !== 'copied') return null;
  const there = note.key === item.key ? await targetInfo(item) : null;
  if (there && isTheCopy(there, note)) {
    item.context.progress(item.index, note.source.size);
    return note;
  }
  leave(items, item.index, note.left ?? null);
  return null;
}

/** Throws where what is at the target is not the copy that was made. */
async function checkCopy({ port, bucket, key, name, context }: CopyItem, copied: CopiedNote): Promise<void> {
  const there = await port.headObject({ bucket, key, signal: context.signal });
  if (!isTheCopy(there, copied)) throw new PailError('checksum-mismatch', { subject: name });
}

function isTheCopy(there: ObjectInfo, { etag, source }: CopiedNote): boolean {
  return !isOtherContent(there, source) && (etag === '' || bareEtag(there.etag) === bareEtag(etag));
}

/** Deletes the source of a copy. One that is gone already is what was wanted; one that is another one by now stays. */
async function removeSource(item: CopyItem, { source, left }: CopiedNote, removals: Removals): Promise<void> {
  const now = await sourceInfo(item);
  if (!now) return;
  const isSame = bareEtag(now.etag) === bareEtag(source.etag) && now.size === source.size;
  if (!isSame || now.modified !== source.modified) {
    leave(item.context.items, item.index, left ?? null);
    throw new PailError('object-changed', { subject: item.name });
  }
  await removals.remove(item.source, item.context.signal);
}

async function sourceInfo({ source, context }: CopyItem): Promise<ObjectInfo | null> {
  const { port, bucket, key } = source;
  try {
    return await port.headObject({ bucket, key, signal: context.signal });
  } catch (error) {
    // A role for one prefix is told by a listing only that a key is not there.
    const mayBeGone = ['no-such-key', 'access-denied'].includes(toFailure(error).code);
    if (mayBeGone && (await presence({ ...source, context })) === 'absent') return null;
    throw error;
  }
}
