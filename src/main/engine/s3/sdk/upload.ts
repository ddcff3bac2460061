import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { untoldEtag } from '../etag.ts';
import { detailHeaders } from '../kept-details.ts';
import type { UploadRequest, Written } from '../port.ts';
import { tellingBytes } from '../sent-bytes.ts';
import { hearingSent } from './attempts.ts';
import { sendBegin, sendComplete } from './multipart.ts';
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
        const { answer, isRepeated } = await sendBegin(client, command, signal);
        request.onBegun(answer.UploadId ?? '', isRepeated);
        return answer;
      }
      if (command instanceof UploadPartCommand) {
        const number = command.input.PartNumber ?? 0;
        const known = sent.get(number);
        if (known) return { ETag: known.etag, $metadata: {} };
        const { byteLength } = command.input.Body as Uint8Array;
        const answer = await tellingBytes(request.onBytes, byteLength, (onSent) =>
          client.send(hearingSent(command, onSent), { abortSignal: signal }),
        );
        request.onPart({ number, etag: answer.ETag ?? '' });
        return answer;
      }
      if (command instanceof CompleteMultipartUploadCommand) {
        await request.beforeComplete();
        const answer = await sendComplete(client, command, request.begun !== null, signal);
        const parts = command.input.MultipartUpload?.Parts ?? [];
        const untold = untoldEtag(
          parts.map(({ ETag = '' }) => ETag),
          quirks,
        );
        written = writtenOf({ ...answer, ETag: answer.ETag ?? untold ?? '' }, quirks);
        return answer;
      }
      // A body that fits into one part goes in one request, which nobody can take back.
      if (command instanceof PutObjectCommand) {
        const body = command.input.Body as Uint8Array;
        await request.beforeComplete();
        written = await putObject(client, quirks, { ...request, body, signal });
        request.onPart({ number: 1, etag: written.etag });
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
