import { basename, dirname } from 'node:path';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import { text } from '../../../../shared/text/index.ts';
import { userFs } from '../../../user-fs.ts';
import { isAddressable } from '../../s3/address.ts';
import type { Findings, Job, JobContext } from '../job.ts';
import type { Disk } from '../local/disk.ts';
import { type FilePlace, isPartName } from '../local/disk-work.ts';
import { writeError } from '../local/local-errors.ts';
import { LocalNames } from '../local/local-names.ts';
import { isTaken, LocalTarget } from '../local/local-target.ts';
import { PartFile } from '../local/part-file.ts';
import { goesOn } from '../parking.ts';
import { inOrder } from '../zip/in-order.ts';
import { ZipFile } from '../zip/zip-file.ts';
import { type Fetched, MEMORY_BYTES, zipSource } from '../zip/zip-source.ts';
import { removeParts } from './local-conflicts.ts';
import { findSelected, isFolderItem, type SelectedObjects } from './selected-objects.ts';

/** Objects are fetched ahead of the one that is written, as many as so much memory takes. */
const AHEAD = { most: 16, cost: 16 * 1_048_576 };
/** What holds the others back: there is room on the disk for one large object at a time. */
const LARGE_COST = AHEAD.cost;
const WEIGHT = 24;
/** What does not belong into a line of text. */
const NO_TEXT = /[\p{Cc}\p{Surrogate}]/gu;

export interface ZipJobRequest extends SelectedObjects {
  readonly disk: Disk;
  /** Absolute path of the archive. */
  readonly file: string;
  /** Something had that name when the person chose it, and was to be replaced. */
  readonly replaces: boolean;
  /** See `FilePlace.tag`. */
  readonly tag: string;
}

/**
 * Makes one ZIP archive of objects, and of folders with all that is in them. Nothing gets into it that was not checked before, and it
 * gets its name when it is whole. What cannot be had fails by name; the archive is made without it, and says so in a text of its own.
 * It is made in one go: a run makes it of all items, those of an earlier archive of this transfer among them.
 */
