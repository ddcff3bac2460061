import type { StoreRules } from './rules.ts';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The answer to a listing, of either version. `keys` are sorted; `archived`: classes of those that are not STANDARD. */
export function listing(
  keys: ReadonlyMap<string, number>,
  query: URLSearchParams,
  rules: StoreRules,
  archived: ReadonlyMap<string, string>,
): string {
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = Number(query.get('max-keys') ?? 1000);
  const after = (isV2 ? (query.get('continuation-token') ?? query.get('start-after')) : query.get('marker')) ?? '';
  const { entries, last, truncated } = page([...keys.keys()], { prefix, delimiter, limit, after });

  const isEncoded = query.get('encoding-type') === 'url';
  const encoded = (name: string): string =>
    rules.encoding === 'plus' ? encode(name).replaceAll('%2B', '+') : encode(name);
  const shownKey = (name: string): string => (isEncoded ? encoded(name) : escapeXml(name));
  const shownPrefix = (name: string): string =>
    isEncoded && rules.encoding !== 'prefixes' ? encoded(name) : escapeXml(name);
  const elements = entries.map((name) =>
    delimiter !== '' && name.endsWith(delimiter) && !keys.has(name)
      ? `<CommonPrefixes><Prefix>${shownPrefix(name)}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${shownKey(name)}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified>` +
        `<ETag>&quot;x&quot;</ETag><Size>${keys.get(name)}</Size>` +
        `<StorageClass>${archived.get(name) ?? 'STANDARD'}</StorageClass></Contents>`,
  );
  // As in seaweedfs/seaweedfs issue 8287: the name of the folder twice, which sorts behind all that is in it.
  const token = rules.wrongTokens ? `${prefix}\u{10ffff}` : last;
  const next = isV2
    ? `<NextContinuationToken>${escapeXml(token)}</NextContinuationToken>`
    : delimiter && `<NextMarker>${shownKey(last)}</NextMarker>`;
  return (
    `<?xml version="1.0"?><ListBucketResult>${isEncoded ? '<EncodingType>url</EncodingType>' : ''}` +
    `<IsTruncated>${truncated}</IsTruncated>${truncated ? next : ''}${elements.join('')}</ListBucketResult>`
  );
}

const encode = (name: string): string => encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');

interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  readonly after: string;
}

function page(keys: readonly string[], { prefix, delimiter, limit, after }: PageRequest) {
  const entries = new Set<string>();
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (entry <= after) continue;
    if (entries.size === limit && !entries.has(entry))
      return { entries: [...entries], last: [...entries].at(-1) ?? '', truncated: true };
    entries.add(entry);
  }
  return { entries: [...entries], last: '', truncated: false };
}
