/** The documents that the emulator answers listings with. */
import type { Bucket, Listed, Upload } from './bucket.ts';
import { element, type StoreAnswer, storeError, textElement, xmlAnswer } from './request.ts';

const MOST_ENTRIES = 1000;

const time = (ms: number): string => new Date(ms).toISOString();
const nameOf = (entry: Listed): string => ('key' in entry ? entry.key : entry.prefix);

/** How names are written: plain, or as `encoding-type=url` asks for. */
function writerOf(query: URLSearchParams): { readonly write: (name: string) => string; readonly told: string } {
  const type = query.get('encoding-type');
  if (type !== null && type !== 'url') throw storeError(400, 'InvalidArgument', 'encoding-type');
  if (type === null) return { write: (name) => name, told: '' };
  return { write: (name) => encodeURIComponent(name).replaceAll('%2F', '/'), told: textElement('EncodingType', 'url') };
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('max-keys') ?? MOST_ENTRIES);
  if (!Number.isSafeInteger(limit) || limit < 0) throw storeError(400, 'InvalidArgument', 'max-keys');
  return Math.min(limit, MOST_ENTRIES);
}

/** A page of objects, as either version of the request has it. */
export function objectList(name: string, bucket: Bucket, query: URLSearchParams): StoreAnswer {
  const isSecond = query.get('list-type') === '2';
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const token = query.get('continuation-token');
  const start = (isSecond ? query.get('start-after') : query.get('marker')) ?? '';
  const after = isSecond && token !== null ? Buffer.from(token, 'base64url').toString() : start;
  const { entries, isTruncated } = bucket.page({ prefix, delimiter, limit: limitOf(query), after });
  const { write, told } = writerOf(query);
  const last = entries.at(-1);
  const next = isTruncated && last ? nameOf(last) : null;
  const rows = entries.map((entry) => {
    if ('prefix' in entry) return element('CommonPrefixes', textElement('Prefix', write(entry.prefix)));
    const { etag, modified, content } = entry.object;
    return element(
      'Contents',
      textElement('Key', write(entry.key)) +
        textElement('LastModified', time(modified)) +
        textElement('ETag', `"${etag}"`) +
        textElement('Size', content.length) +
        textElement('StorageClass', 'STANDARD'),
    );
  });
  const way = isSecond
    ? `${textElement('KeyCount', entries.length)}${next === null ? '' : textElement('NextContinuationToken', Buffer.from(next).toString('base64url'))}`
    : `${textElement('Marker', write(start))}${next === null || delimiter === '' ? '' : textElement('NextMarker', write(next))}`;
  const about =
    textElement('Name', name) +
    textElement('Prefix', write(prefix)) +
    told +
    textElement('IsTruncated', String(isTruncated));
  return xmlAnswer('ListBucketResult', about + way + rows.join(''));
}

/** All uploads that are under way: there are never more than one page of them here. */
export function uploadList(name: string, bucket: Bucket, query: URLSearchParams): StoreAnswer {
  const prefix = query.get('prefix') ?? '';
  const { write, told } = writerOf(query);
  const there = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix));
  const rows = there.map(({ key, id, begun }) =>
    element(
      'Upload',
      textElement('Key', write(key)) + textElement('UploadId', id) + textElement('Initiated', time(begun)),
    ),
  );
  return xmlAnswer(
    'ListMultipartUploadsResult',
    textElement('Bucket', name) + told + textElement('IsTruncated', 'false') + rows.join(''),
  );
}

export function partList({ key, id, parts }: Upload): StoreAnswer {
  const rows = [...parts]
    .sort(([a], [b]) => a - b)
    .map(([number, { etag, content, modified }]) =>
      element(
        'Part',
        textElement('PartNumber', number) +
          textElement('LastModified', time(modified)) +
          textElement('ETag', `"${etag}"`) +
          textElement('Size', content.length),
      ),
    );
  const about = textElement('Key', key) + textElement('UploadId', id) + textElement('IsTruncated', 'false');
  return xmlAnswer('ListPartsResult', about + rows.join(''));
}

/** Tags, as a request brings them in a header. */
export function tagList(tags: string): StoreAnswer {
  const rows = [...new URLSearchParams(tags)].map(([key, value]) =>
    element('Tag', textElement('Key', key) + textElement('Value', value)),
  );
  return xmlAnswer('Tagging', element('TagSet', rows.join('')));
}

export function bucketList(buckets: ReadonlyMap<string, Bucket>): StoreAnswer {
  const rows = [...buckets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { made }]) => element('Bucket', textElement('Name', name) + textElement('CreationDate', time(made))));
  return xmlAnswer('ListAllMyBucketsResult', element('Buckets', rows.join('')));
}
