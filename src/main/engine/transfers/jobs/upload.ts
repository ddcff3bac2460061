import { basename } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { folderPrefix, MAX_KEY_BYTES } from '../../locations.ts';
import { MemoryPool } from '../../memory-pool.ts';
import type { LocationGrant } from '../../protocol.ts';
import { textAt } from '../../s3/packed.ts';
import type { S3Port } from '../../s3/port.ts';
import type { Job, JobContext } from '../job.ts';
import { LocalFile } from '../local/local-file.ts';
import { type Found, scan } from '../local/scan.ts';
import { contentType } from './content-types.ts';

const MEBIBYTE = 1_048_576;
/** Above this a file goes in parts. */
const LARGE_BYTES = 16 * MEBIBYTE;
const PART_BYTES = 8 * MEBIBYTE;
/** Above this a store is asked whether it has the key before it gets the body; below, that would cost more than it saves. */
const CHEAP_BYTES = MEBIBYTE;
/** Of the parts of all uploads: as many as two large files have under way. */
const partMemory = new MemoryPool(PART_BYTES, 12);
/** A large file holds its parts under way in memory, and those that are being read. */
const LARGE_WEIGHT = 32;

/** The size of parts for a file: 8 MiB, or more where the store's number of parts would not reach; whole MiB. */
export function partSizeFor(
  size: number,
  { minPartBytes, maxParts }: Pick<Quirks, 'minPartBytes' | 'maxParts'>,
): number {
  const needed = Math.ceil(size / maxParts / MEBIBYTE) * MEBIBYTE;
  return Math.max(PART_BYTES, minPartBytes, needed);
}

export interface UploadRequest {
  readonly grant: LocationGrant;
  readonly port: () => Promise<S3Port>;
  readonly folder: string;
  /** Absolute local paths of files and folders. */
  readonly paths: readonly string[];
  readonly ended: () => void;
}

/** Uploads files and folders into a folder of a location. Without `replace` nothing that is there is overwritten. */
export function uploadJob(request: UploadRequest): Job {
  const { grant } = request;
  const prefix = folderPrefix(grant, request.folder);

  async function prepare(context: JobContext): Promise<void> {
    for (const path of request.paths) {
      for await (const found of scan(path, basename(path), context.signal)) add(found, context);
    }
  }

  async function run([index]: readonly number[], replace: boolean, context: JobContext): Promise<void> {
    if (index === undefined) return;
    const { items } = context;
    const name = items.name(index);
    const path = items.origin(index);
    const key = prefix + name;
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
      throw new PailError('name-invalid', { subject: name, reason: `its path has over ${MAX_KEY_BYTES} bytes` });
    }
    const item: Item = { port: await request.port(), bucket: grant.bucket, key, name, index, replace, context };
    if (name.endsWith('/')) return path === '' ? putFolder(item) : addFolder(item, path);
    if (path === '') throw new PailError('name-invalid', { subject: name, reason: 'it is not valid UTF-8' });
    const file = await LocalFile.open(path, name);
    try {
      items.resize(index, file.size);
      await (file.size > LARGE_BYTES ? putLarge(item, file) : putSmall(item, file));
    } finally {
      await file.close();
    }
  }

  return {
    kind: 'upload',
    batch: 1,
    // A small file is held in memory as a whole: a place for each MiB of it.
    weight: (index, { items }) => {
      const size = items.size(index);
      return size > LARGE_BYTES ? LARGE_WEIGHT : Math.max(1, Math.ceil(size / MEBIBYTE));
    },
    prepare,
    run,
    ended: request.ended,
  };
}

function add(found: Found, context: JobContext): void {
  const { kind, name } = found;
  const size = kind === 'file' ? found.size : 0;
  const index = context.add(name, size, kind === 'empty-folder' ? '' : found.path);
  if (index < 0 || kind !== 'left-out') return;
  // Links and devices are left out on purpose; anything else should have been there.
  context.items.set(index, found.failure.code === 'file-not-regular' ? 'skipped' : 'failed', found.failure);
}

