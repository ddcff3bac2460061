import { setImmediate as otherWork } from 'node:timers/promises';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { sharedAbort } from '../../abort.ts';
import type { UploadRequest } from '../port.ts';
import { BodyCheck, type CheckedBody } from './body-check.ts';
import { MultipartUpload } from './multipart.ts';
import { type BodyPart, inParts } from './parts.ts';
import { putObject } from './put.ts';
import type { WireClient } from './requests.ts';

/** Parts being read or under way at a time: as many are in memory. */
const PARTS_AT_ONCE = 4;
/** Summing up more in one go would keep the engine from everything else for too long. */
const SUMMED_AT_ONCE = 1_048_576;

/** Writes a body in parts, or in one request where it is shorter than one. Whatever fails, nothing is left in the store. */
export async function uploadInParts(client: WireClient, quirks: Quirks, request: UploadRequest): Promise<void> {
  const parts = inParts(request.body, request.partSize);
  try {
    const first = await parts.next();
    const bytes = first.done ? new Uint8Array(0) : first.value.bytes;
    if (first.done || bytes.length < request.partSize) {
      await request.beforeComplete();
      await putObject(client, quirks, { ...request, body: bytes });
      request.onProgress(bytes.length);
    } else await sendInParts(client, quirks, request, first.value, parts);
  } finally {
    // Lets go of the body, also where it was not read to its end.
    await parts.return();
  }
}

async function sendInParts(
  client: WireClient,
  quirks: Quirks,
  request: UploadRequest,
  first: BodyPart,
  others: AsyncGenerator<BodyPart, void>,
): Promise<void> {
  const failed = sharedAbort();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const upload = new MultipartUpload(client, quirks, request);
  let firstError: unknown;

  /** Sends parts one after the other, beginning with `given`. The first failure stops the others too. */
  async function send(given: BodyPart | undefined): Promise<void> {
    try {
      for (let part = given ?? (await next()); part; part = await next()) {
        await upload.send(part, await checked(part.bytes, quirks), signal);
        request.onProgress(part.bytes.length);
        request.release?.(part.bytes);
      }
    } catch (error) {
      firstError ??= error;
      failed.abort(error);
    }
  }
  async function next(): Promise<BodyPart | undefined> {
    signal.throwIfAborted();
    const { value } = await others.next();
    signal.throwIfAborted();
    return value ?? undefined;
  }

  try {
    await upload.begin(signal);
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, (_, index) => send(index === 0 ? first : undefined)));
    if (firstError !== undefined) throw firstError;
    await request.beforeComplete();
    signal.throwIfAborted();
    await upload.complete(signal);
  } catch (error) {
    await upload.abandon();
    throw error;
  }
}

async function checked(bytes: Uint8Array, quirks: Quirks): Promise<CheckedBody> {
  const check = new BodyCheck(quirks.bodyChecksum);
  for (let from = 0; from < bytes.length; from += SUMMED_AT_ONCE) {
    if (from > 0) await otherWork();
    check.update(bytes.subarray(from, from + SUMMED_AT_ONCE));
  }
  return check.done();
}
