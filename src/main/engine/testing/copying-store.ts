import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PailError } from '../../../shared/errors.ts';
import type { Quirks } from '../../../shared/model/quirks.ts';
import type { ObjectInfo, S3Port, UploadRequest } from '../s3/port.ts';
import type { StoredPart, UnfinishedUpload } from '../s3/unfinished.ts';
import { CAREFUL_QUIRKS } from './careful-quirks.ts';
import { listPageOf } from './list-page.ts';

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
  readonly modified: number;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** A store in memory that does what copies and moves ask of one, and remembers what it was asked: `method key`. */
export class CopyingStore {
  readonly objects = new Map<string, Stored>();
  readonly asked: string[] = [];
  /** Sizes that are told of keys in place of their own. */
  readonly sizes = new Map<string, number>();
  /** The parts that it tells of an upload, by its id; `null`: that there is none. Left out: it tells nobody. */
  readonly parts = new Map<string, StoredPart[] | null>();
  /** The unfinished uploads that it lists, by their ids; `null`: nobody may see them. */
  uploads: Map<string, UnfinishedUpload> | null = new Map();
  /** So many answers to the beginning of an upload are lost on their way, after each of which it is asked once more. */
  lostBeginnings = 0;
  /** Nobody hears of any upload that it begins. */
  unheard = false;
  /** Called before each request that it is asked; throwing refuses it. */
  before: (asked: string) => void = () => undefined;
  #clock = 1000;
  #uploads = 0;

  put(key: string, body: string | Buffer): void {
    this.#clock += 1000;
    const bytes = Buffer.from(body);
    this.objects.set(key, { body: bytes, etag: `"${md5(bytes)}"`, modified: this.#clock });
  }

  text(key: string): string | undefined {
    return this.objects.get(key)?.body.toString();
  }

  port(quirks: Partial<Quirks> = {}): S3Port {
    const info = (key: string): ObjectInfo => {
      const { body, etag, modified } = this.#get(key);
      return { size: this.sizes.get(key) ?? body.length, etag, etagKind: 'md5', modified };
    };
    const none = {
      contentType: 'text/x',
      contentEncoding: null,
      contentLanguage: null,
      contentDisposition: null,
      cacheControl: null,
      expires: null,
      storageClass: null,
      websiteRedirect: null,
      metadata: {},
      tagCount: 0,
    };
    const port: Partial<S3Port> = {
      quirks: async () => ({ ...CAREFUL_QUIRKS, ...quirks }),
      storeTime: Date.now,
      listPage: async ({ prefix }) => {
        const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
        return listPageOf(keys.map((key) => [key, this.#get(key).body.length]));
      },
      headObject: async ({ key }) => {
        this.#ask(`head ${key}`);
        return info(key);
      },
      objectDetails: async ({ key }) => ({ ...info(key), ...none }),
      getObject: async ({ key, range, ifMatch }) => {
        this.#ask(`get ${key}`);
        if (ifMatch !== info(key).etag) throw new PailError('object-changed', { subject: key });
        const { body } = this.#get(key);
        const bytes = range ? body.subarray(range.first, range.last + 1) : body;
        return { ...info(key), length: bytes.length, body: Readable.from([bytes]) };
      },
      putObject: async ({ key, body }) => {
        this.#ask(`put ${key}`);
        this.put(key, Buffer.from(body));
        return { etag: info(key).etag };
      },
      copyObject: async ({ key, source }) => {
        this.#ask(`copy ${key}`);
        this.put(key, this.#get(source.key).body);
        return info(key);
      },
      copyInParts: async (request) => {
        const { key, source, size, partSize, begun } = request;
        const uploadId = begun?.uploadId ?? this.#begin(request);
        const known = new Set(begun?.parts.map(({ number }) => number));
        for (let number = 1; number <= Math.ceil(size / partSize); number += 1) {
          if (known.has(number)) continue;
          this.#ask(`part ${number} of ${uploadId}`);
          request.onPart({ number, etag: `"${number}"`, bytes: Math.min(partSize, size - (number - 1) * partSize) });
        }
        await request.beforeComplete();
        this.uploads?.delete(uploadId);
        this.put(key, this.#get(source.key).body);
        return info(key);
      },
      upload: async (request) => {
        const uploadId = this.#begin(request);
        const parts: Uint8Array[] = [];
        for (let number = 1; number <= Math.ceil(request.size / request.partSize); number += 1) {
          parts.push(Buffer.from(await request.part(number)));
        }
        await request.beforeComplete();
        this.#ask(`complete ${request.key}`);
        this.uploads?.delete(uploadId);
        this.put(request.key, Buffer.concat(parts));
        return { etag: info(request.key).etag };
      },
      listParts: async ({ uploadId }) => {
        const parts = this.parts.get(uploadId);
        if (parts === undefined) throw new PailError('access-denied');
        return parts;
      },
      listUploads: async ({ prefix }) => {
        if (!this.uploads) throw new PailError('access-denied');
        return [...this.uploads.values()].filter(({ key }) => key.startsWith(prefix));
      },
      abortUpload: async ({ uploadId }) => {
        this.#ask(`abort ${uploadId}`);
        this.uploads?.delete(uploadId);
      },
      deleteObjects: async ({ keys }) => {
        for (const key of keys) this.#ask(`delete ${key}`);
        for (const key of keys) this.objects.delete(key);
        return { failures: new Map(), unanswered: [] };
      },
    };
    return port as S3Port;
  }

  #begin({ key, onBegun }: Pick<UploadRequest, 'key' | 'onBegun'>): string {
    const isRepeated = this.lostBeginnings > 0;
    const begin = (): string => {
      const uploadId = `upload ${++this.#uploads}`;
      this.uploads?.set(uploadId, { key, uploadId, begunAt: Date.now() });
      return uploadId;
    };
    for (; this.lostBeginnings > 0; this.lostBeginnings -= 1) begin();
    const uploadId = begin();
    if (this.unheard) throw new PailError('connection-failed');
    onBegun(uploadId, isRepeated);
    return uploadId;
  }

  #ask(asked: string): void {
    this.before(asked);
    this.asked.push(asked);
  }

  #get(key: string): Stored {
    const found = this.objects.get(key);
    if (!found) throw new PailError('no-such-key', { subject: key });
    return found;
  }
}