/** A folder that could not be read when the upload began: its content comes as more items. */
async function addFolder(item: Item, path: string): Promise<void> {
  const { name, context } = item;
  for await (const found of scan(path, name.slice(0, -1), context.signal)) {
    if (found.name !== name) add(found, context);
    else if (found.kind === 'left-out') throw new PailError(found.failure);
    else await putFolder(item);
  }
}

interface Item {
  readonly port: S3Port;
  readonly bucket: string;
  readonly key: string;
  readonly name: string;
  readonly index: number;
  readonly replace: boolean;
  readonly context: JobContext;
}

/**
 * What the store says about the key: there, not there, or not to be told to us. A listing is asked first: a role for one
 * prefix gets 403 for the HEAD of a key that does not exist, because that question names no prefix.
 */
async function presence(item: Item): Promise<'there' | 'absent' | 'unknown'> {
  const { port, bucket, key, context } = item;
  const { signal } = context;
  try {
    const page = await port.listPage({ bucket, prefix: key, delimiter: null, token: null, limit: 1, signal });
    return page.keys.count > 0 && textAt(page.keys, 0) === key ? 'there' : 'absent';
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  try {
    await port.headObject({ bucket, key, signal });
    return 'there';
  } catch (error) {
    if (error instanceof PailError && error.failure.code === 'no-such-key') return 'absent';
    if (isDenied(error)) return 'unknown';
    throw error;
  }
}

const isDenied = (error: unknown): boolean => error instanceof PailError && error.failure.code === 'access-denied';

const taken = (item: Item): PailError => new PailError('target-exists', { subject: item.name });

async function putFolder(item: Item): Promise<void> {
  const { port, bucket, key, context } = item;
  // A folder that is there already is what was asked for.
  if ((await presence(item)) === 'there') return;
  const body = new Uint8Array(0);
  await port.putObject({
    bucket,
    key,
    body,
    contentType: 'application/x-directory',
    overwrite: true,
    signal: context.signal,
  });
}

/**
 * Throws `target-exists` for a key that is there, unless it is to be replaced. Where nobody lets us see, the store must
 * keep what is there by itself (`guarded`): otherwise `access-denied`.
 */
async function checkFree(item: Item, guarded: boolean): Promise<void> {
  if (item.replace) return;
  const found = await presence(item);
  if (found === 'there') throw taken(item);
  if (found === 'unknown' && !guarded) throw new PailError('access-denied', { subject: item.name });
}

async function putSmall(item: Item, file: LocalFile): Promise<void> {
  const { port, bucket, key, name, context, index, replace } = item;
  const { conditionalPut } = await port.quirks(context.signal);
  if (!conditionalPut || file.size > CHEAP_BYTES) await checkFree(item, conditionalPut);
  const body = await file.readAll();
  const request = { bucket, key, body, contentType: contentType(name), overwrite: replace, signal: context.signal };
  await port.putObject(request);
  context.progress(index, body.length);
}

async function putLarge(item: Item, file: LocalFile): Promise<void> {
  const { port, bucket, key, name, context, index, replace } = item;
  const quirks = await port.quirks(context.signal);
  const partSize = partSizeFor(file.size, quirks);
  await checkFree(item, quirks.conditionalComplete);
  const memory = partSize === PART_BYTES ? partMemory : new MemoryPool(partSize, 1);
  await port.upload({
    bucket,
    key,
    body: file.pieces(partSize, memory),
    release: (piece) => memory.release(piece),
    partSize,
    contentType: contentType(name),
    overwrite: replace,
    onProgress: (bytes) => context.progress(index, bytes),
    beforeComplete: async () => {
      await file.checkUnchanged();
      // Where the store ignores If-None-Match when an upload in parts completes, it would overwrite.
      if (!quirks.conditionalComplete) await checkFree(item, false);
    },
    signal: context.signal,
  });
}
