import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { statusOf } from '../errors.ts';
import { LAST_WORD_MS, lastWord } from '../last-word.ts';
import type { UploadRequest } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';
import { putObject } from './put.ts';

const PARTS_AT_ONCE = 4;

/**
 * A multipart upload through lib-storage. The client it gets is a veil over the real one: it adds the abort signal (which
 * lib-storage does not pass on, so parts under way would run to their end), stops the other parts when one fails, and asks
 * `beforeComplete`. Whatever throws, lib-storage then aborts the multipart upload before the answer.
 */
export async function uploadInParts(
  client: S3Client,
  quirks: Pick<Quirks, 'toleratesConditions'>,
  request: UploadRequest,
): Promise<void> {
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
      if (command instanceof CreateMultipartUploadCommand) return await begin(client, command, signal);
      if (command instanceof CompleteMultipartUploadCommand) {
        await request.beforeComplete();
        return await complete(client, command, signal);
      }
      // A body that fits into one part goes in one request, which nobody can take back.
      if (command instanceof PutObjectCommand) return await putWhole(client, quirks, request, command, signal);
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
      ...(!request.overwrite && quirks.toleratesConditions && { IfNoneMatch: '*' }),
    },
  });
  try {
    await upload.done();
  } catch (error) {
    throw firstError ?? error;
  }
}

async function putWhole(
  client: S3Client,
  quirks: Pick<Quirks, 'toleratesConditions'>,
  request: UploadRequest,
  { input }: PutObjectCommand,
  signal: AbortSignal,
): Promise<unknown> {
  const body = input.Body as Uint8Array;
  await request.beforeComplete();
  await putObject(client, quirks, { ...request, body, signal });
  request.onProgress(body.byteLength);
  return { $metadata: {} };
}

/** Begins an upload. Cutting this off would leave one in the store whose id nobody knows. */
async function begin(client: S3Client, command: CreateMultipartUploadCommand, signal: AbortSignal): Promise<unknown> {
  const late = lastWord(signal);
  try {
    return await client.send(command, { abortSignal: late.signal });
  } finally {
    late.release();
  }
}

/** Makes the object appear. */
async function complete(
  client: S3Client,
  command: CompleteMultipartUploadCommand,
  signal: AbortSignal,
): Promise<unknown> {
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    return await client.send(command, { abortSignal: signal });
  } catch (error) {
    // An attempt whose answer was lost may have done it: then the next one finds the object in its way, or no upload.
    const mayBeOurs = attempts > 1 && [404, 412].includes(statusOf(error) ?? 0);
    if (!mayBeOurs || !(await isCompleted(client, command, signal))) throw error;
    return { $metadata: {} };
  }
}

/** True when the object under the key was made of exactly these parts; false also where the store does not let us see. */
async function isCompleted(
  client: S3Client,
  { input }: CompleteMultipartUploadCommand,
  signal: AbortSignal,
): Promise<boolean> {
  const parts = input.MultipartUpload?.Parts ?? [];
  const digests = parts.map((part) => Buffer.from((part.ETag ?? '').replaceAll('"', ''), 'hex'));
  const etag = `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}`;
  try {
    const address = { Bucket: input.Bucket, Key: input.Key };
    const head = await client.send(new HeadObjectCommand(address), { abortSignal: signal });
    return head.ETag?.replaceAll('"', '') === etag;
  } catch {
    // The refusal to complete is the failure to tell, not what kept us from looking behind it.
    signal.throwIfAborted();
    return false;
  }
}
