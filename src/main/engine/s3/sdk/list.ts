import {
  type CommonPrefix,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type S3Client,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { distrusted, textOf } from '../address.ts';
import { isArchiveClass } from '../archived.ts';
import { shownName } from '../errors.ts';
import { bytesOf, packTexts } from '../packed.ts';
import { checkProgress } from '../paging.ts';
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

/** What an answer of either version tells. */
interface Answer {
  readonly Contents?: S3Object[] | undefined;
  readonly CommonPrefixes?: CommonPrefix[] | undefined;
  readonly EncodingType?: string | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Name?: string | undefined;
}

/** One page of a listing. The client library does not decode keys: this does, once, where the store encoded them. */
export async function listPage(
  client: S3Client,
  { listVersion, encodedLists }: Pick<Quirks, 'listVersion' | 'encodedLists'>,
  request: ListRequest,
): Promise<ListPage> {
  const { bucket, prefix, delimiter, token, startAfter, limit, signal } = request;
  const asked = {
    Bucket: bucket,
    Prefix: prefix,
    ...(encodedLists && { EncodingType: 'url' as const }),
    ...(delimiter !== null && { Delimiter: delimiter }),
    ...(limit !== undefined && { MaxKeys: limit }),
  };
  const options = { abortSignal: signal };
  if (listVersion === 1) {
    const Marker = token ?? startAfter;
    const command = new ListObjectsCommand({ ...asked, ...(Marker !== undefined && { Marker }) });
    const answer = await client.send(command, options);
    return page(answer, markerOf(answer), request);
  }
  const command = new ListObjectsV2Command({
    ...asked,
    ...(token !== null && { ContinuationToken: token }),
    ...(token === null && startAfter !== undefined && { StartAfter: startAfter }),
  });
  const answer = await client.send(command, options);
  return page(answer, answer.NextContinuationToken, request);
}

function page(answer: Answer, next: string | undefined, request: ListRequest): ListPage {
  const { Contents = [], CommonPrefixes = [], IsTruncated } = answer;
  const subject = shownName(request.prefix) || request.bucket;
  // The client library takes any document for a page without entries.
  if (answer.Name === undefined && IsTruncated === undefined) {
    throw new PailError('storage-refused', { subject, reason: 'its answer is not a listing' });
  }
  const decode = answer.EncodingType === 'url' ? decodeKey : distrusted;
  // A page that is not the last must say how to go on: taken for the last, it would make a part look like the whole.
  if (IsTruncated === true && !next) {
    const reason = 'it says that there is more, and not how to get it';
    throw new PailError('storage-refused', { subject, reason });
  }
  const nextToken = IsTruncated === true ? (next ?? null) : null;
  checkProgress(nextToken, request);
  return {
    keys: packTexts(Contents.map((object) => decode(object.Key ?? ''))),
    sizes: Float64Array.from(Contents, (object) => object.Size ?? 0),
    modified: Float64Array.from(Contents, (object) => object.LastModified?.getTime() ?? 0),
    archived: Contents.flatMap((object, index) => (isArchiveClass(object.StorageClass) ? [index] : [])),
    prefixes: packTexts(CommonPrefixes.map((common) => decode(common.Prefix ?? ''))),
    nextToken,
  };
}

/**
 * Where version 1 goes on. On an encoded page some stores encode the marker and some (Ceph) do not, so that nobody can tell what it
 * is: there the last entry of the page says the same, the later of the last key and the last prefix in the order of their bytes. It
 * is what the store wrote, trusted or not: it is not the name of an object.
 */
function markerOf({
  EncodingType,
  NextMarker,
  Contents,
  CommonPrefixes,
}: ListObjectsCommandOutput): string | undefined {
  const isEncoded = EncodingType === 'url';
  const last = [Contents?.at(-1)?.Key, CommonPrefixes?.at(-1)?.Prefix]
    .filter((text) => text !== undefined)
    .map((text) => (isEncoded ? decodeKey(text) : text))
    .sort((a, b) => Buffer.compare(bytesOf(b), bytesOf(a)))[0];
  return isEncoded ? (last ?? NextMarker) : NextMarker || last;
}
