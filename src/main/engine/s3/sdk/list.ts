import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import { distrusted, textOf } from '../address.ts';
import type { ListPage, ListRequest } from '../port.ts';

const PLUS = /\+/g;

/**
 * Decodes a key of a listing with `encoding-type=url`. Stores write a space as `+` (AWS, MinIO) or `%20` (Ceph); a plus
 * is always `%2B`. Bytes that are not UTF-8 become lone surrogates: such an object can be seen and not be addressed.
 */
export function decodeKey(encoded: string): string {
  const spaced = encoded.replace(PLUS, ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // URIError: not UTF-8. Decoded byte by byte, so that one such key does not hide a page of others.
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => textOf(Buffer.from(run.replaceAll('%', ''), 'hex')));
  }
}

/** One page of ListObjectsV2. The client library does not decode keys: this does, once, where the store encoded them. */
export async function listPage(client: S3Client, request: ListRequest): Promise<ListPage> {
  const answer = await client.send(
    new ListObjectsV2Command({
      Bucket: request.bucket,
      Prefix: request.prefix,
      EncodingType: 'url',
      ...(request.delimiter !== null && { Delimiter: request.delimiter }),
      ...(request.token !== null && { ContinuationToken: request.token }),
      ...(request.limit !== undefined && { MaxKeys: request.limit }),
    }),
    { abortSignal: request.signal },
  );
  const decode = answer.EncodingType === 'url' ? decodeKey : distrusted;
  const contents = answer.Contents ?? [];
  return {
    keys: contents.map((object) => decode(object.Key ?? '')),
    sizes: contents.map((object) => object.Size ?? 0),
    modified: contents.map((object) => object.LastModified?.getTime() ?? 0),
    prefixes: (answer.CommonPrefixes ?? []).map((common) => decode(common.Prefix ?? '')),
    nextToken: answer.IsTruncated === true ? tokenOf(answer) : null,
  };
}

/** A page that is not the last must say how to go on: taken for the last, it would make a part look like the whole. */
function tokenOf({ NextContinuationToken, Prefix }: ListObjectsV2CommandOutput): string {
  if (NextContinuationToken) return NextContinuationToken;
  throw new PailError('storage-refused', {
    subject: Prefix ?? '',
    reason: 'it says that there is more, and not how to get it',
  });
}
