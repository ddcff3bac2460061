import { PailError } from '../../../shared/errors.ts';
import type { ObjectFacts } from '../../../shared/model/object-facts.ts';
import type { Picked } from '../listings/select.ts';
import { bareEtag } from '../s3/etag.ts';
import type { S3Port } from '../s3/port.ts';

/** Where the picked object is. */
interface Place {
  readonly bucket: string;
  /** Of the folder that it was picked in. */
  readonly prefix: string;
}

/** What the store tells of the one picked object. Rejects with `invalid-argument` for anything else, and as a request. */
export async function objectFacts(
  port: () => Promise<S3Port>,
  { bucket, prefix }: Place,
  { folders, objects }: Picked,
): Promise<ObjectFacts> {
  const [object] = objects;
  if (!object || folders.length + objects.length !== 1) {
    throw new PailError('invalid-argument', { reason: 'one object is looked at at a time' });
  }
  const { signal } = new AbortController();
  const told = await (await port()).objectDetails({ bucket, key: prefix + object.name, signal });
  const { size, modified, contentType, storageClass, cacheControl, contentEncoding, metadata } = told;
  const etag = bareEtag(told.etag);
  return { size, modified, etag, contentType, storageClass, cacheControl, contentEncoding, metadata };
}
