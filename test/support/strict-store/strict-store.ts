import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Transport, TransportRequest } from '../../../src/main/engine/s3/transport/transport.ts';
import { listing } from './listing.ts';
import { PLAIN_RULES, type StoreRules } from './rules.ts';

/** One request, as any server would see it. */
export interface StoreRequest {
  readonly method: string;
  readonly host: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface StoreAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

interface StoredObject {
  readonly content: Buffer;
  readonly etag: string;
  readonly partBytes: number | null;
}

/** The one bucket of a strict store. */
export const BUCKET = 'bucket';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();

/** A store in memory that refuses what the store after which its rules are modelled refuses, and loses what that one loses. */
export class StrictStore {
  readonly bucket = BUCKET;
  readonly rules: StoreRules;
  readonly objects = new Map<string, StoredObject>();
  /** The storage classes of objects that cannot be read before they are restored, by key. */
  readonly archived = new Map<string, string>();
  readonly requests: StoreRequest[] = [];
  /** Flips a bit of every body that is read: each time another one, as chance would have it. */
  damages = false;
  /** Whose keys allow writing only: reading and listing get 403. */
  writeOnly = false;
  readonly #uploads = new Map<string, Map<number, Buffer>>();

  constructor(rules: Partial<StoreRules> = {}) {
    this.rules = { ...PLAIN_RULES, ...rules };
  }

  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  content(key: string): string | undefined {
    return this.objects.get(key)?.content.toString();
  }

  put(key: string, content: Uint8Array | string): void {
    const bytes = Buffer.from(content as Uint8Array);
    this.objects.set(key, { content: bytes, etag: md5(bytes).toString('hex'), partBytes: null });
  }

  /** The store behind a transport: whatever host a request names, it comes here. */
  transport(): Transport {
    return {
      request: async ({ method, origin, path, headers, body, signal }: TransportRequest) => {
        signal.throwIfAborted();
        const { host } = new URL(origin);
        const answer = this.answer({ method, host, url: path, headers, body: Buffer.from(body ?? []) });
        const content = Buffer.from(answer.body ?? '');
        const length = String(content.length);
        const given = { 'content-length': length, ...answer.headers };
        return { status: answer.status, headers: given, body: Readable.from(method === 'HEAD' ? [] : [content]) };
      },
      destroy: () => undefined,
    };
  }

  answer(request: StoreRequest): StoreAnswer {
    this.requests.push(request);
    const url = new URL(request.url, `http://${request.host}`);
    const isHostStyle = request.host.startsWith(`${BUCKET}.`);
    // As it was sent: `new URL` takes the dots of a key for steps.
    const [pathname = ''] = request.url.split('?');
    if (!isHostStyle && pathname === '/') return this.rules.root;
    if (!request.headers['authorization']) return refused(403, 'AccessDenied');
    if (!isHostStyle && this.rules.hostStyleOnly) return refused(301, 'PermanentRedirect');
    if (this.writeOnly && ['GET', 'HEAD'].includes(request.method)) return refused(403, 'AccessDenied');
    const path = isHostStyle ? pathname : pathname.slice(BUCKET.length + 1);
    const key = decodeURIComponent(path.slice(1));
    return this.#checkBody(request) ?? (key === '' ? this.#bucket(request, url) : this.#object(request, url, key));
  }

  #bucket({ method, body, headers }: StoreRequest, { searchParams }: URL): StoreAnswer {
    if (method === 'GET') {
      const sorted = new Map(this.keys().map((key) => [key, this.objects.get(key)?.content.length ?? 0]));
      return xml(listing(sorted, searchParams, this.rules, this.archived));
    }
    const { batchDelete } = this.rules;
    if (method !== 'POST' || !searchParams.has('delete') || batchDelete === 'absent')
      return refused(501, 'NotImplemented');
    if (batchDelete === 'md5' && !headers['content-md5']) return refused(400, 'MissingContentMD5');
    for (const [, key] of body.toString().matchAll(/<Key>(.*?)<\/Key>/g)) this.objects.delete(key ?? '');
    return xml('<DeleteResult></DeleteResult>');
  }

