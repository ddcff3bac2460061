import { createHash } from 'node:crypto';
import { PailError } from '../../../../shared/errors.ts';
import { MemoryPool } from '../../memory-pool.ts';
import type { ObjectDetails } from '../../s3/copying.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { CarriedDetails } from '../../s3/kept-details.ts';
import type { Written } from '../../s3/port.ts';
import { bytesOf } from './begun-file.ts';
import { namedType, UNKNOWN_TYPE } from './content-types.ts';
import type { CopyItem } from './copy-item.ts';
import { abandonCopy, inParts } from './copy-parts.ts';
import { readObject } from './read-object.ts';
import { sentCheck } from './sent-check.ts';
import { checkFree, LARGE_BYTES, PART_BYTES, partMemory, replaces } from './upload-item.ts';

/**
 * Copies an object where the store cannot: its bytes come here and go on from here. Kept are its content type, what its owner wrote on
 * it and the other headers; not its tags and its storage class, which need not mean anything to the other store.
 */
export function sendThrough(item: CopyItem, details: ObjectDetails): Promise<Written> {
  return details.size > LARGE_BYTES ? sendLarge(item, details) : sendSmall(item, details);
}

async function sendSmall(item: CopyItem, details: ObjectDetails): Promise<Written> {
  const { port, bucket, key, source, context } = item;
  const { signal } = context;
  const { conditionalPut } = await port.quirks(signal);
  // Begun of another source that was there before, and was larger.
  await abandonCopy(item);
  if (!conditionalPut) await checkFree(item, false);
  const body = Buffer.allocUnsafe(details.size);
  await readObject(source, details.etag, 0, body, signal);
  const isDamaged =
    details.etagKind === 'md5' && createHash('md5').update(body).digest('hex') !== bareEtag(details.etag);
  if (isDamaged) throw new PailError('checksum-mismatch', { subject: item.name });
  const onBytes = (bytes: number): void => context.progress(item.index, bytes);
  return port.putObject({ bucket, key, body, ...carried(item, details), overwrite: replaces(item), onBytes, signal });
}

async function sendLarge(item: CopyItem, details: ObjectDetails): Promise<Written> {
  const { port, bucket, key, source, context } = item;
  const { signal } = context;
  const { size, etag } = details;
  const quirks = await port.quirks(signal);
  const check = await sentCheck(source, details, quirks, signal);
  return inParts(item, details, 'send', check.partSize, (work) => {
    const { partSize, begun } = work;
    const memory = partSize === PART_BYTES ? partMemory : new MemoryPool(partSize, 1);
    // Of parts that were sent earlier nothing is known here but that the store verified them.
    const seesAll = begun === null;
    return port.upload({
      ...work,
      bucket,
      key,
      size,
      ...carried(item, details),
      overwrite: replaces(item),
      part: async (number) => {
        const read = async (): Promise<Buffer> => {
          const bytes = memory.take(bytesOf(number, partSize, size));
          await readObject(source, etag, (number - 1) * partSize, bytes, signal);
          return bytes;
        };
        return seesAll ? check.part(number, read()) : read();
      },
      release: (part) => memory.release(part),
      beforeComplete: async () => {
        if (seesAll && !check.isGood()) throw new PailError('checksum-mismatch', { subject: item.name });
        await work.beforeComplete();
      },
      signal,
    });
  });
}

function carried(item: CopyItem, details: ObjectDetails): { contentType: string; details: CarriedDetails } {
  const { contentEncoding, contentLanguage, contentDisposition, cacheControl, expires, metadata } = details;
  return {
    contentType: details.contentType ?? namedType(item.name) ?? UNKNOWN_TYPE,
    details: { contentEncoding, contentLanguage, contentDisposition, cacheControl, expires, metadata },
  };
}
