import { basename } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import { type Existing, type Findings, type Job, type JobContext, whyNot } from '../job.ts';
import { LocalFile } from '../local/local-file.ts';
import { type Found, scan } from '../local/scan.ts';
import { HEAVY_WEIGHT } from '../slots.ts';
import { type Adoption, adopt } from './adoption.ts';
import { answers } from './answers.ts';
import { leave, unheardBeside } from './beginnings.ts';
import { abandonUpload, sentBytes, type UploadNote } from './begun-file.ts';
import { existingIn, otherNameFor } from './store-conflicts.ts';
import { LARGE_BYTES, putFolder, putSmall, tooLong, type UploadItem } from './upload-item.ts';
import { putLarge } from './upload-large.ts';

const MEBIBYTE = 1_048_576;
/** A large file holds its parts under way in memory, and those that are being read. */
const LARGE_WEIGHT = HEAVY_WEIGHT;

export interface UploadJobRequest {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  /** The whole key prefix of the folder that it goes to. */
  readonly prefix: string;
  /** Absolute local paths of files and folders. */
  readonly paths: readonly string[];
  /** Whether folders in which there is nothing become markers. */
  readonly emptyFolders: boolean;
  readonly adopts?: Adoption;
  /** Hears of the upload that it adopted, once that is remembered. */
  readonly tookOver?: (upload: { readonly key: string; readonly uploadId: string }) => void;
  /** As of {@link UploadItem}; left out: none is. */
  readonly isHeld?: UploadItem['isHeld'];
  readonly ended: () => void;
}

/** Uploads files and folders into a folder of a location. Nothing that is there is overwritten unless it was chosen to be. */
export function uploadJob(request: UploadJobRequest): Job {
  const { bucket, prefix, emptyFolders, adopts, isHeld = () => false } = request;
  const isTaken = new Set<string>();

  function add(found: Found, context: JobContext): void {
    const { kind, name } = found;
    if (kind === 'empty-folder' && !emptyFolders) return;
    const [size, modified] = kind === 'file' ? [found.size, found.modified] : [0, 0];
    const index = context.add(name, size, modified, kind === 'empty-folder' ? '' : found.path);
    if (index < 0 || kind !== 'left-out') return;
    // Links and devices are left out on purpose; anything else should have been there.
    const state = found.failure.code === 'file-not-regular' ? 'skipped' : 'failed';
    context.items.set(index, state, found.failure);
  }

  async function prepare(context: JobContext): Promise<void> {
    if (adopts) {
      const { uploadId, name } = adopts;
      const address = { port: await request.port(), bucket, key: prefix + name, uploadId };
      await adopt(address, adopts, request.paths[0] ?? '', context);
      return request.tookOver?.({ key: address.key, uploadId });
    }
    for (const path of request.paths) {
      for await (const found of scan(path, basename(path), context.signal)) add(found, context);
    }
  }

  async function review(context: JobContext): Promise<Findings> {
    const { items, signal } = context;
    const waiting = items.indicesOf('waiting').filter((index) => !items.name(index).endsWith('/'));
    const names = waiting.map((index) => items.name(index));
    const existing = await existingIn({ port: await request.port(), bucket, prefix, signal }, names);
    const conflicts = new Map<number, Existing>();
    const own = new Map<string, Existing>();
    for (const index of waiting) {
      const name = items.name(index);
      // Two files of one name may come from two folders.
      const inTheWay = existing.get(name) ?? own.get(name);
      if (inTheWay) conflicts.set(index, inTheWay);
      own.set(name, { size: items.size(index), modified: items.modified(index) });
    }
    for (const name of existing.keys()) isTaken.add(name);
    for (const name of names) isTaken.add(name);
    const impossible = whyNot([...items.indicesOf('failed'), ...waiting], (index) =>
      items.state(index) === 'failed' ? items.failure(index) : tooLong(prefix + items.name(index), items.name(index)),
    );
    // An upload has the name that it was begun with.
    return { conflicts, impossible, renamed: 0, freeBytes: null, keepsNames: adopts !== undefined };
  }

  /** A folder that could not be read when the upload began: its content comes as more items. */
  async function addFolder(item: UploadItem, path: string): Promise<void> {
    const { name, context } = item;
    for await (const found of scan(path, name.slice(0, -1), context.signal)) {
      if (found.name !== name) add(found, context);
      else if (found.kind === 'left-out') throw new PailError(found.failure);
      else await putFolder(item);
    }
  }

  async function itemOf(index: number, context: JobContext): Promise<UploadItem> {
    const name = context.items.target(index) ?? context.items.name(index);
    return { port: await request.port(), bucket, key: prefix + name, name, isHeld, index, context };
  }

  async function run([index]: readonly number[], context: JobContext): Promise<void> {
    if (index === undefined) return;
    const { items } = context;
    const path = items.origin(index);
    const item = await itemOf(index, context);
    const { name } = item;
    const why = tooLong(item.key, name);
    if (why) throw new PailError(why);
    if (name.endsWith('/')) return path === '' ? putFolder(item) : addFolder(item, path);
    if (path === '') throw new PailError('name-invalid', { subject: name, reason: 'it is not valid UTF-8' });
    const file = await LocalFile.open(path, name);
    const isLarge = file.size > LARGE_BYTES || items.begun(index) !== null;
    try {
      items.resize(index, file.size);
      await (isLarge ? putLarge(item, file) : putSmall(item, file));
    } finally {
      await file.close();
    }
    const note = items.begun(index)?.base as UploadNote | undefined;
    if (note) leave(items, index, unheardBeside(note));
  }

  return {
    kind: 'upload',
    batch: 1,
    // A small file is held in memory as a whole: a place for each MiB of it.
    weight: (index, { items }) => {
      const size = items.size(index);
      return size > LARGE_BYTES || items.begun(index) !== null ? LARGE_WEIGHT : Math.max(1, Math.ceil(size / MEBIBYTE));
    },
    prepare,
    review,
    keptBytes: sentBytes,
    otherName: (index, { items }) => {
      const other = otherNameFor(items.name(index), (name) => isTaken.has(name));
      isTaken.add(other);
      return other;
    },
    run,
    answers: ({ signal }) => answers([request], signal),
    abandon: async (index, context) => abandonUpload(await itemOf(index, context)),
    ended: request.ended,
  };
}
