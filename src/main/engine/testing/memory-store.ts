import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setImmediate as otherWork } from 'node:timers/promises';
import { PailError } from '../../../shared/errors.ts';
import type { SentPart } from '../s3/begun-upload.ts';
import { bareEtag } from '../s3/etag.ts';
import type { ListRequest, ObjectInfo, S3Port, UploadRequest } from '../s3/port.ts';
import { CAREFUL_QUIRKS } from './careful-quirks.ts';
import { listPageOf } from './list-page.ts';

/** An object, or a part of one that is not complete. */
interface Stored {
  readonly body: Buffer;
  /** With its quotes. */
  readonly etag: string;
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

/** A store in memory, as far as transfers need one. It ignores conditions, as old stores do; ETags are as S3 makes them. */
export class MemoryStore {
  state: StoreState;
  /** What was asked of content, in order: `PUT key`, `PART key number`, `GET key first-last`. */
  readonly asked: string[] = [];
  /** Hears before and after each change of the state, and before each answer with content. */
  onChange: () => void = () => undefined;
  /** So many answers to the beginning of an upload are lost on their way, after each of which it is asked once more. */
  lostBeginnings = 0;
  /** Throws in place of an answer. */
  fault: (asked: string) => void = () => undefined;
  #uploads = 0;

  constructor(state: StoreState = { objects: new Map(), uploads: new Map() }) {
    this.state = state;
  }

  port(): S3Port {
    return {
      quirks: async () => CAREFUL_QUIRKS,
      storeTime: Date.now,
      listPage: async (request: ListRequest) => this.#list(request),
      headObject: async ({ key, signal }) => {
        await this.#ask(`HEAD ${key}`, signal);
        return infoOf(this.#get(key));
      },
      firstPartBytes: async () => null,
      getObject: async ({ key, range, signal }) => {
        const stored = this.#get(key);
        const { first, last } = range ?? { first: 0, last: stored.body.length - 1 };
        await this.#ask(`GET ${key} ${first}-${last}`, signal);
        const body = Readable.from([stored.body.subarray(first, last + 1)]);
        return { ...infoOf(stored), length: last - first + 1, body };
      },
      putObject: async ({ key, body, signal }) => {
        await this.#ask(`PUT ${key}`, signal);
        const stored = storedObject(Buffer.from(body));
        this.#set({ objects: new Map(this.state.objects).set(key, stored) });
        return { etag: stored.etag };
      },
      upload: (request) => this.#upload(request),
      deleteObjects: async ({ keys, signal }) => {
        const unanswered: number[] = [];
        for (const [position, key] of keys.entries()) {
          if (signal.aborted) unanswered.push(position);
          else {
            await this.#ask(`DELETE ${key}`);
            const objects = new Map(this.state.objects);
            objects.delete(key);
            this.#set({ objects });
          }
        }
        return { failures: new Map(), unanswered };
      },
      listParts: async ({ uploadId }) => {
        const upload = this.state.uploads.get(uploadId);
        if (!upload) return null;
        return [...upload.parts].map(([number, { etag, body }]) => ({ number, etag, size: body.length }));
      },
      listUploads: async ({ prefix }) =>
        [...this.state.uploads]
          .filter(([, { key }]) => key.startsWith(prefix))
          .map(([uploadId, { key, begunAt }]) => ({ key, uploadId, begunAt })),
      abortUpload: async ({ uploadId }) => {
        await this.#ask(`ABORT ${uploadId}`);
        const uploads = new Map(this.state.uploads);
        uploads.delete(uploadId);
        this.#set({ uploads });
      },
      destroy: () => undefined,
    } as Partial<S3Port> as S3Port;
  }

  async #upload(request: UploadRequest): Promise<{ etag: string }> {
    const { key, size, partSize, begun, signal } = request;
    const uploadId = begun?.uploadId ?? (await this.#begin(request));
    const sent: SentPart[] = [...(begun?.parts ?? [])];
    for (let number = 1; number <= Math.ceil(size / partSize); number += 1) {
      if (sent.some((part) => part.number === number)) continue;
      const body = Buffer.from(await request.part(number));
      await this.#ask(`PART ${key} ${number}`, signal);
      const upload = this.state.uploads.get(uploadId);
      if (!upload) throw new PailError('no-such-upload');
      const part = storedObject(body);
      const parts = new Map(upload.parts).set(number, part);
      this.#set({ uploads: new Map(this.state.uploads).set(uploadId, { ...upload, parts }) });
      sent.push({ number, etag: part.etag });
      request.onPart({ number, etag: part.etag }, body.length);
    }
    await request.beforeComplete();
    await this.#ask(`COMPLETE ${key}`, signal);
    const upload = this.state.uploads.get(uploadId);
    if (!upload) throw new PailError('no-such-upload');
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    const digests = parts.map(({ etag }) => Buffer.from(bareEtag(etag), 'hex'));
    const etag = `"${md5(Buffer.concat(digests))}-${digests.length}"`;
    const uploads = new Map(this.state.uploads);
    uploads.delete(uploadId);
    const object = { body: Buffer.concat(parts.map(({ body }) => body)), etag };
    this.#set({ uploads, objects: new Map(this.state.objects).set(key, object) });
    return { etag };
  }

  async #begin({ key, onBegun }: UploadRequest): Promise<string> {
    const isRepeated = this.lostBeginnings > 0;
    for (; this.lostBeginnings > 0; this.lostBeginnings -= 1) await this.#beginOne(key);
    const uploadId = await this.#beginOne(key);
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
    if (!stored) throw new PailError('no-such-key');
    return stored;
  }

  #list({ prefix, delimiter, limit = 1000 }: ListRequest) {
    const keys = [...this.state.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const here = keys.filter((key) => delimiter === null || !key.slice(prefix.length).includes(delimiter));
    const below = keys
      .filter((key) => !here.includes(key))
      .map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1));
    return listPageOf(
      here.slice(0, limit).map((key) => [key, this.state.objects.get(key)?.body.length ?? 0]),
      [...new Set(below)],
    );
  }
}

function infoOf({ body, etag }: Stored): ObjectInfo {
  return { size: body.length, etag, etagKind: etag.includes('-') ? 'parts-md5' : 'md5', modified: 1_600_000_000_000 };
}
