import type { Entries } from './entries.ts';

const MOST_PER_PAGE = 1000;
/** More than any entry has, to set memory aside before they are written. */
const GUESSED_BYTES = 360;

/** Answers ListObjectsV2 for one folder of one bucket as Ceph writes it, from entries that are written out beforehand. */
export class Pages {
  readonly #bucket: string;
  readonly #folder: string;
  readonly #names: readonly string[];
  /** All entries, one after the other, and where each ends. */
  readonly #bytes: Buffer;
  readonly #ends: Float64Array;

  /** `folder` ends with `/`. */
  constructor(bucket: string, folder: string, { names, sizes, modified }: Entries) {
    this.#bucket = bucket;
    this.#folder = folder;
    this.#names = names;
    this.#ends = new Float64Array(names.length);
    const bytes = Buffer.allocUnsafe(names.length * GUESSED_BYTES);
    let end = 0;
    for (const [index, name] of names.entries()) {
      end += bytes.write(content(index, folder + name, sizes[index] ?? 0, modified[index] ?? 0), end, 'latin1');
      this.#ends[index] = end;
    }
    this.#bytes = bytes.subarray(0, end);
  }

  /** The page that a query asks for, in pieces. */
  answer(query: URLSearchParams): readonly (string | Buffer)[] {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter');
    const isFolded = delimiter === '/' && this.#folder.startsWith(prefix) && prefix !== this.#folder;
    const isHere = prefix === this.#folder || (delimiter === null && this.#folder.startsWith(prefix));
    const limit = Math.min(MOST_PER_PAGE, Number(query.get('max-keys') ?? MOST_PER_PAGE));
    const token = query.get('continuation-token');
    const startAfter = query.get('start-after');
    const first = isHere ? this.#after(token ?? startAfter ?? '') : this.#names.length;
    const end = Math.min(this.#names.length, first + limit);
    const isTruncated = end < this.#names.length;
    const next = isTruncated ? `${this.#folder}${this.#names[end - 1]}` : null;
    const isEncoded = query.get('encoding-type') === 'url';
    const head = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      isEncoded ? '<EncodingType>url</EncodingType>' : '',
      `<Name>${this.#bucket}</Name><Prefix>${prefix}</Prefix><MaxKeys>${limit}</MaxKeys>`,
      delimiter === null ? '' : `<Delimiter>${delimiter}</Delimiter>`,
      `<IsTruncated>${isTruncated}</IsTruncated>`,
    ];
    const tail = [
      isFolded ? `<CommonPrefixes><Prefix>${this.#folder}</Prefix></CommonPrefixes>` : '',
      token === null ? '' : `<ContinuationToken>${token}</ContinuationToken>`,
      next === null ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`,
      `<KeyCount>${end - first + (isFolded ? 1 : 0)}</KeyCount>`,
      startAfter === null ? '' : `<StartAfter>${startAfter}</StartAfter>`,
      '</ListBucketResult>',
    ];
    const entries = this.#bytes.subarray(this.#startOf(first), this.#startOf(end));
    return [head.join(''), isEncoded ? entries : decoded(entries), tail.join('')];
  }

  /** The first entry whose key comes after this one. */
  #after(key: string): number {
    if (key < this.#folder) return 0;
    if (!key.startsWith(this.#folder)) return this.#names.length;
    const name = key.slice(this.#folder.length);
    let [low, high] = [0, this.#names.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#names[middle] as string) <= name) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }
}

function content(index: number, key: string, size: number, modified: number): string {
  const etag = (Math.imul(index + 1, 0x85ebca6b) >>> 0).toString(16).padStart(32, 'c0ffee');
  return (
    `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified>` +
    `<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass><Type>Normal</Type></Contents>`
  );
}

/** Entries for who did not ask for encoded keys. */
function decoded(entries: Buffer): string {
  return entries.toString('latin1').replace(/(?<=<Key>)[^<]*/g, decodeURIComponent);
}
