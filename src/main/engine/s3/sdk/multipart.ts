import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import type { SentPart } from '../begun-upload.ts';
import type { CopiedObject, CopyInPartsRequest, KeptDetails, ObjectTag } from '../copying.ts';
import { refusesToShow, shownName, statusOf } from '../errors.ts';
import { bareEtag, partsEtag } from '../etag.ts';
import { checkDetails } from '../kept-details.ts';
import { lastWord } from '../last-word.ts';
import type { ObjectAddress } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';
import { made } from './copy.ts';
import { withHeaders } from './with-headers.ts';

/** What an attempt to complete meets where another one has done it. */
const ALREADY_DONE: ReadonlySet<number> = new Set([404, 412]);

/** The end of an upload in parts. */
interface Completion extends ObjectAddress {
  readonly uploadId: string;
  /** In the order of their numbers. */
  readonly parts: readonly SentPart[];
  readonly overwrite: boolean;
  /** Whether somebody may have completed it before. */
  readonly mayBeComplete: boolean;
  readonly signal: AbortSignal;
}

/**
 * Begins an upload; tells whether that took more than one attempt. Cutting this off would leave one in the store whose id nobody knows;
 * once cancelled, it is not tried again.
 */
export async function sendBegin(
  client: S3Client,
  command: CreateMultipartUploadCommand,
  signal: AbortSignal,
): Promise<{ readonly answer: CreateMultipartUploadCommandOutput; readonly isRepeated: boolean }> {
  let attempts = 0;
  beforeEachAttempt(command, () => {
    signal.throwIfAborted();
    attempts += 1;
  });
  const late = lastWord(signal);
  try {
    const answer = await client.send(command, { abortSignal: late.signal });
    return { answer, isRepeated: attempts > 1 };
  } finally {
    late.release();
  }
}

/** Begins a copy in parts; tells it, and answers its id. */
export async function beginUpload(
  client: S3Client,
  { bucket, key, details, tags, onBegun, signal }: CopyInPartsRequest,
): Promise<string> {
  checkDetails(details, key);
  const command = new CreateMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    ...inputOf(details),
    ...(tags.length > 0 && { Tagging: tagQuery(tags) }),
  });
  // The client library sends times only, and what a store has there need not be one.
  if (details.expires !== null) withHeaders(command, { expires: details.expires });
  const { answer, isRepeated } = await sendBegin(client, command, signal);
  if (!answer.UploadId) {
    const reason = 'it began an upload in parts and gave it no id';
    throw new PailError('storage-refused', { subject: shownName(key), reason });
  }
  onBegun(answer.UploadId, isRepeated);
  return answer.UploadId;
}

function inputOf(details: KeptDetails) {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl } = details;
  const { storageClass, websiteRedirect, metadata } = details;
  return {
    ...(contentType !== null && { ContentType: contentType }),
    ...(contentEncoding !== null && { ContentEncoding: contentEncoding }),
    ...(contentLanguage !== null && { ContentLanguage: contentLanguage }),
    ...(contentDisposition !== null && { ContentDisposition: contentDisposition }),
    ...(cacheControl !== null && { CacheControl: cacheControl }),
    ...(storageClass !== null && { StorageClass: storageClass as 'STANDARD' }),
    ...(websiteRedirect !== null && { WebsiteRedirectLocation: websiteRedirect }),
    Metadata: { ...metadata },
  };
}

function tagQuery(tags: readonly ObjectTag[]): string {
  return tags.map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
}

/** Makes the object appear. */
export async function completeUpload(client: S3Client, quirks: Quirks, asked: Completion): Promise<CopiedObject> {
  const { bucket, key, uploadId, overwrite, signal } = asked;
  const command = new CompleteMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: asked.parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
    ...(!overwrite && quirks.toleratesConditions && { IfNoneMatch: '*' }),
  });
  const answer = await sendComplete(client, command, asked.mayBeComplete, signal);
  // Ceph 16 names the object, but not always its ETag.
  const isNamed = 'Key' in answer && answer.Key !== undefined;
  const etag = answer.ETag || (isNamed ? partsEtag(asked.parts.map((part) => part.etag)) : undefined);
  return made(etag, answer, quirks, asked);
}

/**
 * Makes the object appear. `mayBeComplete`: an earlier request may have done it. Where it turns out that it was there already, the answer is that
 * of HEAD.
 */
export async function sendComplete(
  client: S3Client,
  command: CompleteMultipartUploadCommand,
  mayBeComplete: boolean,
  signal: AbortSignal,
): Promise<CompleteMultipartUploadCommandOutput | HeadObjectCommandOutput> {
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    return await client.send(command, { abortSignal: signal });
  } catch (error) {
    // An attempt whose answer was lost may have done it: then the next one finds the object in its way, or no upload.
    const mayBeOurs = (attempts > 1 || mayBeComplete) && ALREADY_DONE.has(statusOf(error) ?? 0);
    const ours = mayBeOurs ? await completed(client, command, signal) : null;
    if (ours) return ours;
    throw error;
  }
}

/** The object under the key, if it was made of exactly these parts; `null` also where the store does not let us see. */
async function completed(
  client: S3Client,
  { input }: CompleteMultipartUploadCommand,
  signal: AbortSignal,
): Promise<HeadObjectCommandOutput | null> {
  const etag = partsEtag((input.MultipartUpload?.Parts ?? []).map((part) => part.ETag ?? ''));
  try {
    const address = { Bucket: input.Bucket, Key: input.Key };
    const head = await client.send(new HeadObjectCommand(address), { abortSignal: signal });
    return bareEtag(head.ETag ?? '') === etag ? head : null;
  } catch (error) {
    // Then the refusal to complete is what to tell. But nobody knows yet where we did not get to look.
    if (!refusesToShow(error)) throw error;
    return null;
  }
}
