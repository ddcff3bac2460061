import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as otherWork } from 'node:timers/promises';
import { PailError } from '../../../shared/errors.ts';
import type { Quirks } from '../../../shared/model/quirks.ts';
import type { BegunUpload } from '../s3/begun-upload.ts';
import type { CopyInPartsRequest, KeptDetails } from '../s3/copying.ts';
import { bareEtag } from '../s3/etag.ts';
import type { ListRequest, ObjectInfo, S3Port, UploadRequest } from '../s3/port.ts';
import { CAREFUL_QUIRKS } from './careful-quirks.ts';
import { listPageOf } from './list-page.ts';

/** An object, or a part of one that is not complete. */
interface Stored {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
  /** ms since 1970 UTC; of an object. */
  readonly modified?: number;
  /** What is told in place of the bytes of its body. */
  readonly size?: number;
}

interface StoredUpload {
  readonly key: string;
  readonly begunAt: number;
  readonly parts: ReadonlyMap<number, Stored>;
}

/** All that a store has; a value, never changed. */
export interface StoreState {
  readonly objects: ReadonlyMap<string, Stored>;
  readonly uploads: ReadonlyMap<string, StoredUpload>;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export function storedObject(body: Buffer): Stored {
  return { body, etag: `"${md5(body)}"` };
}

/** The ETag of each object, by its key. */
export const objectsIn = ({ objects }: Pick<StoreState, 'objects'>): Record<string, string> =>
  Object.fromEntries([...objects].map(([key, { body }]) => [key, storedObject(body).etag]));

/** Of every object. */
const DETAILS: KeptDetails = {
  contentType: 'text/x',
  contentEncoding: null,
  contentLanguage: null,
  contentDisposition: null,
  cacheControl: null,
  expires: null,
  storageClass: null,
  websiteRedirect: null,
  metadata: {},
};

/**
 * A store in memory, as far as transfers need one. It ignores conditions of what is written, as old stores do; ETags are as S3 makes
 * them.
 */
export class MemoryStore {
  state: StoreState;
  /** What was asked of content, in order: `PUT key`, `COPY key`, `PART key number`, `GET key first-last`. */
  readonly asked: string[] = [];
  /** Hears before and after each change of the state, and before each answer with content. */
  onChange: () => void = () => undefined;
  /** So many answers to the beginning of an upload are lost on their way, after each of which it is asked once more. */
  lostBeginnings = 0;
  /** Nobody hears of any upload that it begins. */
  unheard = false;
  /** Throws in place of an answer. */
  fault: (asked: string) => void = () => undefined;
  #uploads = 0;
  #clock = 1_600_000_000_000;

  constructor(state: StoreState = { objects: new Map(), uploads: new Map() }) {
    this.state = state;
  }

