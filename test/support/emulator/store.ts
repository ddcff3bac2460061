/** The emulator itself: what it answers to each request. It knows S3 as far as Pail asks it, and says `NotImplemented` to the rest. */
import { crc32 } from 'node:zlib';
import { Bucket, etagOf, type StoredObject, type Upload } from './bucket.ts';
import { bucketList, objectList, partList, tagList, uploadList } from './documents.ts';
import { type StoreAnswer, type StoreRequest, storeError, textElement, textsOf, xmlAnswer } from './request.ts';

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const KEPT = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;
const NO_CONTENT: StoreAnswer = { status: 204 };
const notImplemented = (what: string) => storeError(501, 'NotImplemented', `${what} is not there in this emulator.`);

interface Call {
  readonly request: StoreRequest;
  readonly query: URLSearchParams;
  readonly bucket: Bucket;
  readonly key: string;
}

export class EmulatedStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Answers a request that was checked for its signature. Throws a store error for what it refuses. */
  answer(request: StoreRequest): StoreAnswer {
    checkSettings(request.headers);
    const { searchParams: query } = new URL(request.url, 'http://store');
    const [name, key] = placeOf(request.url.split('?')[0] ?? '');
    if (name === '') return bucketList(this.#buckets);
    if (key === '') return this.#ofBucket(name, request, query);
    const call = { request, query, bucket: this.#bucket(name), key };
    return query.has('uploadId') || query.has('uploads') ? this.#ofUpload(call) : this.#ofObject(call);
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw storeError(404, 'NoSuchBucket');
    return bucket;
  }

  #ofBucket(name: string, { method, body, headers }: StoreRequest, query: URLSearchParams): StoreAnswer {
    if (method === 'PUT' && query.size === 0) {
      if (!BUCKET_NAME.test(name)) throw storeError(400, 'InvalidBucketName');
      if (this.#buckets.has(name)) throw storeError(409, 'BucketAlreadyOwnedByYou');
      this.#buckets.set(name, new Bucket(this.#now()));
      return { status: 200 };
    }
    const bucket = this.#bucket(name);
    if (method === 'HEAD') return { status: 200 };
    if (method === 'DELETE' && query.size === 0) {
      if (!bucket.isEmpty) throw storeError(409, 'BucketNotEmpty');
      this.#buckets.delete(name);
      return NO_CONTENT;
    }
    if (method === 'POST' && query.has('delete')) {
      checkDigests(headers, body);
      const keys = textsOf(body, 'Key');
      for (const key of keys) bucket.delete(key);
      return xmlAnswer('DeleteResult', '');
    }
    if (method !== 'GET') throw notImplemented(`${method} of a bucket with ${query}`);
    if (query.has('uploads')) return uploadList(name, bucket, query);
    const other = ['policy', 'versioning', 'versions', 'location', 'acl', 'tagging'].find((one) => query.has(one));
    if (other !== undefined) throw notImplemented(other);
    return objectList(name, bucket, query);
  }

  #ofObject({ request, query, bucket, key }: Call): StoreAnswer {
    const { method, headers, body } = request;
    if (query.has('tagging') && method === 'GET') return tagList(bucket.get(key).tags);
    const other = ['tagging', 'acl', 'versionId', 'retention', 'restore', 'select'].find((one) => query.has(one));
    if (other !== undefined) throw notImplemented(other);
    if (method === 'GET' || method === 'HEAD') return read(bucket.get(key), headers, method);
    if (method === 'DELETE') {
      bucket.delete(key);
      return NO_CONTENT;
    }
    if (method !== 'PUT') throw notImplemented(`${method} of an object`);
    const there = bucket.find(key);
    if (headers['if-none-match'] === '*' && there) throw storeError(412, 'PreconditionFailed');
    if (headers['if-match'] !== undefined && headers['if-match'] !== `"${there?.etag}"`)
      throw storeError(412, 'PreconditionFailed');
    const source = this.#source(request);
    if (!source) checkDigests(headers, body);
    const isReplaced = headers['x-amz-metadata-directive'] === 'REPLACE';
    if (source && source === there && !isReplaced)
      throw storeError(400, 'InvalidRequest', 'It would be copied onto itself.');
    const content = source?.content ?? body;
    const object: StoredObject = {
      content,
      etag: etagOf(content),
      modified: this.#now(),
      headers: source && !isReplaced ? source.headers : keptOf(headers),
      tags: source && headers['x-amz-tagging-directive'] !== 'REPLACE' ? source.tags : (headers['x-amz-tagging'] ?? ''),
    };
    bucket.put(key, object);
    return source ? copied('CopyObjectResult', object) : { status: 200, headers: { etag: `"${object.etag}"` } };
  }

  #ofUpload({ request, query, bucket, key }: Call): StoreAnswer {
    const { method, headers, body } = request;
    if (query.has('uploads')) {
      if (method !== 'POST') throw notImplemented(`${method} of uploads`);
      const about = { headers: keptOf(headers), tags: headers['x-amz-tagging'] ?? '' };
      return xmlAnswer(
        'InitiateMultipartUploadResult',
        textElement('UploadId', bucket.begin(key, about, this.#now()).id),
      );
    }
    const upload = bucket.upload(query.get('uploadId') ?? '', key);
    if (method === 'GET') return partList(upload);
    if (method === 'PUT') return this.#part(upload, Number(query.get('partNumber')), request);
    if (method === 'DELETE') {
      bucket.uploads.delete(upload.id);
      return NO_CONTENT;
    }
    if (method !== 'POST') throw notImplemented(`${method} of an upload`);
    if (headers['if-none-match'] === '*' && bucket.find(key)) throw storeError(412, 'PreconditionFailed');
    const etags = textsOf(body, 'ETag');
    const wanted = textsOf(body, 'PartNumber').map((number, index) => ({
      number: Number(number),
      etag: etags[index] ?? '',
    }));
    const { etag } = bucket.complete(upload, wanted, this.#now());
    return xmlAnswer('CompleteMultipartUploadResult', textElement('Key', key) + textElement('ETag', `"${etag}"`));
  }

  #part(upload: Upload, number: number, request: StoreRequest): StoreAnswer {
    if (!Number.isSafeInteger(number) || number < 1 || number > 10_000)
      throw storeError(400, 'InvalidArgument', 'partNumber');
    const source = this.#source(request);
    if (!source) checkDigests(request.headers, request.body);
    const range = request.headers['x-amz-copy-source-range'];
    const [start, end] =
      source && range !== undefined ? rangeOf(range, source.content.length) : [0, source?.content.length ?? 0];
    const content = source ? source.content.subarray(start, end) : request.body;
    const part = { content, etag: etagOf(content), modified: this.#now() };
    upload.parts.set(number, part);
    return source ? copied('CopyPartResult', part) : { status: 200, headers: { etag: `"${part.etag}"` } };
  }

  /** The object that a request asks to be copied; `null` where it brings its own content. */
  #source({ headers }: StoreRequest): StoredObject | null {
    const named = headers['x-amz-copy-source'];
    if (named === undefined) return null;
    const [name, key] = placeOf(named.startsWith('/') ? named : `/${named}`);
    const source = this.#bucket(name).get(key);
    const wanted = headers['x-amz-copy-source-if-match'];
    if (wanted !== undefined && wanted !== `"${source.etag}"`) throw storeError(412, 'PreconditionFailed');
    return source;
  }
}

/** The bucket and the key of a path as it was sent: nothing in it is put right, for keys may have dots and slashes of all kinds. */
function placeOf(path: string): readonly [bucket: string, key: string] {
  const end = path.indexOf('/', 1);
  try {
    const [bucket, key] = end < 0 ? [path.slice(1), ''] : [path.slice(1, end), path.slice(end + 1)];
    return [decodeURIComponent(bucket), decodeURIComponent(key)];
  } catch {
    throw storeError(400, 'InvalidURI');
  }
}

function keptOf(headers: StoreRequest['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string] => KEPT.test(entry[0]) && entry[1] !== undefined,
  );
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept) };
}

