import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { type Failure, PailError, toFailure } from '../../../../shared/errors.ts';
import { text } from '../../../../shared/text/index.ts';
import { userFs } from '../../../user-fs.ts';
import { unaddressable } from '../../s3/address.ts';
import { type Findings, type Job, type JobContext, whyNot } from '../job.ts';
import type { Disk } from '../local/disk.ts';
import { isPartName } from '../local/disk-work.ts';
import { writeError } from '../local/local-errors.ts';
import { LocalNames } from '../local/local-names.ts';
import { isTaken, LocalTarget } from '../local/local-target.ts';
import { PartFile } from '../local/part-file.ts';
import { goesOn } from '../parking.ts';
import { inOrder } from '../zip/in-order.ts';
import { OwnArchive } from '../zip/own-archive.ts';
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

/** One archive on its way. What becomes of its items is told when it has its name, of all of them together. */
interface Making {
  /** Those that are to get into it, and those that are in the archive of before; both in order are `all`. */
  readonly indices: readonly number[];
  readonly again: ReadonlySet<number>;
  readonly all: readonly number[];
  /** What is not in it, and why. */
  readonly missing: Map<number, Failure | null>;
  /** In bytes, of what is in it. */
  readonly sizes: Map<number, number>;
}

/**
 * Makes one ZIP archive of objects, and of folders with all that is in them. Nothing gets into it that was not checked before, and it
 * gets its name when it is whole. What cannot be had fails by name; the archive is made without it, and says so in a text of its own.
 * It is made in one go: a run makes it of all items, those of an earlier archive of this transfer among them.
 * That one is replaced by one that has no less in it, or stays.
 */
