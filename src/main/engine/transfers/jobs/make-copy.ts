import { PailError } from '../../../../shared/errors.ts';
import type { ObjectDetails } from '../../s3/copying.ts';
import { objectLength } from '../../s3/object-length.ts';
import type { ObjectInfo } from '../../s3/port.ts';
import { unheardBeside } from './beginnings.ts';
import { type CopiedNote, type CopyItem, type CopyNote, isSameContent, isWithin, targetInfo } from './copy-item.ts';
import { abandonCopy } from './copy-parts.ts';
import { copyWithin } from './copy-within.ts';
import { sendThrough } from './send-through.ts';
import { replaces } from './upload-item.ts';

/**
 * Copies an object, with what is written on it, to where nothing is, or where what is there is to be replaced: `target-exists`,
 * `target-same`, `object-changed` where the source becomes another one meanwhile, `target-invalid` for a copy onto itself. What it
 * began and ended stays in the notes of the item, for the caller to settle.
 */
export async function makeCopy(item: CopyItem): Promise<CopiedNote> {
  const { source, context, index, key } = item;
  const { items, signal } = context;
  const details = await source.port.objectDetails({ bucket: source.bucket, key: source.key, signal });
  const { etag, etagKind, modified } = details;
  const size = objectLength(details.size, source.key);
  items.resize(index, size);
  const noteOf = (made: { readonly etag: string }): CopiedNote => {
    context.progress(index, size - items.bytesDoneOf(index));
    const note = items.begun(index)?.base as CopyNote | undefined;
    const left = note?.stage === 'parts' && unheardBeside(note);
    return { stage: 'copied', key, etag: made.etag, source: { size, etag, etagKind, modified }, ...(left && { left }) };
  };
  const there = await madeAlready(item, details);
  if (there) {
    await abandonCopy(item);
    return noteOf(there);
  }
  const made = await (isWithin(item) ? copyWithin(item, details) : sendThrough(item, details));
  items.receipt(index, made);
  return noteOf(made);
}

/** What is at the target, where that is as good as a copy. Throws what speaks against making one. */
async function madeAlready(item: CopyItem, details: ObjectDetails): Promise<ObjectInfo | null> {
  const { bucket, key, name, source, context, index } = item;
  const isFolder = name.endsWith('/') && details.size === 0;
  const onlyDifferent = context.items.choice(index) === 'different';
  // One store may be reached by two addresses, and what is copied onto itself would be deleted as the source of a move.
  const mayBeItself = !isWithin(item) && bucket === source.bucket && key === source.key;
  const mayBeOurs = context.mayBeDone(index) && !replaces(item);
  if (!isFolder && !onlyDifferent && !mayBeItself && !mayBeOurs) return null;
  const there = await targetInfo(item);
  if (!there) return null;
  if (mayBeItself && isSameContent(there, details) && there.modified === details.modified) {
    throw new PailError('target-invalid', { subject: name, reason: 'it is there already' });
  }
  if (isFolder) return there;
  if (!isSameContent(there, details)) return null;
  if (mayBeOurs) return there;
  if (onlyDifferent) throw new PailError('target-same', { subject: name });
  return null;
}
