import { CopyObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { copySource } from '../copy-source.ts';
import type { CopiedObject, CopyRequest, CopySource } from '../copying.ts';
import { codeNamed, refusesToShow, shownName, statusOf, storageError } from '../errors.ts';
import { bareEtag, etagKind } from '../etag.ts';
import type { ObjectAddress } from '../port.ts';
import { beforeEachAttempt } from './attempts.ts';
import { infoOf } from './objects.ts';

/** What an answer of success says of the object that it made. */
interface MadeAnswer {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** Copies an object in one request. */
export async function copyObject(client: S3Client, quirks: Quirks, request: CopyRequest): Promise<CopiedObject> {
  const { source, bucket, key, keep, signal } = request;
  const isConditional = !request.overwrite && quirks.conditionalCopy;
  // Metadata and tags are copied unless something else is asked for, so nothing is: some stores refuse to hear of tags.
  const command = new CopyObjectCommand({
    Bucket: bucket,
    Key: key,
    CopySource: copySource(source),
    CopySourceIfMatch: source.ifMatch,
    ...(isConditional && { IfNoneMatch: '*' }),
    ...(keep?.storageClass && { StorageClass: keep.storageClass as 'STANDARD' }),
    ...(keep?.websiteRedirect && { WebsiteRedirectLocation: keep.websiteRedirect }),
  });
  let attempts = 0;
  beforeEachAttempt(command, () => {
    attempts += 1;
  });
  try {
    const answer = await client.send(command, { abortSignal: signal });
    return made(answer.CopyObjectResult?.ETag, answer, quirks, request);
  } catch (error) {
    // The answer does not say which of the two conditions failed.
    const isInTheWay = isConditional && statusOf(error) === 412 && (await isUnchanged(client, source, signal));
    if (!isInTheWay) throw aboutSource(error, source);
    // An attempt whose answer was lost may have made the copy that the next attempt found in its way.
    const ours = attempts > 1 ? await sameContent(client, quirks, request) : null;
    if (ours) return ours;
    throw error;
  }
}

/** What was made, by the answer to its making. Throws `storage-refused` for an answer that does not say so. */
export function made(
  etag: string | undefined,
  answer: MadeAnswer,
  quirks: Quirks,
  { key }: Pick<ObjectAddress, 'key'>,
): CopiedObject {
  // The client library takes any document for a success, also an error that does not end as it expects.
  if (!etag) {
    throw new PailError('storage-refused', {
      subject: shownName(key),
      reason: 'its answer to a copy is not one of S3',
    });
  }
  const encryption = {
    serverSide: answer.ServerSideEncryption ?? '',
    customerKey: answer.SSECustomerAlgorithm !== undefined,
  };
  return {
    // Ceph leaves the quotes out.
    etag: `"${bareEtag(etag)}"`,
    etagKind: etagKind(etag, encryption, quirks),
    ...(answer.VersionId !== undefined && { versionId: answer.VersionId }),
  };
}

/** An error that is about the source says so; others stay as they are, about the target. */
export function aboutSource(error: unknown, source: CopySource): unknown {
  const isAbout = codeNamed(error) === 'NoSuchKey' || [412, 416].includes(statusOf(error) ?? 0);
  // It was an answer, so the host is of no interest.
  return isAbout ? storageError(error, { ...source, host: '', intent: 'read' }) : error;
}

/** Whether the source has its ETag still. What the store answers instead is about the source. */
export async function hasEtag(client: S3Client, source: CopySource, signal: AbortSignal): Promise<boolean> {
  const command = new HeadObjectCommand({ Bucket: source.bucket, Key: source.key });
  try {
    const { ETag = '' } = await client.send(command, { abortSignal: signal });
    return bareEtag(ETag) === bareEtag(source.ifMatch);
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    throw storageError(error, { ...source, host: '', intent: 'read' });
  }
}

/** As {@link hasEtag}; false also where the store does not let us see. */
async function isUnchanged(client: S3Client, source: CopySource, signal: AbortSignal): Promise<boolean> {
  try {
    return await hasEtag(client, source, signal);
  } catch {
    // A source that cannot be looked at any more is not what it was.
    signal.throwIfAborted();
    return false;
  }
}

/**
 * The object under the key, if by its ETag it has the source's content; `null` also where the store does not let us see, and where
 * a copy gets another ETag than its source.
 */
async function sameContent(client: S3Client, quirks: Quirks, request: CopyRequest): Promise<CopiedObject | null> {
  const { bucket, key, source, signal } = request;
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    const { etag, etagKind: kind } = infoOf(head, 0, quirks);
    if (kind === 'opaque' || bareEtag(etag) !== bareEtag(source.ifMatch)) return null;
    return made(etag, head, quirks, request);
  } catch (error) {
    // Then the refusal of the copy is what to tell. But nobody knows yet where we did not get to look.
    if (!refusesToShow(error)) throw error;
    return null;
  }
}
