import { setImmediate as otherWork } from 'node:timers/promises';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { sharedAbort } from '../../abort.ts';
import type { UploadRequest, Written } from '../port.ts';
import { BodyCheck, type CheckedBody } from './body-check.ts';
import { MultipartUpload } from './multipart.ts';
import type { WireClient } from './requests.ts';

/** Parts being read or under way at a time: as many are in memory. */
const PARTS_AT_ONCE = 4;
/** Summing up more in one go would keep the engine from everything else for too long. */
const SUMMED_AT_ONCE = 1_048_576;

/** Writes an object in parts. */
export async function uploadInParts(client: WireClient, quirks: Quirks, request: UploadRequest): Promise<Written> {
  const failed = sharedAbort();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const upload = new MultipartUpload(client, quirks, request);
  const missing = missingParts(request);
  const checksum = partChecksum(request, quirks);
  const underWay = new Set<Promise<void>>();
  let firstError: unknown;

  /** The first failure stops the others too. */
  async function send(number: number): Promise<void> {
    try {
      signal.throwIfAborted();
      const bytes = await request.part(number);
      signal.throwIfAborted();
      await upload.send(number, bytes, await checked(bytes, checksum), signal);
      request.release?.(bytes);
    } catch (error) {
      firstError ??= error;
      failed.abort(error);
    }
  }

  await upload.begin(signal);
  for (const number of missing) {
    // Under a limit several share what one could have: none of them is through for long, and a pause loses what all of them sent.
    while (underWay.size >= (client.limitsUploads ? 1 : PARTS_AT_ONCE)) await Promise.race(underWay);
    if (firstError !== undefined) break;
    const sending = send(number).finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
  await Promise.all(underWay);
  if (firstError !== undefined) throw firstError;
  await request.beforeComplete();
  signal.throwIfAborted();
  return upload.complete(signal);
}

/** The numbers of the parts that the store does not have, shared by all who send. */
function* missingParts({ size, partSize, begun }: UploadRequest): Generator<number> {
  const sent = new Set(begun?.parts.map((part) => part.number));
  const count = Math.ceil(size / partSize);
  for (let number = 1; number <= count; number += 1) if (!sent.has(number)) yield number;
}

/** All parts of an upload bear the same kind of checksum: AWS refuses another one than the first had, also none. */
function partChecksum({ begun }: UploadRequest, { bodyChecksum }: Quirks): Quirks['bodyChecksum'] {
  const [first] = begun?.parts ?? [];
  if (!first) return bodyChecksum;
  if (first.crc32 !== undefined) return 'crc32';
  return bodyChecksum === 'crc32' ? 'md5' : bodyChecksum;
}

async function checked(bytes: Uint8Array, kind: Quirks['bodyChecksum']): Promise<CheckedBody> {
  const check = new BodyCheck(kind);
  for (let from = 0; from < bytes.length; from += SUMMED_AT_ONCE) {
    if (from > 0) await otherWork();
    check.update(bytes.subarray(from, from + SUMMED_AT_ONCE));
  }
  return check.done();
}