export function zipJob(request: ZipJobRequest): Job {
  const { bucket, prefix, tag, disk } = request;
  const subject = basename(request.file);
  const folder = dirname(request.file);
  const source = zipSource({ port: request.port, disk, bucket, prefix, folder, tag });
  const own = new OwnArchive(request.file, request.replaces);
  let lastRun: Promise<unknown> = Promise.resolve();

  async function review({ items }: JobContext): Promise<Findings> {
    const all = items.indicesOf('waiting');
    const { path } = await new LocalTarget(folder).folder('');
    const { bavail, bsize } = await userFs.promises.statfs(path);
    // A large object lies beside the archive until it is in it.
    const largest = all.reduce((most, index) => Math.max(most, items.size(index)), 0);
    const beside = largest > MEMORY_BYTES ? largest : 0;
    return {
      conflicts: new Map(),
      impossible: whyNot(all, (index) => unaddressable(items.name(index))),
      archived: all.filter((index) => items.isArchived(index)),
      renamed: all.filter((index) => items.origin(index) !== withoutSlash(items.name(index))).length,
      freeBytes: Math.max(0, bavail * bsize - beside),
    };
  }

  /** One at a time: items that run again meanwhile are in the next archive, with those of this one. */
  function runInTurn(indices: readonly number[], context: JobContext): Promise<void> {
    const turn = lastRun.then(() => run(indices, context));
    lastRun = turn.catch(() => undefined);
    return turn;
  }

  async function run(indices: readonly number[], context: JobContext): Promise<void> {
    const { items, signal } = context;
    signal.throwIfAborted();
    // Those in the archive of before stay done as long as that one is there.
    const again = items.indicesOf('done');
    const making: Making = {
      indices,
      again: new Set(again),
      all: [...again, ...indices].sort((a, b) => a - b),
      missing: new Map(items.indicesOf('failed').map((index) => [index, items.failure(index)])),
      sizes: new Map(),
    };
    const from = Date.now();
    for (const index of again) items.progress(index, -items.bytesDoneOf(index));
    try {
      if (!(await own.mayBeReplaced(indices, context)) && (await isTaken(request.file))) {
        throw new PailError('target-exists', { subject });
      }
      await make(making, context);
    } catch (error) {
      for (const index of again) items.progress(index, items.size(index) - items.bytesDoneOf(index));
      throw await whyWhole(error);
    }
    for (const index of making.all) {
      items.resize(index, making.sizes.get(index) ?? items.size(index));
      if (making.missing.has(index)) items.set(index, 'failed', making.missing.get(index));
      else items.finish(index, from);
    }
    if (items.countOf('done') === items.count) own.forget(context);
  }

  async function make(making: Making, context: JobContext): Promise<void> {
    const { all, indices, missing } = making;
    const { items, signal } = context;
    const part = await PartFile.create({ folder, name: subject, replace: false, tag }, subject);
    const zip = new ZipFile(part, all.length + 1);
    // What is being written would else be written to its end first.
    const stop = (): void => void zip.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const fetching = inOrder(
        all,
        (index) => (items.size(index) > MEMORY_BYTES ? LARGE_COST : items.size(index)),
        (index) => source.fetch(index, context),
        AHEAD,
        source.drop,
      );
      for await (const fetched of fetching) {
        if (fetched.failure) await leaveOut(fetched, making, context);
        else await add(zip, fetched, making, context);
        signal.throwIfAborted();
      }
      if (all.every((index) => missing.has(index))) return;
      await addMissing(zip, making, context);
      await zip.finish();
      // Of whole seconds: by its time it is known again.
      const modified = Math.trunc(Date.now() / 1000) * 1000;
      await own.announce(part.path, modified, context);
      signal.throwIfAborted();
      const replace = await own.mayBeReplaced(indices, context);
      await part.publish(disk, { folder, name: subject, replace, tag }, modified, signal);
      own.published(indices, context);
    } finally {
      signal.removeEventListener('abort', stop);
      await zip.stop();
      await part.discard();
    }
  }

  /** An item that failed leaves the archive as it is; what would fail all others as well ends the making of it. */
  async function leaveOut({ index, failure, isLone }: Fetched, making: Making, context: JobContext): Promise<void> {
    const { items, signal } = context;
    if (signal.aborted || isLocal(failure) || (goesOn(failure, context) && !isLone)) throw failure;
    making.missing.set(index, toFailure(failure));
    if (!making.again.has(index) || !(await own.isThere(context))) return;
    // There would be less in the new archive than in the one of before.
    for (const one of making.indices) {
      const reason = making.missing.get(one);
      if (reason) items.set(one, 'failed', reason);
    }
    throw new PailError('archive-kept', { subject: items.name(index) });
  }

  async function add(zip: ZipFile, fetched: Fetched, making: Making, { items, signal }: JobContext): Promise<void> {
    const { index, modified, isDeflated } = fetched;
    const name = items.origin(index) + (isFolderItem(items.name(index), items.size(index)) ? '/' : '');
    const content = fetched.content();
    try {
      await zip.add({ name, modified, isDeflated }, content);
    } catch (error) {
      signal.throwIfAborted();
      throw writeError(error, subject);
    } finally {
      // Else it stays open, and what is removed keeps its room on the disk.
      if (!Buffer.isBuffer(content)) await closed(content);
      await source.drop(fetched);
    }
    if (!fetched.info) return;
    making.sizes.set(index, fetched.info.size);
    items.receipt(index, { etag: fetched.info.etag });
  }

  /** Whoever gets the archive from somebody else has not seen what failed. */
  async function addMissing(zip: ZipFile, { missing }: Making, { items }: JobContext): Promise<void> {
    if (missing.size === 0) return;
    const names = new LocalNames();
    for (let index = 0; index < items.count; index += 1) names.pathFor(items.origin(index), 'object');
    const lines = [...missing]
      .sort(([a], [b]) => a - b)
      .map(([index, failure]) => `${items.name(index).replace(NO_TEXT, '\ufffd')}: ${failure?.message ?? ''}`);
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
    run: runInTurn,
    ended: () => undefined,
  };
}

/** What the disk says is not about an object. */
function isLocal(error: unknown): boolean {
  const { code } = toFailure(error);
  return code === 'target-unwritable' || code === 'target-exists';
}

/** Ends the reading of a file, also where its end was not reached. */
async function closed(content: Readable): Promise<void> {
  content.destroy();
  if (!content.closed) await new Promise((resolve) => content.once('close', resolve));
}

function withoutSlash(name: string): string {
  return name.endsWith('/') ? name.slice(0, -1) : name;
}
