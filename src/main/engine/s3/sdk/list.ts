import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { ListPage, ListRequest } from '../port.ts';

const PLUS = /\+/g;

/**
 * Decodes a key of a listing with `encoding-type=url`. Stores write a space as `+` (AWS, MinIO) or `%20` (Ceph); a plus
 * is always `%2B`. Bytes that are not UTF-8 become U+FFFD: such an object can be seen and not be opened.
 */
export function decodeKey(encoded: string): string {
  const spaced = encoded.replace(PLUS, ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // URIError: not UTF-8. Decoded byte by byte, so that one such key does not hide a page of others.
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
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
      ...(request.startAfter !== undefined && { StartAfter: request.startAfter }),
      ...(request.limit !== undefined && { MaxKeys: request.limit }),
    }),
    { abortSignal: request.signal },
  );
  const decode = answer.EncodingType === 'url' ? decodeKey : (key: string) => key;
  const contents = answer.Contents ?? [];
  return {
    keys: contents.map((object) => decode(object.Key ?? '')),
    sizes: contents.map((object) => object.Size ?? 0),
    modified: contents.map((object) => object.LastModified?.getTime() ?? 0),
    prefixes: (answer.CommonPrefixes ?? []).map((common) => decode(common.Prefix ?? '')),
    nextToken: answer.IsTruncated === true ? (answer.NextContinuationToken ?? null) : null,
  };
}