  /** As somebody else does. `size`: what is told in place of its own. */
  put(key: string, body: string | Buffer, size?: number): void {
    this.#set({
      objects: this.#with(key, { ...storedObject(Buffer.from(body)), ...(size !== undefined && { size }) }),
    });
  }

  text(key: string): string | undefined {
    return this.state.objects.get(key)?.body.toString();
  }

  /** As somebody else does. */
  delete(...keys: readonly string[]): void {
    this.#set({ objects: new Map([...this.state.objects].filter(([key]) => !keys.includes(key))) });
  }

  port(quirks: Partial<Quirks> = {}): S3Port {
    return {
      quirks: async () => ({ ...CAREFUL_QUIRKS, ...quirks }),
      copiesByItself: true,
      madeWith: '',
      listBuckets: async () => [],
      createBucket: async () => {
        throw new PailError('bucket-exists');
      },
      deleteBucket: async () => {
        throw new PailError('bucket-not-empty');
      },
      storeTime: Date.now,
      listPage: async (request: ListRequest) => this.#list(request),
      headObject: async ({ key, signal }) => {
        await this.#ask(`HEAD ${key}`, signal);
        return infoOf(this.#get(key));
      },
      objectDetails: async ({ key }) => ({ ...infoOf(this.#get(key)), ...DETAILS, tagCount: 0 }),
      firstPartBytes: async () => null,
      getObject: async ({ key, range, ifMatch, signal }) => {
        const stored = this.#get(key);
        const { first, last } = range ?? { first: 0, last: stored.body.length - 1 };
        await this.#ask(`GET ${key} ${first}-${last}`, signal);
        if (ifMatch && ifMatch !== stored.etag) throw new PailError('object-changed', { subject: key });
        const body = Readable.from([stored.body.subarray(first, last + 1)]);
        return { ...infoOf(stored), length: last - first + 1, body };
      },
      putObject: async ({ key, body, onBytes, signal }) => {
        await this.#ask(`PUT ${key}`, signal);
        const stored = storedObject(Buffer.from(body));
        this.#set({ objects: this.#with(key, stored) });
        onBytes?.(body.length);
        return { etag: stored.etag };
      },
      copyObject: async ({ key, source, signal }) => {
        await this.#ask(`COPY ${key}`, signal);
        this.#set({ objects: this.#with(key, storedObject(this.#get(source.key).body)) });
        return infoOf(this.#get(key));
      },
      copyInParts: (request) => this.#copyInParts(request),
      upload: (request) => this.#upload(request),
      deleteObjects: async ({ keys, signal }) => {
        const unanswered: number[] = [];
        for (const [position, key] of keys.entries()) {
          if (signal.aborted) unanswered.push(position);
          else {
            await this.#ask(`DELETE ${key}`);
            this.delete(key);
          }
        }
        return { failures: new Map(), unanswered };
      },
      listParts: async ({ uploadId }) => {
        const upload = this.state.uploads.get(uploadId);
        if (!upload) return null;
        return [...upload.parts].map(([number, part]) => ({ number, etag: part.etag, size: sizeOf(part) }));
      },
      listUploads: async ({ prefix }) =>
        [...this.state.uploads]
          .filter(([, { key }]) => key.startsWith(prefix))
          .map(([uploadId, { key, begunAt }]) => ({ key, uploadId, begunAt })),
      abortUpload: async ({ uploadId }) => {
        await this.#ask(`ABORT ${uploadId}`);
        this.#set({ uploads: this.#uploadsWithout(uploadId) });
      },
      destroy: () => undefined,
    } as Partial<S3Port> as S3Port;
  }

  async #upload(request: UploadRequest): Promise<{ etag: string }> {
    const { key, size, partSize, begun, signal } = request;
    const uploadId = begun?.uploadId ?? (await this.#begin(request));
    for (const number of missing(size, partSize, begun)) {
      const body = Buffer.from(await request.part(number));
      await this.#ask(`PART ${key} ${number}`, signal);
      const part = storedObject(body);
      this.#putPart(uploadId, number, part);
      request.onPart({ number, etag: part.etag });
      request.onBytes(body.length);
    }
    await request.beforeComplete();
    await this.#ask(`COMPLETE ${key}`, signal);
    const parts = [...this.#begun(uploadId).parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const digests = parts.map(({ etag }) => Buffer.from(bareEtag(etag), 'hex'));
    const etag = `"${md5(Buffer.concat(digests))}-${digests.length}"`;
    const object = { body: Buffer.concat(parts.map(({ body }) => body)), etag };
    this.#set({ uploads: this.#uploadsWithout(uploadId), objects: this.#with(key, object) });
    return { etag };
  }

  /** Parts that are copied have no bytes here, only their size: sources are larger than tests bear. */
  async #copyInParts(request: CopyInPartsRequest): Promise<ObjectInfo> {
    const { key, source, size, partSize, begun, signal } = request;
    const uploadId = begun?.uploadId ?? (await this.#begin(request));
    for (const number of missing(size, partSize, begun)) {
      await this.#ask(`PART ${key} ${number}`, signal);
      const part = { number, etag: `"${number}"` };
      const bytes = Math.min(partSize, size - (number - 1) * partSize);
      this.#putPart(uploadId, number, { body: Buffer.alloc(0), etag: part.etag, size: bytes });
      request.onPart(part);
      request.onBytes(bytes);
    }
    await request.beforeComplete();
    await this.#ask(`COMPLETE ${key}`, signal);
    this.#set({ uploads: this.#uploadsWithout(uploadId), objects: this.#with(key, this.#get(source.key)) });
    return infoOf(this.#get(key));
  }

  async #begin({ key, onBegun }: Pick<UploadRequest, 'key' | 'onBegun'>): Promise<string> {
    const isRepeated = this.lostBeginnings > 0;
    for (; this.lostBeginnings > 0; this.lostBeginnings -= 1) await this.#beginOne(key);
    const uploadId = await this.#beginOne(key);
    if (this.unheard) throw new PailError('connection-failed');
    onBegun(uploadId, isRepeated);
    return uploadId;
  }

  async #beginOne(key: string): Promise<string> {
    await this.#ask(`BEGIN ${key}`);
    this.#uploads += 1;
    const uploadId = `${key}-${this.#uploads}-${this.state.uploads.size}`;
    const upload: StoredUpload = { key, begunAt: Date.now(), parts: new Map() };
    this.#set({ uploads: new Map(this.state.uploads).set(uploadId, upload) });
    return uploadId;
  }

  async #ask(asked: string, signal?: AbortSignal): Promise<void> {
    this.asked.push(asked);
    await otherWork();
    signal?.throwIfAborted();
    this.fault(asked);
    this.onChange();
  }

  #set(change: Partial<StoreState>): void {
    this.state = { ...this.state, ...change };
    this.onChange();
  }

  #get(key: string): Stored {
    const stored = this.state.objects.get(key);
    if (!stored) throw new PailError('no-such-key', { subject: key });
    return stored;
  }

  #with(key: string, object: Stored): StoreState['objects'] {
    this.#clock += 1000;
    return new Map(this.state.objects).set(key, { ...object, modified: this.#clock });
  }

  #begun(uploadId: string): StoredUpload {
    const upload = this.state.uploads.get(uploadId);
    if (!upload) throw new PailError('no-such-upload');
    return upload;
  }

  #putPart(uploadId: string, number: number, part: Stored): void {
    const upload = this.#begun(uploadId);
    const parts = new Map(upload.parts).set(number, part);
    this.#set({ uploads: new Map(this.state.uploads).set(uploadId, { ...upload, parts }) });
  }

  #uploadsWithout(uploadId: string): StoreState['uploads'] {
    const uploads = new Map(this.state.uploads);
    uploads.delete(uploadId);
    return uploads;
  }

  #list({ prefix, delimiter, limit = 1000 }: ListRequest) {
    const keys = [...this.state.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const here = keys.filter((key) => delimiter === null || !key.slice(prefix.length).includes(delimiter));
    const below = keys
      .filter((key) => !here.includes(key))
      .map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1));
    return listPageOf(
      here.slice(0, limit).map((key) => [key, sizeOf(this.#get(key))]),
      [...new Set(below)],
    );
  }
}

const sizeOf = ({ size, body }: Stored): number => size ?? body.length;

function infoOf(stored: Stored): ObjectInfo {
  const { etag, modified = 1_600_000_000_000 } = stored;
  return { size: sizeOf(stored), etag, etagKind: etag.includes('-') ? 'parts-md5' : 'md5', modified };
}

/** Numbers of the parts that an upload does not have. */
function missing(size: number, partSize: number, begun: BegunUpload | null): number[] {
  const all = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1);
  return all.filter((number) => !begun?.parts.some((part) => part.number === number));
}
