import { createHash } from 'node:crypto';
import { type Failure, failure, PailError } from '../../../../shared/errors.ts';
import { MAX_KEY_BYTES } from '../../locations.ts';
import { MemoryPool } from '../../memory-pool.ts';
import { bareEtag } from '../../s3/etag.ts';
import { textAt } from '../../s3/packed.ts';
import type { S3Port } from '../../s3/port.ts';
import type { JobContext } from '../job.ts';
import type { LocalFile } from '../local/local-file.ts';
import { namedType, UNKNOWN_TYPE } from './content-types.ts';
import { hasContentOf } from './same-content.ts';
import { sniffedType } from './sniffed-type.ts';

const MEBIBYTE = 1_048_576;
/** Above this a store is asked whether it has the key before it gets the body; below, that would cost more than it saves. */
const CHEAP_BYTES = MEBIBYTE;

/** Above this an object goes in parts. */
export const LARGE_BYTES = 16 * MEBIBYTE;

/** One file or folder on its way into a store. */
export interface UploadItem {
  readonly port: S3Port;
  readonly bucket: string;
  readonly key: string;
  /** For sentences. */
  readonly name: string;
  /** Whether an item of ours, also of another transfer, remembers an upload of this id as begun: nobody else takes it back. */
  readonly isHeld: (uploadId: string) => boolean;
  readonly index: number;
  readonly context: JobContext;
}

/** Whether it goes in place of what is there. */
export function replaces({ index, context }: UploadItem): boolean {
  const choice = context.items.choice(index);
  return choice === 'overwrite' || choice === 'different';
}

/** The failure of an item that is not to go in place of what is there. */
export const taken = (item: UploadItem): PailError => new PailError('target-exists', { subject: item.name });

/** The store does not let us see. */
export const isDenied = (error: unknown): boolean =>
  error instanceof PailError && error.failure.code === 'access-denied';

/**
 * What the store says about the key: there, not there, or not to be told to us. A listing is asked first: a role for one
 * prefix gets 403 for the HEAD of a key that does not exist, because that question names no prefix.
 */
export async function presence({
  port,
  bucket,
  key,
  context,
}: Pick<UploadItem, 'port' | 'bucket' | 'key' | 'context'>): Promise<'there' | 'absent' | 'unknown'> {
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

/** Why no store takes a key, `name` being what the item is called; `null` where one may. */
export function tooLong(key: string, name: string): Failure | null {
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return null;
  return failure('name-invalid', { subject: name, reason: `its path has over ${MAX_KEY_BYTES} bytes` });
}

/** Makes a folder: an object of no bytes. One that is there already is what was asked for. */
export async function putFolder(item: UploadItem): Promise<void> {
  const { port, bucket, key, context } = item;
  if ((await presence(item)) === 'there') return;
  const body = new Uint8Array(0);
  const { signal } = context;
  await port.putObject({ bucket, key, body, contentType: 'application/x-directory', overwrite: true, signal });
}

/**
 * Throws `target-exists` for a key that is there, unless it is to be replaced. Where nobody lets us see, the store must
 * keep what is there by itself (`guarded`): otherwise `access-denied`.
 */
export async function checkFree(item: UploadItem, guarded: boolean): Promise<void> {
  if (replaces(item)) return;
  const found = await presence(item);
  if (found === 'there') throw taken(item);
  if (found === 'unknown' && !guarded) throw new PailError('access-denied', { subject: item.name });
}

/** Throws `target-same` where only what differs is to be replaced, and the store has this content. */
export async function checkDifferent(item: UploadItem, file: LocalFile): Promise<void> {
  if (item.context.items.choice(item.index) !== 'different') return;
  if ((await hasContentOf(item, file, item.context.signal)) === 'same')
    throw new PailError('target-same', { subject: item.name });
}

/** Uploads a file in one request. */
export async function putSmall(item: UploadItem, file: LocalFile): Promise<void> {
  const { port, bucket, key, context, index } = item;
  const { items, signal } = context;
  const { conditionalPut } = await port.quirks(signal);
  const overwrite = replaces(item);
  await checkDifferent(item, file);
  const body = await file.readAll();
  try {
    if (!conditionalPut || file.size > CHEAP_BYTES) await checkFree(item, conditionalPut);
    const onBytes = (bytes: number): void => context.progress(index, bytes);
    const request = { bucket, key, body, contentType: contentTypeOf(item.name, body), overwrite, onBytes, signal };
    items.receipt(index, await port.putObject(request));
  } catch (error) {
    if (!(await isOurs(item, body, error))) throw error;
    context.progress(index, body.length);
  }
}

/** What a file is served as, by its name, or else by its content. */
const contentTypeOf = (name: string, body: Uint8Array): string =>
  namedType(name) ?? sniffedType(body, true) ?? UNKNOWN_TYPE;

/** Whether what is in the way was put there by us, in a run that ended before it was told so. */
async function isOurs(
  { port, bucket, key, index, context }: UploadItem,
  body: Uint8Array,
  error: unknown,
): Promise<boolean> {
  const isTaken = error instanceof PailError && error.failure.code === 'target-exists';
  if (!isTaken || !context.mayBeDone(index)) return false;
  const info = await port.headObject({ bucket, key, signal: context.signal });
  const md5 = createHash('md5').update(body).digest('hex');
  return info.size === body.length && info.etagKind === 'md5' && bareEtag(info.etag) === md5;
}

/** Memory for the parts of all uploads: as many as two large files have under way. */
export const PART_BYTES = 8 * MEBIBYTE;
export const partMemory = new MemoryPool(PART_BYTES, 12);
