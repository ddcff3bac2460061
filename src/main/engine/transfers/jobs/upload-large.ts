import { toFailure } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { MemoryPool } from '../../memory-pool.ts';
import type { OnBegun } from '../../s3/begun-upload.ts';
import type { Written } from '../../s3/port.ts';
import type { LocalFile } from '../local/local-file.ts';
import { goesOn } from '../parking.ts';
import { beginning, remembered } from './beginnings.ts';
import { abandonUpload, bytesOfParts, findBegun, type UploadNote } from './begun-file.ts';
import { namedType, UNKNOWN_TYPE } from './content-types.ts';
import { SNIFFED_BYTES, sniffedType } from './sniffed-type.ts';
import { checkDifferent, checkFree, PART_BYTES, partMemory, replaces, type UploadItem } from './upload-item.ts';

const MEBIBYTE = 1_048_576;

/** The size of parts for a file: 8 MiB, or more where the store's number of parts would not reach; whole MiB. */
export function partSizeFor(
  size: number,
  { minPartBytes, maxParts }: Pick<Quirks, 'minPartBytes' | 'maxParts'>,
): number {
  const needed = Math.ceil(size / maxParts / MEBIBYTE) * MEBIBYTE;
  return Math.max(PART_BYTES, minPartBytes, needed);
}

/**
 * Uploads a file in parts, or goes on with that. What stops for now can be gone on with. That nothing is left of what was begun is
 * the caller's to say, together with its being done: in between nobody would know whose the object is.
 */
export async function putLarge(item: UploadItem, file: LocalFile): Promise<void> {
  const { port, bucket, key, name, context, index } = item;
  const { items, signal } = context;
  const quirks = await port.quirks(signal);
  const begun = await findBegun(item, file);
  if (begun?.written) {
    context.kept(index, file.size);
    items.receipt(index, begun.written);
    return;
  }
  const partSize = begun?.note.partSize ?? partSizeFor(file.size, quirks);
  if (!begun) {
    await checkDifferent(item, file);
    await checkFree(item, quirks.conditionalComplete);
  }
  const contentType = begun?.upload ? UNKNOWN_TYPE : await largeType(name, file);
  const memory = partSize === PART_BYTES ? partMemory : new MemoryPool(partSize, 1);
  context.kept(index, bytesOfParts(begun?.upload.parts ?? [], partSize, file.size));
  const send = (onBegun: OnBegun): Promise<Written> =>
    port.upload({
      bucket,
      key,
      size: file.size,
      partSize,
      part: (number) => file.part(number, partSize, memory),
      release: (part) => memory.release(part),
      contentType,
      overwrite: replaces(item),
      begun: begun?.upload ?? null,
      onBegun,
      onPart: (part) => items.step(index, part),
      onBytes: (bytes) => context.progress(index, bytes),
      beforeComplete: async () => {
        await file.checkUnchanged();
        // Where the store ignores If-None-Match when an upload in parts completes, it would overwrite.
        if (!quirks.conditionalComplete) await checkFree(item, false);
        // By its parts it is known again, should nobody hear the answer.
        await remembered(item);
      },
      signal,
    });
  const asked: UploadNote = {
    uploadId: null,
    key,
    partSize,
    file: await file.identity(),
    askedAt: port.storeTime(),
  };
  try {
    const written = await (begun ? send(() => undefined) : beginning(item, asked, send));
    items.receipt(index, written);
  } catch (error) {
    if (goesOn(error, context)) throw error;
    // What cannot be taken back now stays remembered, and is told as unfinished.
    await abandonUpload(item).catch(() => undefined);
    // The store forgot what it had: some forget what is not completed in some days.
    const isForgotten = begun !== null && toFailure(error).code === 'no-such-upload';
    if (!isForgotten || items.begun(index)) throw error;
    await putLarge(item, file);
  }
}

/** What a large file is served as: the store wants to know before the rest is read, so that its beginning must tell. */
async function largeType(name: string, file: LocalFile): Promise<string> {
  const named = namedType(name);
  if (named !== null) return named;
  const isWhole = file.size <= SNIFFED_BYTES;
  return sniffedType(await file.read(0, Math.min(file.size, SNIFFED_BYTES)), isWhole) ?? UNKNOWN_TYPE;
}
