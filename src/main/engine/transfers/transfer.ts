import { type ErrorCode, type Failure, PailError, toFailure } from '../../../shared/errors.ts';
import type { ItemWindow, TransferState, TransferSummary } from '../../../shared/model/transfer.ts';
import { sharedAbort } from '../abort.ts';
import { Items } from './items.ts';
import type { Job, JobContext } from './job.ts';
import { Rate } from './rate.ts';
import type { Slots } from './slots.ts';

/** After one of these the other items would fail alike: they do so at once. */
const FAILS_ALL: ReadonlySet<ErrorCode> = new Set([
  'session-expired',
  'credentials-refused',
  'credentials-expired',
  'no-such-bucket',
  'wrong-region',
  'clock-skew',
  'tls-untrusted',
  'disk-full',
]);

/** What a transfer is about, for its summary. */
export interface TransferTitle {
  readonly id: string;
  readonly locationId: string;
  readonly folder: string;
  readonly firstName: string;
  readonly requested: number;
  /** The local folder of a download. */
  readonly target: string | null;
}

/** One thing the user asked for, from its start to its end, and again when failed or skipped items are to run again. */
export class Transfer {
  readonly title: TransferTitle;
  readonly #job: Job;
  readonly #slots: Slots;
  readonly #changed: (urgent: boolean) => void;
  readonly #items = new Items();
  readonly #startedAt = Date.now();
  /** Items that run with replacing what is there. */
  readonly #replacing = new Set<number>();
  #rate = new Rate();
  #cancelled = sharedAbort();
  #state: TransferState = 'preparing';
  #failure: Failure | null = null;
  #endedAt: number | null = null;
  #prepared = false;
  #preparing = false;
  #wake: () => void = () => undefined;

  /** Starts at once. `changed` hears of every change; urgently of every change of state. */
  constructor(title: TransferTitle, job: Job, slots: Slots, changed: (urgent: boolean) => void) {
    this.title = title;
    this.#job = job;
    this.#slots = slots;
    this.#changed = changed;
    this.#cancelled.signal.addEventListener('abort', () => this.#wake(), { once: true });
    void this.#work();
  }

  get hasEnded(): boolean {
    return this.#endedAt !== null;
  }

  /** The local folder of a download. Throws `invalid-argument` for another kind. */
  target(): string {
    if (this.title.target === null) throw new PailError('invalid-argument', { reason: 'only a download has a target' });
    return this.title.target;
  }

  summary(): TransferSummary {
    const { id, locationId, folder, firstName, requested } = this.title;
    return {
      id,
      kind: this.#job.kind,
      state: this.#state,
      locationId,
      folder,
      firstName,
      requested,
      items: this.#items.counts(),
      bytesDone: this.#items.bytesDone,
      bytesTotal: this.#items.bytesTotal,
      bytesPerSecond: this.hasEnded ? 0 : this.#rate.bytesPerSecond(),
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      failure: this.#failure,
    };
  }

