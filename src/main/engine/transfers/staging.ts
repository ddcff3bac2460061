/**
 * Downloads that nobody sees as such: what is dragged out of the window has to be a file first. They are download jobs without a
 * transfer around them: checked as every download, not remembered, and gone with the first thing that fails.
 */
import { type Failure, PailError } from '../../../shared/errors.ts';
import { MAX_DRAGGED_BYTES, MAX_DRAGGED_OBJECTS } from '../../../shared/model/drag-out.ts';
import type { StagedObject, StageOutcome } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import { Items } from './items.ts';
import type { Job, JobContext } from './job.ts';
import { type Journal, NO_JOURNAL } from './journal/journal.ts';
import { runItems } from './run-items.ts';
import { Slots } from './slots.ts';

/** Places as a transfer's: somebody waits, and what is staged is small. */
const PLACES = 32;
const LOOKS_AT_ONCE = 16;

/** What is to be staged. */
export interface StageRequest {
  readonly locationId: string;
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  /** The key prefix of the folder that the selection was made in. */
  readonly prefix: string;
  /** A download of the selection to an empty folder. */
  readonly job: Job;
  /** What an earlier staging of the same rows answered; `null`: there is none. */
  readonly earlier: readonly StagedObject[] | null;
}

class TooMuch extends Error {}

/** Stages one selection at a time: a later one takes the place of an earlier one. */
export class Stager {
  #current: { readonly locationId: string; readonly work: AbortController } | null = null;

  /** Rejects as a download of the first thing that failed. */
  async stage(request: StageRequest): Promise<StageOutcome> {
    this.stop();
    const current = { locationId: request.locationId, work: new AbortController() };
    this.#current = current;
    try {
      return await stage(request, current.work);
    } catch (error) {
      if (error instanceof TooMuch) return { state: 'too-much' };
      if (this.#current !== current) return { state: 'stopped' };
      throw error;
    } finally {
      if (this.#current === current) this.#current = null;
    }
  }

  /** Stops what is under way, if it is of one of these locations; left out: of any. */
  stop(locationIds?: ReadonlySet<string>): void {
    const current = this.#current;
    if (!current || (locationIds && !locationIds.has(current.locationId))) return;
    this.#current = null;
    current.work.abort();
  }
}

async function stage(request: StageRequest, work: AbortController): Promise<StageOutcome> {
  const { job, earlier } = request;
  const { signal } = work;
  const etags = new Map<number, string>();
  const context = contextOf(new Items(etagsIn(etags)), signal);
  const { items } = context;
  job.seed?.(context);
  await job.prepare(context);
  signal.throwIfAborted();
  if (items.count === 0) throw new PailError('not-found', { subject: 'The selection' });
  if (earlier && (await isUnchanged(request, earlier, items, signal))) return { state: 'same' };
  let failed: Failure | null = null;
  const onFailure = async (failure: Failure): Promise<boolean> => {
    failed ??= failure;
    work.abort();
    return false;
  };
  const slots = new Slots(PLACES);
  const take: Slots['take'] = (weight, stopped) => slots.take(weight, stopped);
  await runItems({ job, context, take, changed: () => undefined, mayGrow: () => false, onFailure }).run();
  if (failed) throw new PailError(failed);
  signal.throwIfAborted();
  const indices = Array.from({ length: items.count }, (_, index) => index);
  const objects = indices.map((index) => ({ name: items.name(index), etag: etags.get(index) ?? null }));
  const names = new Set(indices.map((index) => items.origin(index).split('/', 1)[0] ?? ''));
  return { state: 'staged', names: [...names], objects };
}

/** What a job is told; a job that finds too much ends over it. */
function contextOf(items: Items, signal: AbortSignal): JobContext {
  return {
    items,
    signal,
    keeps: () => false,
    mayBeDone: () => false,
    add: (name, size, modified = 0, origin = '') => {
      const index = items.add(name, size, modified, origin);
      if (items.count > MAX_DRAGGED_OBJECTS || items.bytesTotal > MAX_DRAGGED_BYTES) throw new TooMuch();
      return index;
    },
    progress: (index, bytes) => items.progress(index, bytes),
    kept: (index, bytes) => items.keep(index, bytes),
    commit: async () => undefined,
  };
}

/** A journal that remembers only the ETags of what is done. */
function etagsIn(etags: Map<number, string>): Journal {
  return {
    ...NO_JOURNAL,
    append: (record) => {
      if (record.r !== 'states') return;
      for (const { index, receipt } of record.changes) if (receipt?.etag) etags.set(index, receipt.etag);
    },
  };
}

/** Whether there are the same objects as at an earlier staging, each as it was then. */
async function isUnchanged(
  { port, bucket, prefix }: StageRequest,
  earlier: readonly StagedObject[],
  items: Items,
  signal: AbortSignal,
): Promise<boolean> {
  if (earlier.length !== items.count || !earlier.every(({ name }, index) => name === items.name(index))) return false;
  const client = await port();
  // A marker is a folder, which has no content.
  const rest = earlier.filter(({ name }, index) => !(name.endsWith('/') && items.size(index) === 0)).values();
  let isSame = true;
  const look = async (): Promise<void> => {
    for (const { name, etag } of rest) {
      if (!isSame) return;
      const info = await client.headObject({ bucket, key: prefix + name, signal }).catch((error) => {
        signal.throwIfAborted();
        // What is gone or denied by now is told by the download that comes next.
        if (error instanceof PailError) return null;
        throw error;
      });
      isSame &&= info?.etag === etag;
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, look));
  return isSame;
}