  #object(request: StoreRequest, { searchParams }: URL, key: string): StoreAnswer {
    const id = searchParams.get('uploadId');
    const parts = id === null ? undefined : this.#uploads.get(id);
    if (id !== null && !parts) return refused(404, 'NoSuchUpload');
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return this.#read(request, searchParams, key);
      case 'DELETE':
        if (id === null) this.objects.delete(key);
        else this.#uploads.delete(id);
        return { status: 204 };
      case 'POST':
        if (parts) return this.#complete(request, key, id ?? '', parts);
        this.#uploads.set(`upload-${this.#uploads.size}`, new Map());
        return xml(`<R><UploadId>upload-${this.#uploads.size - 1}</UploadId></R>`);
      default: {
        const copied = this.#copied(request, parts !== undefined);
        if (copied && 'status' in copied) return copied;
        const body = copied?.content ?? request.body;
        const etag = { etag: `"${md5(body).toString('hex')}"` };
        const done = copied ? xml(copyResult(etag.etag)) : { status: 200, headers: etag };
        if (!parts) {
          const denied = this.#condition(request, key, this.rules[copied ? 'copyCondition' : 'putCondition']);
          if (!denied) this.put(key, body);
          return denied ?? done;
        }
        const number = Number(searchParams.get('partNumber'));
        if (number > this.rules.maxParts) return refused(400, 'InvalidArgument');
        parts.set(number, body);
        return done;
      }
    }
  }

  /** The content that a request asks to be copied, or why not; `null` where it brings its own. */
  #copied({ headers }: StoreRequest, isPart: boolean): Pick<StoredObject, 'content'> | StoreAnswer | null {
    const source = headers['x-amz-copy-source'];
    if (source === undefined) return null;
    if (isPart && this.rules.partCopy === 'absent') return refused(501, 'NotImplemented');
    if (isPart && this.rules.partCopy === 'denied') return refused(403, 'AccessDenied');
    const sourceKey = decodeURIComponent(source.slice(source.indexOf('/') + 1));
    const found = this.objects.get(sourceKey);
    if (!found) return refused(404, 'NoSuchKey');
    if (this.archived.has(sourceKey)) return refused(403, 'ObjectNotInActiveTierError');
    if (headers['x-amz-copy-source-if-match'] !== `"${found.etag}"`) return refused(412, 'PreconditionFailed');
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers['x-amz-copy-source-range'] ?? '') ?? [];
    return first === undefined ? found : { content: found.content.subarray(Number(first), Number(last) + 1) };
  }

  #complete(request: StoreRequest, key: string, id: string, parts: ReadonlyMap<number, Buffer>): StoreAnswer {
    const denied = this.#condition(request, key, this.rules.completeCondition);
    if (denied) return denied;
    const pieces = [...parts].sort(([a], [b]) => a - b).map(([, piece]) => piece);
    const seed = this.rules.partsEtagIsMd5 ? Buffer.concat(pieces.map(md5)) : Buffer.from(id);
    const etag = `${md5(seed).toString('hex')}-${pieces.length}`;
    this.objects.set(key, { content: Buffer.concat(pieces), etag, partBytes: pieces[0]?.length ?? null });
    this.#uploads.delete(id);
    return xml(`<CompleteMultipartUploadResult><ETag>&quot;${etag}&quot;</ETag></CompleteMultipartUploadResult>`);
  }

  #read({ method, headers }: StoreRequest, query: URLSearchParams, key: string): StoreAnswer {
    const found = this.objects.get(key);
    if (!found) return refused(404, 'NoSuchKey');
    const etag = `"${found.etag}"`;
    if (headers['if-match'] && headers['if-match'] !== etag) return refused(412, 'PreconditionFailed');
    const about = { etag, 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' };
    const size = found.content.length;
    if (method === 'HEAD') {
      const part = query.has('partNumber') && found.partBytes !== null;
      const parts = part && { 'x-amz-mp-parts-count': found.etag.split('-')[1] ?? '1' };
      return { status: 200, headers: { ...about, ...parts, 'content-length': String(part ? found.partBytes : size) } };
    }
    if (this.archived.has(key)) return refused(403, 'InvalidObjectState');
    const [, first = '0', last = String(size - 1)] = /^bytes=(\d+)-(\d+)$/.exec(headers['range'] ?? '') ?? [];
    const body = Buffer.from(found.content.subarray(Number(first), Number(last) + 1));
    const at = this.requests.length % body.length;
    if (this.damages && body.length > 0) body[at] = (body[at] ?? 0) ^ 1;
    if (!headers['range']) return { status: 200, headers: about, body };
    return { status: 206, headers: { ...about, 'content-range': `bytes ${first}-${last}/${size}` }, body };
  }

  #condition({ headers }: StoreRequest, key: string, rule: StoreRules['putCondition']): StoreAnswer | null {
    if (headers['if-none-match'] === undefined || rule === 'ignored') return null;
    if (rule === 'refused') return refused(501, 'NotImplemented');
    return this.objects.has(key) ? refused(412, 'PreconditionFailed') : null;
  }

  #checkBody({ headers, body }: StoreRequest): StoreAnswer | null {
    const newer = Object.keys(headers).filter((name) => /^x-amz-(sdk-)?checksum-|^x-amz-trailer$/.test(name));
    if (newer.length > 0 && this.rules.refusesNewChecksums) return refused(501, 'NotImplemented');
    const sum = headers['x-amz-checksum-crc32'];
    if (sum !== undefined && Buffer.from(sum, 'base64').readUInt32BE() !== crc32(body))
      return refused(400, 'BadDigest');
    const told = headers['content-md5'];
    return told !== undefined && told !== md5(body).toString('base64') ? refused(400, 'BadDigest') : null;
  }
}

const xml = (body: string): StoreAnswer => ({ status: 200, headers: { 'content-type': 'application/xml' }, body });

const copyResult = (etag: string): string => `<CopyResult><ETag>${etag.replaceAll('"', '&quot;')}</ETag></CopyResult>`;

function refused(status: number, code: string): StoreAnswer {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<Error><Code>${code}</Code></Error>` };
}
