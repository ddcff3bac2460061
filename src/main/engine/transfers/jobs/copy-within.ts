import { PailError, toFailure } from '../../../../shared/errors.ts';
import { copiesInParts, copyPartSize } from '../../s3/copy-size.ts';
import type { ObjectDetails } from '../../s3/copying.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { Written } from '../../s3/port.ts';
import type { CopyItem } from './copy-item.ts';
import { abandonCopy, inParts } from './copy-parts.ts';
import { sendThrough } from './send-through.ts';
import { checkFree, replaces } from './upload-item.ts';

/** Lets the store copy an object; what it cannot copy by itself goes through here. */
export async function copyWithin(item: CopyItem, details: ObjectDetails): Promise<Written> {
  const { port, context, copyLimit } = item;
  const quirks = await port.quirks(context.signal);
  if (copiesInParts(details.size, quirks, copyLimit))
    return copyParts(item, details, copyPartSize(details.size, quirks));
  try {
    return await copyWhole(item, details, quirks.conditionalCopy);
  } catch (error) {
    // Without copies of parts some stores copy any size in one request, and others refuse what is too large.
    const isTooLarge = details.size > copyLimit && toFailure(error).code === 'storage-refused';
    if (!isTooLarge) throw error;
    return sendThrough(item, details);
  }
}

async function copyWhole(item: CopyItem, details: ObjectDetails, conditional: boolean): Promise<Written> {
  const { port, bucket, key, source, context } = item;
  // Begun of another source that was there before, and was larger.
  await abandonCopy(item);
  if (!conditional) await checkFree(item, false);
  const copied = await port.copyObject({
    bucket,
    key,
    source: { bucket: source.bucket, key: source.key, ifMatch: details.etag },
    overwrite: replaces(item),
    keep: details,
    signal: context.signal,
  });
  // Not every store heeds the condition.
  const isOther =
    copied.etagKind === 'md5' && details.etagKind === 'md5' && bareEtag(copied.etag) !== bareEtag(details.etag);
  if (isOther) throw new PailError('object-changed', { subject: item.name });
  return copied;
}

async function copyParts(item: CopyItem, details: ObjectDetails, partSize: number): Promise<Written> {
  const { port, bucket, key, source, context } = item;
  const { signal } = context;
  const from = { bucket: source.bucket, key: source.key };
  const tags = details.tagCount === 0 ? [] : await source.port.objectTags({ ...from, signal });
  return inParts(item, details, 'copy', partSize, (parts) =>
    port.copyInParts({
      ...parts,
      bucket,
      key,
      source: { ...from, ifMatch: details.etag },
      size: details.size,
      details,
      tags: tags ?? [],
      overwrite: replaces(item),
      // Whether it is gone on with, the error tells, which this question does not know.
      keep: () => true,
      signal,
    }),
  );
}
