import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { statusOf } from '../errors.ts';
import { etagKind } from '../etag.ts';
import { bodyLength, partLength, toldLength } from '../object-length.ts';
import type { GetRequest, ObjectAddress, ObjectBody, ObjectInfo } from '../port.ts';

/** How a store answers to a number of a part where it knows no such thing. */
const NOT_UNDERSTOOD: ReadonlySet<number> = new Set([400, 405, 416, 501]);

type Address = ObjectAddress & { readonly signal: AbortSignal };

/** What a store has under a key. */
export async function headObject(
  client: S3Client,
  quirks: Quirks,
  { bucket, key, signal }: Address,
): Promise<ObjectInfo> {
  const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  return infoOf(answer, toldLength(answer.ContentLength), quirks);
}

/** Bytes of the first part of an object that was put in parts; `null` where the store does not tell. */
export async function firstPartBytes(
  client: S3Client,
  { bucket, key, ifMatch, signal }: Address & { readonly ifMatch: string },
): Promise<number | null> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, IfMatch: ifMatch, PartNumber: 1 });
  try {
    const answer = await client.send(command, { abortSignal: signal });
    // Without it the number was ignored, and the length is that of the whole.
    return answer.PartsCount === undefined ? null : partLength(answer.ContentLength);
  } catch (error) {
    if (!NOT_UNDERSTOOD.has(statusOf(error) ?? 0)) throw error;
    return null;
  }
}

/** An object, or a range of it. */
export async function getObject(client: S3Client, quirks: Quirks, request: GetRequest): Promise<ObjectBody> {
  const { range } = request;
  const answer = await client.send(
    new GetObjectCommand({
      Bucket: request.bucket,
      Key: request.key,
      ...(range && { Range: `bytes=${range.first}-${range.last}` }),
      ...(request.ifMatch !== undefined && { IfMatch: request.ifMatch }),
    }),
    { abortSignal: request.signal },
  );
  // In Node the body is a stream.
  const body = answer.Body as unknown as Readable;
  const length = bodyLength(answer.ContentLength, request.key, body);
  const whole = Number(answer.ContentRange?.split('/')[1] ?? Number.NaN);
  return {
    ...infoOf(answer, Number.isSafeInteger(whole) ? whole : length, quirks),
    length,
    body,
  };
}

/** What an answer tells of an object. */
export function infoOf(
  answer: Pick<HeadObjectCommandOutput, 'ETag' | 'LastModified' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'>,
  size: number,
  quirks: Quirks,
): ObjectInfo {
  const etag = answer.ETag ?? '';
  const encryption = {
    serverSide: answer.ServerSideEncryption ?? '',
    customerKey: answer.SSECustomerAlgorithm !== undefined,
  };
  return {
    size,
    etag,
    etagKind: etagKind(etag, encryption, quirks),
    modified: answer.LastModified?.getTime() ?? 0,
  };
}