  window(start: number, count: number): ItemWindow {
    const items = this.#items.window(start, count);
    return { transferId: this.title.id, start: Math.max(0, Math.trunc(start)), total: this.#items.count, items };
  }

  /** Stops what runs; `cancelled` is reached when all of it has cleaned up. No effect after the end. */
  cancel(): void {
    if (!this.hasEnded) this.#cancelled.abort(new PailError('engine-stopped', { reason: 'cancelled' }));
  }

  /** Runs the failed items again, and what failed as a whole. Throws `invalid-argument` for a cancelled transfer. */
  retryFailed(): void {
    this.#again(this.#items.indicesOf('failed'));
  }

  /** Runs those items again that were skipped because of what is there, and replaces it. Throws as `retryFailed`. */
  replaceSkipped(): void {
    const indices = this.#items
      .indicesOf('skipped')
      .filter((index) => this.#items.failure(index)?.code === 'target-exists');
    for (const index of indices) this.#replacing.add(index);
    this.#again(indices);
  }

  #again(indices: readonly number[]): void {
    if (this.#cancelled.signal.aborted) {
      throw new PailError('invalid-argument', { reason: 'a cancelled transfer does not run again' });
    }
    for (const index of indices) this.#items.set(index, 'waiting');
    if (this.#prepared || this.#preparing) this.#failure = null;
    if (!this.hasEnded) this.#wake();
    else if (indices.length > 0 || !this.#prepared) void this.#work();
  }

  async #work(): Promise<void> {
    this.#failure = null;
    this.#endedAt = null;
    this.#rate = new Rate();
    this.#preparing = !this.#prepared;
    this.#enter(this.#prepared ? 'running' : 'preparing');
    const context = this.#context();
    const preparing = this.#prepared ? Promise.resolve() : this.#prepare(context);
    await Promise.all([preparing, this.#runAll(context)]);
    this.#end();
  }

  async #prepare(context: JobContext): Promise<void> {
    try {
      await this.#job.prepare(context);
      this.#prepared = true;
      if (!this.#cancelled.signal.aborted) this.#enter('running');
    } catch (error) {
      if (!this.#cancelled.signal.aborted) this.#failure = toFailure(error);
    } finally {
      this.#preparing = false;
      this.#wake();
    }
  }

  /** Takes items as they come until none is left, none runs and none will be added. */
  async #runAll(context: JobContext): Promise<void> {
    const running = new Set<Promise<void>>();
    const { signal } = context;
    while (!signal.aborted) {
      const next = this.#items.nextWaiting();
      if (next >= 0) {
        const release = await this.#place(next, context);
        if (release === null) break;
        const batch = this.#takeBatch();
        // While it waited for its place, another item may have failed them all.
        if (batch.length === 0) {
          release();
          continue;
        }
        const work = this.#runBatch(batch, context).finally(() => {
          running.delete(work);
          release();
          this.#wake();
        });
        running.add(work);
      } else if (this.#preparing || running.size > 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      } else break;
    }
    await Promise.all(running);
  }

  /** A place in the queue; `null` when cancelled before there was one. */
  async #place(index: number, context: JobContext): Promise<(() => void) | null> {
    try {
      return await this.#slots.take(this.#job.weight(index, context), context.signal);
    } catch (error) {
      if (context.signal.aborted) return null;
      throw error;
    }
  }

  #takeBatch(): number[] {
    const indices: number[] = [];
    let next = this.#items.nextWaiting();
    while (next >= 0 && indices.length < this.#job.batch) {
      this.#items.set(next, 'running');
      indices.push(next);
      next = this.#items.nextWaiting();
    }
    this.#changed(false);
    return indices;
  }

  async #runBatch(indices: readonly number[], context: JobContext): Promise<void> {
    const leftRunning = (): number[] => indices.filter((index) => this.#items.state(index) === 'running');
    try {
      const replace = indices.some((index) => this.#replacing.has(index));
      await this.#job.run(indices, replace, context);
      for (const index of leftRunning()) this.#items.set(index, 'done');
    } catch (error) {
      if (context.signal.aborted) {
        for (const index of leftRunning()) this.#items.set(index, 'cancelled');
      } else {
        this.#fail(leftRunning(), toFailure(error));
      }
    }
    this.#changed(false);
  }

  #fail(indices: readonly number[], failure: Failure): void {
    const state = failure.code === 'target-exists' ? 'skipped' : 'failed';
    for (const index of indices) this.#items.set(index, state, failure);
    if (!FAILS_ALL.has(failure.code)) return;
    this.#failure = failure;
    for (const index of this.#items.indicesOf('waiting')) this.#items.set(index, 'failed', failure);
  }

  #end(): void {
    const cancelled = this.#cancelled.signal.aborted;
    if (cancelled) for (const index of this.#items.indicesOf('waiting')) this.#items.set(index, 'cancelled');
    this.#endedAt = Date.now();
    const failed = this.#failure !== null || this.#items.countOf('failed') > 0;
    this.#enter(cancelled ? 'cancelled' : failed ? 'failed' : 'completed');
    this.#job.ended();
  }

  #enter(state: TransferState): void {
    this.#state = state;
    this.#changed(true);
  }

  #context(): JobContext {
    // Preparing again after a failure finds what it found before.
    const known = this.#items.count > 0 && !this.#prepared ? this.#items.names() : null;
    return {
      items: this.#items,
      signal: this.#cancelled.signal,
      add: (name, size, origin) => {
        if (known?.has(name)) return -1;
        const index = this.#items.add(name, size, origin);
        this.#wake();
        this.#changed(false);
        return index;
      },
      progress: (index, bytes) => {
        this.#items.progress(index, bytes);
        this.#rate.add(bytes);
        this.#changed(false);
      },
    };
  }
}
