/** For each field of the quirks something that the engine does, and that goes wrong where the field is not as the store needs it. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copiesInParts } from '../../src/main/engine/s3/copy-size.ts';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import { eachText } from '../../src/main/engine/s3/packed.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { contextOf } from '../../src/main/engine/testing/transfer-parts.ts';
import { fetchObject, LARGE_BYTES, NOTHING_KEPT } from '../../src/main/engine/transfers/fetch/fetch.ts';
import { uploadJob } from '../../src/main/engine/transfers/jobs/upload.ts';
import { ownThreadDisk } from '../../src/main/engine/transfers/local/disk.ts';
import { PailError } from '../../src/shared/errors.ts';
import type { Quirks } from '../../src/shared/model/quirks.ts';
import type { StoreRules } from './strict-store/rules.ts';

const MEBIBYTE = 1_048_576;
const { signal } = new AbortController();

/** Keys for a strict store, which looks only whether there is a signature. */
export const anyKeys = (): StorageKeys => new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));

/** What a proof needs of the store that it is made at. */
export interface ProvingStore {
  readonly bucket: string;
  readonly rules: Pick<StoreRules, 'maxParts' | 'bytesPerSegment'>;
  put(key: string, content: string): void | Promise<void>;
  content(key: string): (string | undefined) | Promise<string | undefined>;
  /** Bodies that are read have a bit flipped, each time another one. */
  damages: boolean;
  /** The keys allow writing only. */
  writeOnly: boolean;
}

/** Does it with a port to a store. Answers what came of it; `GOOD` where all went well. */
export type Proof = (port: S3Port, store: ProvingStore) => Promise<string>;

/** What a proof answers where nothing failed and nothing was lost. */
export const GOOD = 'good';

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof PailError) return error.failure.code;
      throw error;
    },
  );

