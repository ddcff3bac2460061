import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { UploadRequest } from '../port.ts';

const PARTS_AT_ONCE = 4;
/** How long a cancelled upload waits for its beginning or its removal before it gives up on a silent store. */
const LAST_WORD_MS = 10_000;

/**
 * A multipart upload through lib-storage. The client it gets is a veil over the real one: it adds the abort signal (which
 * lib-storage does not pass on, so parts under way would run to their end), stops the other parts when one fails, and asks
 * `beforeComplete`. Whatever throws, lib-storage then aborts the multipart upload before the answer.
 */
export async function uploadInParts(client: S3Client, request: UploadRequest): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  let firstError: unknown;

  const stop = (error: unknown): never => {
    firstError ??= error;
    failed.abort(error);
    throw error;
  };
  // biome-ignore lint/suspicious/noExplicitAny: `send` has an overload per command; the veil passes all of them through
  const send = async (command: any): Promise<any> => {
    // The cleaning up must not be cancelled by what it cleans up after.
    if (command instanceof AbortMultipartUploadCommand) {
      return client.send(command, { abortSignal: AbortSignal.timeout(LAST_WORD_MS) });
    }
    try {
      // Cutting this one off would leave an upload in the store whose id nobody knows.
      if (command instanceof CreateMultipartUploadCommand) {
        return await client.send(command, { abortSignal: delayed(signal, LAST_WORD_MS) });
      }
      if (command instanceof CompleteMultipartUploadCommand) await request.beforeComplete();
      const answer = await client.send(command, { abortSignal: signal });
      if (command instanceof UploadPartCommand) request.onProgress((command.input.Body as Uint8Array).byteLength);
      return answer;
    } catch (error) {
      return stop(error);
    }
  };
  const veiled: S3Client = Object.create(client, { send: { value: send } });

  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of request.body) {
        signal.throwIfAborted();
        yield piece;
      }
    } catch (error) {
      stop(error);
    }
  }

  const upload = new Upload({
    client: veiled,
    queueSize: PARTS_AT_ONCE,
    partSize: request.partSize,
    params: {
      Bucket: request.bucket,
      Key: request.key,
      Body: Readable.from(watched(), { objectMode: true, highWaterMark: 1 }),
      ContentType: request.contentType,
      ...(!request.overwrite && { IfNoneMatch: '*' }),
    },
  });
  try {
    await upload.done();
  } catch (error) {
    throw firstError ?? error;
  }
}

/** A signal that follows another one after a while. */
function delayed(signal: AbortSignal, milliseconds: number): AbortSignal {
  const late = new AbortController();
  const follow = (): void => {
    setTimeout(() => late.abort(signal.reason), milliseconds).unref();
  };
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return late.signal;
}
