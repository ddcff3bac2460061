import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { statusOf } from '../errors.ts';
import { bareEtag, partsEtag } from '../etag.ts';
import { detailHeaders } from '../kept-details.ts';
import { lastWord } from '../last-word.ts';
import type { UploadRequest, Written } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';
import { putObject, type WriteQuirks, writtenOf } from './put.ts';
import { withHeaders } from './with-headers.ts';

const PARTS_AT_ONCE = 4;

/**
 * A multipart upload through lib-storage. The client it gets is a veil over the real one: it adds the abort signal (which
 * lib-storage does not pass on, so parts under way would run to their end), stops the other parts when one fails, asks
 * `beforeComplete`, and answers by itself for what the store has of an upload that was begun earlier.
 */
export async function uploadInParts(client: S3Client, quirks: WriteQuirks, request: UploadRequest): Promise<Written> {
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const sent = new Map(request.begun?.parts.map((part) => [part.number, part]));
  let firstError: unknown;
  let written: Written = { etag: '' };

  const stop = (error: unknown): never => {
    firstError ??= error;
    failed.abort(error);
    throw error;
  };
  // biome-ignore lint/suspicious/noExplicitAny: `send` has an overload per command; the veil passes all of them through
  const send = async (command: any): Promise<any> => {
    try {
      if (command instanceof CreateMultipartUploadCommand) {
        if (request.begun) return { UploadId: request.begun.uploadId, $metadata: {} };
        withHeaders(command, detailHeaders(request.details, request.key));
        const answer = await begin(client, command, signal);
        request.onBegun(answer.UploadId ?? '');
        return answer;
      }
      if (command instanceof UploadPartCommand) {
        const number = command.input.PartNumber ?? 0;
        const known = sent.get(number);
        if (known) return { ETag: known.etag, $metadata: {} };
        const answer = await client.send(command, { abortSignal: signal });
        request.onPart({ number, etag: answer.ETag ?? '' }, (command.input.Body as Uint8Array).byteLength);
        return answer;
      }
      if (command instanceof CompleteMultipartUploadCommand) {
        await request.beforeComplete();
        const answer = await complete(client, command, request.begun !== null, signal);
        written = writtenOf(answer, quirks);
        return answer;
      }
      // A body that fits into one part goes in one request, which nobody can take back.
      if (command instanceof PutObjectCommand) {
        const body = command.input.Body as Uint8Array;
        await request.beforeComplete();
        written = await putObject(client, quirks, { ...request, body, signal });
        request.onPart({ number: 1, etag: written.etag }, body.byteLength);
        return { $metadata: {} };
      }
      return await client.send(command, { abortSignal: signal });
    } catch (error) {
      return stop(error);
    }
  };
  const veiled: S3Client = Object.create(client, { send: { value: send } });

  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      const count = Math.ceil(request.size / request.partSize);
      for (let number = 1; number <= count; number += 1) {
        signal.throwIfAborted();
        const bytes = Math.min(request.partSize, request.size - (number - 1) * request.partSize);
        // What the store has is not read again: something of its length stands for it.
        yield sent.has(number) ? Buffer.alloc(bytes) : await request.part(number);
      }
    } catch (error) {
      stop(error);
    }
  }

  const upload = new Upload({
    client: veiled,
    queueSize: PARTS_AT_ONCE,
    partSize: request.partSize,
    leavePartsOnError: true,
    params: {
      Bucket: request.bucket,
      Key: request.key,
      Body: Readable.from(body(), { objectMode: true, highWaterMark: 1 }),
      ContentType: request.contentType,
      ...(!request.overwrite && quirks.toleratesConditions && { IfNoneMatch: '*' }),
    },
  });
  try {
    await upload.done();
    return written;
  } catch (error) {
    throw firstError ?? error;
  }
}

/** Begins an upload. Cutting this off would leave one in the store whose id nobody knows. */
async function begin(
  client: S3Client,
  command: CreateMultipartUploadCommand,
  signal: AbortSignal,
): Promise<CreateMultipartUploadCommandOutput> {
  const late = lastWord(signal);
  try {
    return await client.send(command, { abortSignal: late.signal });
  } finally {
    late.release();
  }
}

/** Makes the object appear. `isLater`: an earlier request may have done it. */
async function complete(
  client: S3Client,
  command: CompleteMultipartUploadCommand,
  isLater: boolean,
  signal: AbortSignal,
): Promise<CompleteMultipartUploadCommandOutput> {
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    return await client.send(command, { abortSignal: signal });
  } catch (error) {
    // An attempt whose answer was lost may have done it: then the next one finds the object in its way, or no upload.
    const mayBeOurs = (isLater || attempts > 1) && [404, 412].includes(statusOf(error) ?? 0);
    const etag = mayBeOurs ? await completedEtag(client, command, signal) : null;
    if (etag === null) throw error;
    return { ETag: etag, $metadata: {} };
  }
}

/** The ETag of the object under the key, if it was made of exactly these parts; `null` also where nobody lets us see. */
async function completedEtag(
  client: S3Client,
  { input }: CompleteMultipartUploadCommand,
  signal: AbortSignal,
): Promise<string | null> {
  const parts = input.MultipartUpload?.Parts ?? [];
  const etag = partsEtag(parts.map((part) => part.ETag ?? ''));
  try {
    const address = { Bucket: input.Bucket, Key: input.Key };
    const head = await client.send(new HeadObjectCommand(address), { abortSignal: signal });
    return head.ETag !== undefined && bareEtag(head.ETag) === etag ? head.ETag : null;
  } catch {
    // The refusal to complete is the failure to tell, not what kept us from looking behind it.
    signal.throwIfAborted();
    return null;
  }
}
