import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { statusOf } from '../errors.ts';
import type { PutRequest } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';

/** Writes an object in one request. */
export async function putObject(
  client: S3Client,
  { toleratesConditions }: Pick<Quirks, 'toleratesConditions'>,
  request: PutRequest,
): Promise<void> {
  const md5 = createHash('md5').update(request.body).digest();
  const command = new PutObjectCommand({
    Bucket: request.bucket,
    Key: request.key,
    Body: request.body,
    ContentType: request.contentType,
    // The one checksum of a body that every store verifies.
    ContentMD5: md5.toString('base64'),
    ...(!request.overwrite && toleratesConditions && { IfNoneMatch: '*' }),
  });
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    await client.send(command, { abortSignal: request.signal });
  } catch (error) {
    // An attempt whose answer was lost may have written the object that the next attempt found in its way.
    if (attempts < 2 || statusOf(error) !== 412 || !(await isThere(client, request, md5))) throw error;
  }
}

/** True when the store has exactly this content under the key; false also where it does not let us see. */
async function isThere(client: S3Client, request: PutRequest, md5: Buffer): Promise<boolean> {
  const address = { Bucket: request.bucket, Key: request.key };
  const options = { abortSignal: request.signal };
  try {
    const head = await client.send(new HeadObjectCommand(address), options);
    if (head.ContentLength !== request.body.byteLength) return false;
    if (head.ETag?.replaceAll('"', '') === md5.toString('hex')) return true;
    // Not everywhere is an ETag the MD5 (encryption by a key service): then the content itself tells.
    const { Body } = await client.send(new GetObjectCommand(address), options);
    const content = await Body?.transformToByteArray();
    return content !== undefined && createHash('md5').update(content).digest().equals(md5);
  } catch {
    // The refusal of the write is the failure to tell, not what kept us from looking behind it.
    request.signal.throwIfAborted();
    return false;
  }
}