const judge = (found: unknown, wanted: unknown): string => {
  const [said, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  return said === right ? GOOD : said;
};

async function listAll(port: S3Port, bucket: string, delimiter: '/' | null): Promise<string[]> {
  const names: string[] = [];
  for (let token: string | null = null; ; ) {
    const page: Awaited<ReturnType<S3Port['listPage']>> = await port.listPage({
      bucket,
      prefix: '',
      delimiter,
      token,
      limit: 3,
      signal,
    });
    names.push(...eachText(page.prefixes), ...eachText(page.keys));
    token = page.nextToken;
    if (token === null) return names.sort();
  }
}

/** Uploads a file of so many bytes under a name, without replacing what is there. */
async function uploadFile(port: S3Port, bucket: string, name: string, bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pail-proof-'));
  try {
    const path = join(folder, name);
    const file = await open(path, 'w');
    await file.truncate(bytes);
    await file.close();
    const context = contextOf();
    const job = uploadJob({
      bucket,
      prefix: '',
      port: async () => port,
      paths: [path],
      emptyFolders: true,
      ended: () => undefined,
    });
    await job.prepare(context);
    return await outcome(job.run([0], context));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Uploads a file that is too large to be really sent; answers how many parts it would have. */
async function partsOf(port: S3Port, bucket: string, bytes: number): Promise<number> {
  let parts = 0;
  const upload: S3Port['upload'] = async ({ partSize }) => {
    parts = Math.ceil(bytes / partSize);
    return { etag: '' };
  };
  await uploadFile({ ...port, upload }, bucket, 'large', bytes);
  return parts;
}

/** With keys that may only write: what is free is written, what is taken stays. */
async function uploadBlindly(port: S3Port, store: ProvingStore, bytes: number): Promise<string> {
  await store.put('taken', 'theirs');
  store.writeOnly = true;
  const outcomes = [
    await uploadFile(port, store.bucket, 'free', bytes),
    await uploadFile(port, store.bucket, 'taken', bytes),
  ];
  return judge([...outcomes, await store.content('taken')], ['done', 'target-exists', 'theirs']);
}

async function fetchDamaged(port: S3Port, store: ProvingStore): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pail-proof-'));
  try {
    store.damages = true;
    const place = { folder, name: 'x', replace: false, tag: 't' };
    const to = { disk: ownThreadDisk, place, subject: 'x', onBytes: () => undefined };
    const fetching = { port, bucket: store.bucket, key: 'x', signal, ...to };
    return judge(await outcome(fetchObject(fetching, LARGE_BYTES + 1, NOTHING_KEPT)), 'checksum-mismatch');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The fewest bytes of a part that every store and client library takes. */
const PART_BYTES = 5 * MEBIBYTE;

async function putInParts(port: S3Port, bucket: string, overwrite: boolean): Promise<void> {
  const end = Buffer.from('the end');
  await port.upload({
    bucket,
    key: 'x',
    size: PART_BYTES + end.length,
    partSize: PART_BYTES,
    part: async (number) => (number === 1 ? Buffer.alloc(PART_BYTES, 'a') : end),
    contentType: 'text/plain',
    overwrite,
    begun: null,
    onBegun: () => undefined,
    onPart: () => undefined,
    onBytes: () => undefined,
    beforeComplete: async () => undefined,
    signal,
  });
}

const putNew = (port: S3Port, bucket: string, key: string): Promise<string> =>
  outcome(
    port.putObject({
      bucket,
      key,
      body: Buffer.from('mine'),
      contentType: 'text/plain',
      overwrite: false,
      signal,
    }),
  );

/** Copies an object within the bucket without replacing what is there; in parts where it has more than `limit` bytes. */
async function copy(port: S3Port, bucket: string, from: string, key: string, limit: number): Promise<unknown> {
  const { size, etag, ...details } = await port.objectDetails({ bucket, key: from, signal });
  const asked = { bucket, key, source: { bucket, key: from, ifMatch: etag }, overwrite: false, signal };
  if (!copiesInParts(size, await port.quirks(signal), limit)) return port.copyObject(asked);
  const nothing = (): void => undefined;
  const heard = { onBegun: nothing, onPart: nothing, onBytes: nothing, beforeComplete: async () => undefined };
  const parts = { size, partSize: limit, details, tags: [], begun: null, keep: () => false };
  return port.copyInParts({ ...asked, ...parts, ...heard });
}

async function listsRight(port: S3Port, store: ProvingStore, keys: readonly string[], delimiter: '/' | null) {
  for (const key of keys) await store.put(key, key);
  const wanted = [...new Set(keys.map((key) => (delimiter ? key.replace(/\/.*/, '/') : key)))].sort();
  return judge(await listAll(port, store.bucket, delimiter), wanted);
}

/** One proof for each field in which a row of the table differs from the careful default. */
export const PROOFS: { readonly [Q in keyof Quirks]?: Proof } = {
  pathStyle: async (port, { bucket }) => judge(await outcome(listAll(port, bucket, null)), 'done'),
  // More than two pages.
  listVersion: (port, store) => listsRight(port, store, ['a', 'b', 'c', 'd', 'e', 'f', 'g'], null),
  encodedLists: (port, store) => listsRight(port, store, ['a+b', 'c d+e/f', 'g'], '/'),
  // Somebody is quicker, after the key was looked at.
  toleratesConditions: async (port, store) => {
    await store.put('taken', 'theirs');
    const outcomes = [await putNew(port, store.bucket, 'free'), await putNew(port, store.bucket, 'taken')];
    return judge([...outcomes, await store.content('taken')], ['done', 'target-exists', 'theirs']);
  },
  conditionalPut: (port, store) => uploadBlindly(port, store, 1000),
  conditionalComplete: (port, store) => uploadBlindly(port, store, 16 * MEBIBYTE + 1),
  // Somebody is quicker, after the key was looked at.
  conditionalCopy: async (port, store) => {
    await store.put('mine', 'mine');
    await store.put('taken', 'theirs');
    const outcomes = [
      await outcome(copy(port, store.bucket, 'mine', 'free', PART_BYTES)),
      await outcome(copy(port, store.bucket, 'mine', 'taken', PART_BYTES)),
    ];
    return judge([...outcomes, await store.content('taken')], ['done', 'target-exists', 'theirs']);
  },
  partCopy: async (port, store) => {
    const content = 'pail'.repeat(PART_BYTES / 2);
    await store.put('large', content);
    const copied = await outcome(copy(port, store.bucket, 'large', 'copy', PART_BYTES));
    return judge([copied, copied === 'done' && (await store.content('copy')) === content], ['done', true]);
  },
  partsEtagIsMd5: async (port, store) => {
    const put = await outcome(putInParts(port, store.bucket, true));
    return put === 'done' ? fetchDamaged(port, store) : put;
  },
  minPartBytes: async (port, { bucket, rules }) => {
    const bytes = 1024 * MEBIBYTE;
    return judge(await partsOf(port, bucket, bytes), Math.ceil(bytes / rules.bytesPerSegment));
  },
  maxParts: async (port, { bucket, rules }) => {
    const parts = await partsOf(port, bucket, 9 * 1024 * MEBIBYTE);
    return judge(parts > 0 && parts <= rules.maxParts, true);
  },
};

/** What everybody does: write, in one piece and in parts, list, and read. */
export const everyday: Proof = async (port, { bucket }) => {
  const outcomes = [await putNew(port, bucket, 'a b'), await outcome(putInParts(port, bucket, false))];
  const listed = await outcome(listAll(port, bucket, '/'));
  const { body } = await port.getObject({ bucket, key: 'a b', signal });
  const content = Buffer.concat(await body.toArray()).toString();
  return judge([...outcomes, listed, content], ['done', 'done', 'done', 'mine']);
};
