import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Items } from './items.ts';
import type { Job, JobContext } from './job.ts';

/** What running the items of a transfer needs. */
export interface ItemRunParts {
  readonly job: Job;
  readonly context: JobContext;
  /** As `Slots.take`. */
  readonly take: (weight: number, signal: AbortSignal) => Promise<() => void>;
  readonly changed: () => void;
  /** Whether items may still be added while none runs. */
  readonly mayGrow: () => boolean;
  /** Hears why items failed. True: they wait, and do not count as failed. Never rejects. */
  readonly onFailure: (failure: Failure, indices: readonly number[]) => Promise<boolean>;
}

/** The items of a transfer on their way. */
export interface ItemRun {
  /** Takes items as they come until none is left, none runs and none will be added, or until the signal is aborted. */
  run(): Promise<void>;
  /** There may be another item, or none will be added any more. */
  wake(): void;
}

export function runItems({ job, context, take, changed, mayGrow, onFailure }: ItemRunParts): ItemRun {
  const { items, signal } = context;
  const running = new Set<Promise<void>>();
  let wake = (): void => undefined;
  signal.addEventListener('abort', () => wake(), { once: true });

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const next = items.nextWaiting();
      if (next >= 0) {
        const release = await place(next);
        if (release === null) break;
        const batch = takeBatch();
        const work = runBatch(batch).finally(() => {
          running.delete(work);
          release();
          wake();
        });
        running.add(work);
      } else if (mayGrow() || running.size > 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else break;
    }
    await Promise.all(running);
  }

  /** A place in the queue; `null` when the run was stopped before there was one. */
  async function place(index: number): Promise<(() => void) | null> {
    try {
      return await take(job.weight(index, context), signal);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  function takeBatch(): number[] {
    const indices: number[] = [];
    let next = items.nextWaiting();
    while (next >= 0 && indices.length < job.batch) {
      items.set(next, 'running');
      indices.push(next);
      next = items.nextWaiting();
    }
    changed();
    return indices;
  }

  async function runBatch(indices: readonly number[]): Promise<void> {
    const leftRunning = (): number[] => indices.filter((index) => items.state(index) === 'running');
    const from = Date.now();
    try {
      await job.run(indices, context);
      const done = leftRunning();
      for (const index of done) items.finish(index, from);
      changed();
      // What is left of them in the store is needed by nobody, and they are done whatever becomes of it.
      await takeBack(done);
    } catch (error) {
      const failure = toFailure(error);
      const isStopped = signal.aborted;
      const waits = isStopped ? context.keeps() : await onFailure(failure, leftRunning());
      if (!waits) await takeBack(leftRunning());
      for (const index of leftRunning()) {
        if (waits) {
          items.set(index, 'waiting');
          showKept(job, items, index);
        } else if (isStopped) items.set(index, 'cancelled');
        else items.set(index, SKIPS.has(failure.code) ? 'skipped' : 'failed', failure);
      }
    }
    changed();
  }

  /** Nobody goes on with what was begun of an item that has ended. What cannot be taken back now stays remembered. */
  async function takeBack(indices: readonly number[]): Promise<void> {
    for (const index of indices) {
      if (items.begun(index) === null) continue;
      await job.abandon?.(index, context).then(
        () => items.settle(index),
        () => undefined,
      );
    }
  }

  return { run, wake: () => wake() };
}

/** Of an item that waits, what need not be moved again counts as done. */
export function showKept(job: Job, items: Items, index: number): void {
  if (items.state(index) === 'waiting') items.keep(index, job.keptBytes?.(index, items) ?? 0);
}

/** What leaves an item where it is because of what is there already. */
const SKIPS: ReadonlySet<string> = new Set<Failure['code']>(['target-exists', 'target-same', 'target-newer']);
