/** What a bucket of the emulator holds, all of it in memory. */
import { createHash } from 'node:crypto';
import { storeError } from './request.ts';

export interface StoredObject {
  readonly content: Buffer;
  /** Without its quotes. */
  readonly etag: string;
  /** Ms since 1970. */
  readonly modified: number;
  /** Content-Type and its like, and what is the client's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** As in a query. */
  readonly tags: string;
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly begun: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: string;
  readonly parts: Map<number, Pick<StoredObject, 'content' | 'etag' | 'modified'>>;
}

/** An entry of a listing: an object, or what many keys begin with. */
export type Listed = { readonly key: string; readonly object: StoredObject } | { readonly prefix: string };

export interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Entries up to this one are left out. */
  readonly after: string;
}

const MIN_PART_BYTES = 5 * 1024 * 1024;
const md5 = (content: Uint8Array): Buffer => createHash('md5').update(content).digest();

export const etagOf = (content: Uint8Array): string => md5(content).toString('hex');

/** Keys are in the order of their UTF-8. */
const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export class Bucket {
  readonly made: number;
  readonly uploads = new Map<string, Upload>();
  readonly #objects = new Map<string, StoredObject>();
  #sorted: readonly string[] | null = null;
  #uploadsMade = 0;

  constructor(made: number) {
    this.made = made;
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0 && this.uploads.size === 0;
  }

  find(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Throws `NoSuchKey`. */
  get(key: string): StoredObject {
    const found = this.#objects.get(key);
    if (!found) throw storeError(404, 'NoSuchKey');
    return found;
  }

  put(key: string, object: StoredObject): void {
    if (Buffer.byteLength(key) > 1024) throw storeError(400, 'KeyTooLongError');
    if (!this.#objects.has(key)) this.#sorted = null;
    this.#objects.set(key, object);
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#sorted = null;
  }

  /** Throws `NoSuchUpload`. */
  upload(id: string, key: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.key !== key) throw storeError(404, 'NoSuchUpload');
    return upload;
  }

  begin(key: string, about: Pick<Upload, 'headers' | 'tags'>, now: number): Upload {
    if (Buffer.byteLength(key) > 1024) throw storeError(400, 'KeyTooLongError');
    this.#uploadsMade += 1;
    const upload = { id: `upload-${this.#uploadsMade}-${now}`, key, begun: now, ...about, parts: new Map() };
    this.uploads.set(upload.id, upload);
    return upload;
  }

  /** Makes the object of the parts that are named, in their order. */
  complete(
    upload: Upload,
    wanted: readonly { readonly number: number; readonly etag: string }[],
    now: number,
  ): StoredObject {
    const parts = wanted.map(({ number, etag }, index) => {
      const part = upload.parts.get(number);
      if (part?.etag !== etag.replaceAll('"', '')) throw storeError(400, 'InvalidPart');
      if (number <= (wanted[index - 1]?.number ?? 0)) throw storeError(400, 'InvalidPartOrder');
      if (index < wanted.length - 1 && part.content.length < MIN_PART_BYTES) throw storeError(400, 'EntityTooSmall');
      return part.content;
    });
    if (parts.length === 0) throw storeError(400, 'MalformedXML');
    const etag = `${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}`;
    const object = { content: Buffer.concat(parts), etag, modified: now, headers: upload.headers, tags: upload.tags };
    this.put(upload.key, object);
    this.uploads.delete(upload.id);
    return object;
  }

  /** A page of a listing, and whether there is more. */
  page({ prefix, delimiter, limit, after }: PageRequest): {
    readonly entries: readonly Listed[];
    readonly isTruncated: boolean;
  } {
    const entries: Listed[] = [];
    let last = after;
    for (const key of this.#keys()) {
      if (!key.startsWith(prefix)) continue;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const name = end < 0 ? key : key.slice(0, end + delimiter.length);
      if (last !== '' && inOrder(name, last) <= 0) continue;
      if (entries.length >= limit) return { entries, isTruncated: limit > 0 };
      entries.push(end < 0 ? { key, object: this.get(key) } : { prefix: name });
      last = name;
    }
    return { entries, isTruncated: false };
  }

  #keys(): readonly string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(inOrder);
    return this.#sorted;
  }
}