export function zipJob(request: ZipJobRequest): Job {
  const { bucket, prefix, tag, disk } = request;
  const subject = basename(request.file);
  const folder = dirname(request.file);
  const source = zipSource({ port: request.port, disk, bucket, prefix, folder, tag });
  /** The archive that has the name is this transfer's own. */
  let isOwn = false;

  async function review({ items }: JobContext): Promise<Findings> {
    const all = items.indicesOf('waiting');
    const { path } = await new LocalTarget(folder).folder('');
    const { bavail, bsize } = await userFs.promises.statfs(path);
    // A large object lies beside the archive until it is in it.
    const largest = all.reduce((most, index) => Math.max(most, items.size(index)), 0);
    const beside = largest > MEMORY_BYTES ? largest : 0;
    return {
      conflicts: new Map(),
      impossible: all.filter((index) => !isAddressable(items.name(index))).length,
      archived: all.filter((index) => items.isArchived(index)).length,
      renamed: all.filter((index) => items.origin(index) !== withoutSlash(items.name(index))).length,
      freeBytes: Math.max(0, bavail * bsize - beside),
    };
  }

  async function run(indices: readonly number[], context: JobContext): Promise<void> {
    const { items } = context;
    // Those that are in an archive that this transfer has made before: they run with the others, and end with them.
    const again = items.indicesOf('done');
    for (const index of again) runAgain(index, context);
    const all = [...again, ...indices].sort((a, b) => a - b);
    const from = Date.now();
    const first = indices[0] ?? 0;
    const replace = request.replaces || isOwn || context.mayBeDone(first) || items.choice(first) === 'overwrite';
    try {
      if (!replace && (await isTaken(request.file))) throw new PailError('target-exists', { subject });
      await make(all, { folder, name: subject, replace, tag }, context);
    } catch (error) {
      const reason = await whyWhole(error);
      for (const index of again.filter((one) => items.state(one) === 'running')) {
        if (goesOn(reason, context)) items.set(index, 'waiting');
        else if (!context.signal.aborted) items.set(index, 'failed', toFailure(reason));
      }
      throw reason;
    }
    for (const index of again.filter((one) => items.state(one) === 'running')) items.finish(index, from);
  }

  async function make(all: readonly number[], place: FilePlace, context: JobContext): Promise<void> {
    const { items, signal } = context;
    const part = await PartFile.create(place, subject);
    const zip = new ZipFile(part, all.length + 1);
    try {
      const fetching = inOrder(
        all,
        (index) => (items.size(index) > MEMORY_BYTES ? LARGE_COST : items.size(index)),
        (index) => source.fetch(index, context),
        AHEAD,
        source.drop,
      );
      for await (const fetched of fetching) {
        if (fetched.failure) failed(fetched.index, fetched.failure, context);
        else await add(zip, fetched, context);
        signal.throwIfAborted();
      }
      if (all.every((index) => items.state(index) === 'failed')) return;
      await addMissing(zip, context);
      await zip.finish();
      signal.throwIfAborted();
      await part.publish(disk, place, 0, signal);
      isOwn = true;
    } finally {
      await zip.stop();
      await part.discard();
    }
  }

  async function add(zip: ZipFile, fetched: Fetched, { items }: JobContext): Promise<void> {
    const { index } = fetched;
    const name = items.origin(index) + (isFolderItem(items.name(index), items.size(index)) ? '/' : '');
    try {
      const { content, isDeflated, modified } = fetched;
      await zip.add({ name, modified, isDeflated }, content());
    } catch (error) {
      throw writeError(error, subject);
    } finally {
      await source.drop(fetched);
    }
    if (!fetched.info) return;
    items.resize(index, fetched.info.size);
    items.receipt(index, { etag: fetched.info.etag });
  }

  /** Whoever gets the archive from somebody else has not seen what failed. */
  async function addMissing(zip: ZipFile, { items }: JobContext): Promise<void> {
    const missing = items.indicesOf('failed').map((index) => [items.name(index), items.failure(index)] as const);
    if (missing.length === 0) return;
    const names = new LocalNames();
    for (let index = 0; index < items.count; index += 1) names.pathFor(items.origin(index), 'object');
    const lines = missing.map(([name, failure]) => `${name.replace(NO_TEXT, '\ufffd')}: ${failure?.message ?? ''}`);
    const content = Buffer.from([text.zip.missing, '', ...lines, ''].join('\n'));
    await zip.add(
      { name: names.pathFor(text.zip.missingFile, 'object'), modified: Date.now(), isDeflated: true },
      content,
    );
  }

  /** Where the folder is gone, the archive waits for it. */
  async function whyWhole(error: unknown): Promise<unknown> {
    if (toFailure(error).code !== 'target-unwritable' || (await isTaken(folder))) return error;
    return new PailError('target-missing', { subject: basename(folder) }, { cause: error });
  }

  return {
    kind: 'zip',
    batch: Number.POSITIVE_INFINITY,
    weight: () => WEIGHT,
    ...findSelected(request),
    recover: () => removeParts(folder, [subject], (name) => isPartName(name, tag)),
    review,
    run,
    ended: () => undefined,
  };
}

/** An item that failed leaves the archive as it is; what would fail all others as well ends the making of it. */
function failed(index: number, error: unknown, context: JobContext): void {
  if (goesOn(error, context) || context.signal.aborted || isLocal(error)) throw error;
  context.items.set(index, 'failed', toFailure(error));
}

/** What the disk says is not about an object. */
function isLocal(error: unknown): boolean {
  const { code } = toFailure(error);
  return code === 'target-unwritable' || code === 'target-exists';
}

/** An item that is done begins anew; nothing else may take it up in between. */
function runAgain(index: number, { items }: JobContext): void {
  items.set(index, 'waiting');
  items.set(index, 'running');
}

function withoutSlash(name: string): string {
  return name.endsWith('/') ? name.slice(0, -1) : name;
}
