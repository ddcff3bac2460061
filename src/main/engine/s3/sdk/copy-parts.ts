import { type S3Client, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { sharedAbort } from '../../abort.ts';
import type { SentPart } from '../begun-upload.ts';
import { copySource } from '../copy-source.ts';
import type { CopiedObject, CopyInPartsRequest } from '../copying.ts';
import { shownName, statusOf } from '../errors.ts';
import { LAST_WORD_MS } from '../last-word.ts';
import { aboutSource, hasEtag, made } from './copy.ts';
import { beginUpload, completeUpload } from './multipart.ts';
import { abortUpload } from './unfinished.ts';

const PARTS_AT_ONCE = 4;

/** A part that is to be copied: its number and its bytes, both included. */
interface PartRange {
  readonly number: number;
  readonly first: number;
  readonly last: number;
}

/** Copies an object in parts. */
export async function copyInParts(
  client: S3Client,
  quirks: Quirks,
  request: CopyInPartsRequest,
): Promise<CopiedObject> {
  const { bucket, key, source, begun, signal } = request;
  const known = new Map((begun?.parts ?? []).map((part) => [part.number, part]));
  let uploadId = begun?.uploadId ?? null;
  try {
    uploadId ??= await beginUpload(client, request);
    const parts = await new PartCopies(client, quirks, request, uploadId).all(known);
    // Not every store heeds the condition that each part bears, and parts of two objects would make a third.
    if (!(await hasEtag(client, source, signal))) throw changed(source.key);
    await request.beforeComplete();
    signal.throwIfAborted();
    return await completeUpload(client, quirks, { ...request, uploadId, parts, mayBeComplete: begun !== null });
  } catch (error) {
    if (uploadId !== null && !request.keep()) await abandon(client, { bucket, key, uploadId });
    throw error;
  }
}

/** The copying of the parts of one object. */
class PartCopies {
  readonly #client: S3Client;
  readonly #quirks: Quirks;
  readonly #request: CopyInPartsRequest;
  readonly #uploadId: string;
  /** Cloudflare R2 has no conditions for copies of parts, and stores answer 501 to what they do not have. */
  #sendsCondition = true;

  constructor(client: S3Client, quirks: Quirks, request: CopyInPartsRequest, uploadId: string) {
    this.#client = client;
    this.#quirks = quirks;
    this.#request = request;
    this.#uploadId = uploadId;
  }

  /** Copies all that are not known; the first failure stops the others too. Answers all, by their numbers. */
  async all(known: ReadonlyMap<number, SentPart>): Promise<readonly SentPart[]> {
    const parts: SentPart[] = [];
    const failed = sharedAbort();
    const signal = AbortSignal.any([this.#request.signal, failed.signal]);
    const ranges = rangesOf(this.#request);
    let firstError: unknown;
    const worker = async (): Promise<void> => {
      try {
        for (const range of ranges) {
          signal.throwIfAborted();
          parts.push(known.get(range.number) ?? (await this.#copy(range, signal)));
        }
      } catch (error) {
        firstError ??= error;
        failed.abort(error);
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
    if (firstError !== undefined) throw firstError;
    return parts.sort((a, b) => a.number - b.number);
  }

  async #copy(range: PartRange, signal: AbortSignal): Promise<SentPart> {
    const etag = await this.#send(range, signal);
    const part = { number: range.number, etag };
    this.#request.onPart(part);
    this.#request.onBytes(range.last - range.first + 1);
    return part;
  }

  async #send(range: PartRange, signal: AbortSignal): Promise<string> {
    const { bucket, key, source } = this.#request;
    const isConditional = this.#sendsCondition;
    const command = new UploadPartCopyCommand({
      Bucket: bucket,
      Key: key,
      UploadId: this.#uploadId,
      PartNumber: range.number,
      CopySource: copySource(source),
      CopySourceRange: `bytes=${range.first}-${range.last}`,
      ...(isConditional && { CopySourceIfMatch: source.ifMatch }),
    });
    try {
      const answer = await this.#client.send(command, { abortSignal: signal });
      return made(answer.CopyPartResult?.ETag, answer, this.#quirks, { key }).etag;
    } catch (error) {
      if (!isConditional || statusOf(error) !== 501) throw aboutSource(error, source);
      this.#sendsCondition = false;
      return this.#send(range, signal);
    }
  }
}

/** The parts of the whole object, in order. Each is given out once, whoever asks. */
function* rangesOf({ size, partSize }: CopyInPartsRequest): Generator<PartRange, void> {
  for (let first = 0, number = 1; first < size; first += partSize, number += 1) {
    yield { number, first, last: Math.min(first + partSize, size) - 1 };
  }
}

/** Takes back what was begun. Never rejects. */
async function abandon(
  client: S3Client,
  upload: { readonly bucket: string; readonly key: string; readonly uploadId: string },
): Promise<void> {
  try {
    // The cleaning up must not be cancelled by what it cleans up after.
    await abortUpload(client, { ...upload, signal: AbortSignal.timeout(LAST_WORD_MS) });
  } catch {
    // What made us give up is the failure to tell. An upload that stays is the store's to expire.
  }
}

function changed(key: string): PailError {
  return new PailError('object-changed', { subject: shownName(key) });
}
