import type { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StorageSettings } from '../../protocol.ts';
import { checkAddressable } from '../address.ts';
import { type RequestSubject, storageError } from '../errors.ts';
import type { StorageKeys } from '../keys.ts';
import type { GetRequest, ObjectAddress, ObjectBody, ObjectInfo, S3Port } from '../port.ts';
import { createClient } from './client.ts';
import { Deleter } from './delete.ts';
import { listPage } from './list.ts';
import { putObject } from './put.ts';
import { uploadInParts } from './upload.ts';

/** The S3Port over @aws-sdk/client-s3. */
export function createSdkPort(storage: StorageSettings, keys: StorageKeys): S3Port {
  const client = createClient(storage, keys);
  const host = storage.endpoint === undefined ? `s3.${storage.region}.amazonaws.com` : new URL(storage.endpoint).host;

  const deleter = new Deleter(client, host);

  async function mapped<T>(
    request: { readonly bucket: string; readonly key?: string; readonly prefix?: string },
    intent: RequestSubject['intent'],
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      checkAddressable(request.key ?? request.prefix ?? '');
      return await work();
    } catch (error) {
      throw storageError(error, { bucket: request.bucket, key: request.key ?? '', host, intent });
    }
  }

  return {
    listPage: (request) => mapped(request, 'list', () => listPage(client, request)),
    getObject: (request) => mapped(request, 'read', () => getObject(client, request)),
    headObject: (request) => mapped(request, 'read', () => headObject(client, request)),
    putObject: (request) => mapped(request, 'write', () => putObject(client, request)),
    upload: (request) => mapped(request, 'write', () => uploadInParts(client, request)),
    deleteObjects: (request) => mapped(request, 'delete', () => deleter.delete(request)),
    destroy: () => client.destroy(),
  };
}

async function headObject(
  client: S3Client,
  { bucket, key, signal }: ObjectAddress & { readonly signal: AbortSignal },
): Promise<ObjectInfo> {
  const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  return {
    size: answer.ContentLength ?? 0,
    etag: answer.ETag ?? '',
    modified: answer.LastModified?.getTime() ?? 0,
  };
}

async function getObject(client: S3Client, request: GetRequest): Promise<ObjectBody> {
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
  const length = answer.ContentLength ?? 0;
  const whole = Number(answer.ContentRange?.split('/')[1] ?? Number.NaN);
  return {
    size: Number.isSafeInteger(whole) ? whole : length,
    length,
    etag: answer.ETag ?? '',
    modified: answer.LastModified?.getTime() ?? 0,
    // In Node the body is a stream.
    body: answer.Body as unknown as Readable,
  };
}
