import { GetObjectTaggingCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import type { ObjectDetails, ObjectTag } from '../copying.ts';
import { codeNamed, statusOf, storageError } from '../errors.ts';
import { toldLength } from '../object-length.ts';
import type { ObjectAddress } from '../port.ts';
import { infoOf } from './objects.ts';

type Address = ObjectAddress & { readonly signal: AbortSignal };

/** How a store answers that does not have tags. */
const NO_SUCH_OPERATION: ReadonlySet<number> = new Set([405, 501]);
/** What a 404 may be about besides tags. */
const NOT_THERE: ReadonlySet<string> = new Set(['NoSuchBucket', 'NoSuchKey']);

/** What a store has under a key, and what a copy of it must be given. */
export async function objectDetails(
  client: S3Client,
  quirks: Quirks,
  { bucket, key, signal }: Address,
): Promise<ObjectDetails> {
  const answer = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  return {
    ...infoOf(answer, toldLength(answer.ContentLength), quirks),
    contentType: answer.ContentType ?? null,
    contentEncoding: answer.ContentEncoding ?? null,
    contentLanguage: answer.ContentLanguage ?? null,
    contentDisposition: answer.ContentDisposition ?? null,
    cacheControl: answer.CacheControl ?? null,
    expires: answer.ExpiresString ?? null,
    storageClass: answer.StorageClass ?? null,
    websiteRedirect: answer.WebsiteRedirectLocation ?? null,
    metadata: answer.Metadata ?? {},
    tagCount: answer.TagCount ?? null,
  };
}

/** The tags of an object; `null` where the store knows none, or does not let us see them. */
export async function objectTags(
  client: S3Client,
  { bucket, key, signal }: Address,
): Promise<readonly ObjectTag[] | null> {
  try {
    const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: key });
    const { TagSet = [] } = await client.send(command, { abortSignal: signal });
    return TagSet.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
  } catch (error) {
    if (isWithoutTags(error)) return null;
    throw error;
  }
}

function isWithoutTags(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  if (NO_SUCH_OPERATION.has(status)) return true;
  if (status === 404) return !NOT_THERE.has(codeNamed(error));
  // Not every 403 is about rights: it may be the clock, or the keys.
  return storageError(error, { bucket: '', key: '', host: '', intent: 'read' }).failure.code === 'access-denied';
}
