import fc from 'fast-check';

/** How a store writes a page of a listing. */
export interface PageStyle {
  readonly version: 1 | 2;
  /** `plain`: keys are not encoded; else what a space becomes. */
  readonly encoding: 'plain' | '+' | '%20';
  /** Keys keep their `/`, as AWS and MinIO write them. */
  readonly plainSlashes: boolean;
  /** Characters of markup as numbers, as some write all of them. */
  readonly numericEntities: boolean;
  readonly quotedEtags: boolean;
  /** Elements that nobody asked for, some with children of the names that count. */
  readonly extras: boolean;
  /** Line breaks and spaces between the elements, a declaration, comments, attributes. */
  readonly pretty: boolean;
  /** Where the token and the encoding stand: AWS says them first, Ceph last. */
  readonly tokenFirst: boolean;
}

/** What a page holds. */
export interface PageContent {
  readonly objects: ReadonlyArray<{ readonly key: string; readonly size: number; readonly modified: number }>;
  readonly prefixes: readonly string[];
  /** `null` for the last page. */
  readonly next: string | null;
}

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const OWNER = '<Owner><ID>75aa57f0</ID><DisplayName>Key &amp; Size</DisplayName></Owner>';
const EXTRAS = `<StorageClass>STANDARD</StorageClass><Type>Normal</Type><R><Key>no</Key><Contents/><Size>x</Size></R><Empty/>`;

/** The page as a store of that style writes it. */
export function listDocument({ objects, prefixes, next }: PageContent, style: PageStyle): string {
  const gap = style.pretty ? '\n  ' : '';
  const note = style.pretty ? '<!-- <Key> & -->\n<?note <Key>?>' : '';
  const text = (value: string): string => escaped(value, style.numericEntities);
  const key = (value: string): string => text(encoded(value, style));
  const way =
    style.version === 2
      ? `${next === null ? '' : `<NextContinuationToken>${text(next)}</NextContinuationToken>`}${gap}`
      : `${next === null ? '' : `<NextMarker>${key(next)}</NextMarker>`}${gap}`;
  const about = `${style.encoding === 'plain' ? '' : '<EncodingType>url</EncodingType>'}${gap}${way}`;
  const quote = style.quotedEtags ? '&quot;' : '';
  const rows = objects.map(
    (object) =>
      `<Contents${style.pretty ? ` a='>"' b="/'>"` : ''}>${gap}<Key>${key(object.key)}</Key>${gap}${note}` +
      `<LastModified>${new Date(object.modified).toISOString()}</LastModified>${gap}` +
      `<ETag>${quote}d41d8cd98f00b204e9800998ecf8427e${quote}</ETag><Size>${object.size}</Size>${gap}` +
      `${style.extras ? EXTRAS + OWNER : ''}</Contents >${gap}`,
  );
  const folders = prefixes.map(
    (prefix) => `<CommonPrefixes>${gap}<Prefix>${key(prefix)}</Prefix>${gap}</CommonPrefixes>`,
  );
  return (
    `${style.pretty ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''}<ListBucketResult ${XMLNS}>${gap}<Name>b</Name>` +
    `<Prefix>${key('a &<b')}</Prefix>${gap}<Marker/><MaxKeys>1000</MaxKeys>${style.tokenFirst ? about : ''}` +
    `<IsTruncated>${next !== null}</IsTruncated>${rows.join('')}${folders.join(gap)}` +
    `${style.tokenFirst ? '' : about}${style.extras ? EXTRAS : ''}</ListBucketResult>${gap}`
  );
}

/** A key as it stands on a page, but for XML. */
export function encoded(key: string, { encoding, plainSlashes }: PageStyle): string {
  if (encoding === 'plain') return key;
  const code = encodeURIComponent(key).replaceAll('%20', encoding);
  return plainSlashes ? code.replaceAll('%2F', '/') : code;
}

function escaped(text: string, numeric: boolean): string {
  // A line end that is not escaped is not told from another: XML makes all of them one.
  return text.replace(/[&<>"'\r\n\t]/g, (character) => {
    const code = character.charCodeAt(0);
    if (numeric) return code % 2 === 0 ? `&#${code};` : `&#x${code.toString(16)};`;
    const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }[character];
    return named ?? `&#${code};`;
  });
}

/** Any style. */
export const pageStyle: fc.Arbitrary<PageStyle> = fc.record({
  version: fc.constantFrom(1 as const, 2 as const),
  encoding: fc.constantFrom('plain' as const, '+' as const, '%20' as const),
  plainSlashes: fc.boolean(),
  numericEntities: fc.boolean(),
  quotedEtags: fc.boolean(),
  extras: fc.boolean(),
  pretty: fc.boolean(),
  tokenFirst: fc.boolean(),
});

/** A key such as no tidy mind would think of. */
export const hostileKey: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }).filter((key) => !/\p{Surrogate}/u.test(key)),
  fc.constantFrom(
    'a+b',
    'a b',
    'a%2Bb',
    '%',
    '%zz',
    '%4',
    '+',
    '&amp;',
    '&',
    '<Key>',
    ']]>',
    '--' + '>',
    '\ufffd',
    '😀',
    '\u0001',
  ),
);

/** Any page. */
export const pageContent: fc.Arbitrary<PageContent> = fc.record({
  objects: fc.array(
    fc.record({
      key: hostileKey,
      size: fc.maxSafeNat(),
      modified: fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9999, 11, 31) }),
    }),
    { maxLength: 8 },
  ),
  prefixes: fc.array(
    hostileKey.map((key) => `${key}/`),
    { maxLength: 4 },
  ),
  next: fc.option(hostileKey.filter((token) => token.trim() !== '')),
});
