import { basename, join } from 'node:path';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import { checkAddressable, unaddressable } from '../../s3/address.ts';
import type { ByteRange } from '../../s3/port.ts';
import { bytesHere, type FetchMemory, type FetchNote, fetchObject, LARGE_BYTES } from '../fetch/fetch.ts';
import { type Findings, type Job, type JobContext, whyNot } from '../job.ts';
import type { Disk } from '../local/disk.ts';
import { isPartName } from '../local/disk-work.ts';
import { isTaken, LocalTarget } from '../local/local-target.ts';
import { goesOn } from '../parking.ts';
import { HEAVY_WEIGHT } from '../slots.ts';
import { answers } from './answers.ts';
import { findLocal, isThereAlready, removeParts } from './local-conflicts.ts';
import { findSelected, isFolderItem, type SelectedObjects } from './selected-objects.ts';
import { otherNameFor } from './store-conflicts.ts';

/** Places by size: what is under way of an object is in memory. */
const LIGHT_BYTES = 1_048_576;
const MEDIUM_WEIGHT = 4;
const LARGE_WEIGHT = HEAVY_WEIGHT;

export interface DownloadJobRequest extends SelectedObjects {
  readonly disk: Disk;
  /** Absolute path of a local folder. */
  readonly target: string;
  /** See `FilePlace.tag`. */
  readonly tag: string;
}

/** Downloads objects, and folders with all that is in them. No local file is overwritten unless it was chosen to be. */
export function downloadJob(request: DownloadJobRequest): Job {
  const { bucket, prefix, tag } = request;
  const target = new LocalTarget(request.target);

  async function review({ items, signal }: JobContext): Promise<Findings> {
    const { path: root } = await target.folder('');
    const files = items.indicesOf('waiting').filter((index) => !isFolder(index, { items }));
    const conflicts = await findLocal(root, files, (index) => pathOf(index, { items }), signal);
    const { bavail, bsize } = await userFs.promises.statfs(root);
    return {
      conflicts,
      impossible: whyNot(files, (index) => unaddressable(items.name(index))),
      archived: files.filter((index) => items.isArchived(index)),
      renamed: files.filter((index) => items.origin(index) !== items.name(index)).length,
      freeBytes: bavail * bsize,
    };
  }

  async function fetch(index: number, path: string, context: JobContext): Promise<void> {
    const { items, signal } = context;
    const key = prefix + items.name(index);
    const cut = path.lastIndexOf('/');
    const folder = await target.folder(cut < 0 ? '' : path.slice(0, cut));
    const choice = items.choice(index);
    const replace = choice === 'overwrite' || choice === 'different';
    const place = { folder: folder.path, name: path.slice(cut + 1), replace, tag };
    const port = await request.port();
    signal.throwIfAborted();
    // The review has found what was there, and what came since is found at the end, by its name.
    const mayBeOurs = context.mayBeDone(index);
    const there = join(place.folder, place.name);
    if ((choice === 'different' || (mayBeOurs && !replace)) && !folder.isNew && (await isTaken(there))) {
      const wanted = { size: items.size(index), modified: items.modified(index), mayBeOurs };
      const isSame = await isThereAlready({ port, bucket, key }, there, wanted, signal);
      if (isSame === 'same') throw new PailError('target-same', { subject: path });
      if (isSame === 'ours') return context.kept(index, items.size(index));
      if (!replace) throw new PailError('target-exists', { subject: path });
    }
    const onBytes = (bytes: number): void => context.progress(index, bytes);
    const onKept = (bytes: number): void => context.kept(index, bytes);
    const fetching = { port, disk: request.disk, place, subject: path, bucket, key, onBytes, onKept, signal };
    const info = await fetchObject(fetching, items.size(index), memoryOf(index, context, request.target));
    items.resize(index, info.size);
    items.receipt(index, info);
  }

  async function run([index]: readonly number[], context: JobContext): Promise<void> {
    if (index === undefined) return;
    const path = pathOf(index, context);
    checkAddressable(context.items.name(index));
    try {
      if (isFolder(index, context)) await target.folder(path);
      else await fetch(index, path, context);
    } catch (error) {
      if (toFailure(error).code !== 'target-unwritable') throw error;
      // A folder in it may be gone: the next try looks again.
      target.forget();
      if (await isTaken(request.target)) throw error;
      throw new PailError('target-missing', { subject: basename(request.target) }, { cause: error });
    }
  }

  return {
    kind: 'download',
    batch: 1,
    weight: (index, { items }) => {
      const size = items.size(index);
      return size > LARGE_BYTES ? LARGE_WEIGHT : size > LIGHT_BYTES ? MEDIUM_WEIGHT : 1;
    },
    ...findSelected(request),
    recover: async ({ items }) => {
      const kept = new Set(items.allBegun().map((index) => noteOf(index, { items })?.part));
      const left = [...items.indicesOf('waiting'), ...items.indicesOf('cancelled')];
      const paths = left.map((index) => pathOf(index, { items }));
      await removeParts(request.target, paths, (name) => isPartName(name, tag) && !kept.has(name));
    },
    review,
    answers: ({ signal }) => answers([request], signal),
    otherName: (index, { items }) =>
      otherNameFor(pathOf(index, { items }), (name) => userFs.existsSync(join(request.target, name))),
    keptBytes: (index, items) => {
      const ranges = (items.begun(index)?.steps ?? []) as readonly ByteRange[];
      return ranges.length === 0 ? 0 : bytesHere(items.size(index), ranges);
    },
    run,
    abandon: async (index, { items }) => {
      const part = noteOf(index, { items })?.part;
      await removeParts(request.target, [pathOf(index, { items })], (name) => name === part);
    },
    ended: () => undefined,
  };
}

function isFolder(index: number, { items }: Pick<JobContext, 'items'>): boolean {
  return isFolderItem(items.name(index), items.size(index));
}

/** The local path of an item in the target, with `/`. */
function pathOf(index: number, { items }: Pick<JobContext, 'items'>): string {
  return items.target(index) ?? items.origin(index);
}

function noteOf(index: number, { items }: Pick<JobContext, 'items'>): FetchNote | undefined {
  return items.begun(index)?.base as FetchNote | undefined;
}

function memoryOf(index: number, context: JobContext, target: string): FetchMemory {
  const { items } = context;
  const begun = items.begun(index);
  return {
    earlier: begun && { note: begun.base as FetchNote, ranges: begun.steps as readonly ByteRange[] },
    begun: (note) => items.begin(index, note),
    arrived: (range) => items.step(index, range),
    settled: () => items.settle(index),
    // Where the target itself is gone, all wait for it.
    goesOn: (error) => goesOn(error, context) || !userFs.existsSync(target),
  };
}