/** Throws for what a client asks of the store and would believe to have. */
function checkSettings(headers: StoreRequest['headers']): void {
  const asked = Object.entries(headers).find(
    ([name, value]) =>
      /^x-amz-((copy-source-)?server-side-encryption|website-redirect-location|object-lock-)/.test(name) ||
      (name === 'x-amz-acl' && value !== 'private') ||
      (name === 'x-amz-storage-class' && value !== 'STANDARD'),
  );
  if (asked) throw notImplemented(asked[0]);
}

/** Throws where the content is not what its sender says: a sum that is not checked must not be taken for one that fits. */
function checkDigests(headers: StoreRequest['headers'], body: Buffer): void {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && Buffer.from(md5, 'base64').toString('hex') !== etagOf(body))
    throw storeError(400, 'BadDigest');
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'x-amz-trailer') throw notImplemented(name);
    if (!name.startsWith('x-amz-checksum-') || value === undefined) continue;
    if (name !== 'x-amz-checksum-crc32') throw notImplemented(name);
    if (Buffer.from(value, 'base64').readUInt32BE() !== crc32(body)) throw storeError(400, 'BadDigest');
  }
}

function copied(root: string, { etag, modified }: Pick<StoredObject, 'etag' | 'modified'>): StoreAnswer {
  return xmlAnswer(
    root,
    textElement('LastModified', new Date(modified).toISOString()) + textElement('ETag', `"${etag}"`),
  );
}

/** Where a range begins and ends, the end not included. */
function rangeOf(header: string, size: number): readonly [start: number, end: number] {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if ((first === '' && last === '') || start >= end) throw storeError(416, 'InvalidRange');
  return [start, end];
}

function read(object: StoredObject, headers: StoreRequest['headers'], method: 'GET' | 'HEAD'): StoreAnswer {
  const { content, modified } = object;
  const etag = `"${object.etag}"`;
  const about = {
    ...object.headers,
    etag,
    'last-modified': new Date(modified).toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) throw storeError(412, 'PreconditionFailed');
  if (headers['if-none-match'] === etag) return { status: 304, headers: about };
  const range = headers['range'];
  const [start, end] = range === undefined ? [0, content.length] : rangeOf(range, content.length);
  const tags = new URLSearchParams(object.tags).size;
  const counted: Record<string, string> = tags > 0 ? { 'x-amz-tagging-count': String(tags) } : {};
  const length = { 'content-length': String(end - start) };
  const part = range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${content.length}` };
  const body = method === 'GET' ? { body: content.subarray(start, end) } : {};
  return { status: range === undefined ? 200 : 206, headers: { ...about, ...counted, ...length, ...part }, ...body };
}
