import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { refusesToShow, statusOf } from '../errors.ts';
import { etagKind } from '../etag.ts';
import { detailHeaders } from '../kept-details.ts';
import type { PutRequest, Written } from '../port.ts';
import { tellingBytes } from '../sent-bytes.ts';
import { beforeEachAttempt, hearingSent } from './attempts.ts';
import { withHeaders } from './with-headers.ts';

/** In what stores differ that matters to a write. */
export type WriteQuirks = Pick<Quirks, 'toleratesConditions' | 'etagIsMd5' | 'partsEtagIsMd5'>;

type WriteAnswer = Partial<
  Pick<PutObjectCommandOutput, 'ETag' | 'VersionId' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'>
>;

/** Writes an object in one request. */
export function putObject(client: S3Client, quirks: WriteQuirks, request: PutRequest): Promise<Written> {
  return tellingBytes(request.onBytes, request.body.length, (onSent) => put(client, quirks, request, onSent));
}

async function put(
  client: S3Client,
  quirks: WriteQuirks,
  request: PutRequest,
  onSent: (bytes: number) => void,
): Promise<Written> {
  const md5 = createHash('md5').update(request.body).digest();
  const command = new PutObjectCommand({
    Bucket: request.bucket,
    Key: request.key,
    Body: request.body,
    ContentType: request.contentType,
    // The one checksum of a body that every store verifies.
    ContentMD5: md5.toString('base64'),
    ...(!request.overwrite && quirks.toleratesConditions && { IfNoneMatch: '*' }),
  });
  withHeaders(command, detailHeaders(request.details, request.key));
  hearingSent(command, onSent);
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    return writtenOf(await client.send(command, { abortSignal: request.signal }), quirks);
  } catch (error) {
    // An attempt whose answer was lost may have written the object that the next attempt found in its way.
    const mayBeOurs = attempts > 1 && statusOf(error) === 412;
    const written = mayBeOurs ? await thereAlready(client, quirks, request, md5) : null;
    if (!written) throw error;
    return written;
  }
}

/** What an answer to a write tells of the object. */
export function writtenOf(answer: WriteAnswer, quirks: WriteQuirks): Written {
  const { ETag = '', VersionId, ServerSideEncryption, SSECustomerAlgorithm } = answer;
  const encryption = { serverSide: ServerSideEncryption ?? '', customerKey: SSECustomerAlgorithm !== undefined };
  const isVersion = VersionId !== undefined && VersionId !== 'null';
  return { etag: ETag, etagKind: etagKind(ETag, encryption, quirks), ...(isVersion && { versionId: VersionId }) };
}

/** The object under the key, if it has exactly this content; `null` also where the store does not let us see. */
async function thereAlready(
  client: S3Client,
  quirks: WriteQuirks,
  request: PutRequest,
  md5: Buffer,
): Promise<Written | null> {
  const address = { Bucket: request.bucket, Key: request.key };
  const options = { abortSignal: request.signal };
  try {
    const head = await client.send(new HeadObjectCommand(address), options);
    if (head.ContentLength !== request.body.byteLength) return null;
    if (head.ETag?.replaceAll('"', '') === md5.toString('hex')) return writtenOf(head, quirks);
    // Not everywhere is an ETag the MD5 (encryption by a key service): then the content itself tells.
    const { Body } = await client.send(new GetObjectCommand(address), options);
    const content = await Body?.transformToByteArray();
    const isSame = content !== undefined && createHash('md5').update(content).digest().equals(md5);
    return isSame ? writtenOf(head, quirks) : null;
  } catch (error) {
    // Then the refusal of the write is what to tell. But nobody knows yet where we did not get to look.
    if (!refusesToShow(error)) throw error;
    return null;
  }
}
