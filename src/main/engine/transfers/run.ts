import type { Failure } from '../../../shared/errors.ts';
import { parksFor } from '../../../shared/model/parking.ts';
import type { ReviewAnswer } from '../../../shared/model/transfer.ts';
import { sharedAbort } from '../abort.ts';
import { type Items, identityOf } from './items.ts';
import type { Job, JobContext } from './job.ts';
import type { Journal } from './journal/journal.ts';
import type { TransferTitle } from './journal/records.ts';
import type { LoneFailures } from './lone-failures.ts';
import type { Rate } from './rate.ts';
import { Reviewing } from './reviewing.ts';
import { type ItemRun, runItems } from './run-items.ts';
import type { Slots } from './slots.ts';

/** Why a run ends before its work does: for good, or until it is to go on, which `park` says the reason of. */
export type Stop =
  | { readonly kind: 'cancel' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'close' }
  | { readonly kind: 'park'; readonly failure: Failure };

/** What of a transfer is done once: the next run does not do it again. */
export interface Stages {
  /** What an earlier process left behind is in order. */
  isRecovered: boolean;
  /** All that was selected is among the items. */
  isSeeded: boolean;
  /** No more items will be found. */
  isPrepared: boolean;
  /** What was asked about the items has been answered. */
  isReviewed: boolean;
}

/** What a run works on. */
export interface RunParts {
  readonly title: TransferTitle;
  readonly job: Job;
  readonly journal: Journal;
  readonly slots: Slots;
  readonly items: Items;
  readonly stages: Stages;
  readonly rate: Rate;
  /** A run before this one, in this process or another, may have done what nobody was told of. */
  readonly mayBeDone: boolean;
  readonly loneFailures: LoneFailures;
  /** Whether its items take their places before those of others. */
  readonly isFirst: () => boolean;
  /** Hears of every change of the items. */
  readonly changed: () => void;
  /** Hears when no more items will be found. */
  readonly prepared: () => void;
}

/** One stretch of work on a transfer, from its start to its end or to whatever stops it. */
export class Run {
  readonly #parts: RunParts;
  readonly #controller = sharedAbort();
  readonly #context: JobContext;
  readonly #itemRun: ItemRun;
  #stop: Stop | null = null;
  #isPreparing = false;
  /** Items that failed in this run: a store may have done what it could not answer. */
  readonly #tried = new Set<number>();
  /** The question whether the store answers, while it is open: many items fail at once. */
  #asked: Promise<boolean> | null = null;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#context = this.#makeContext();
    this.#itemRun = runItems({
      job: parts.job,
      context: this.#context,
      take: (weight, signal) => parts.slots.take(weight, signal, parts.isFirst),
      changed: parts.changed,
      mayGrow: () => this.#isPreparing,
      onFailure: (failure, indices) => this.#itemsFailed(failure, indices),
    });
  }

  get stopped(): Stop | null {
    return this.#stop;
  }

  /** Ends it. What somebody says goes before what happens, and cancelling is the last word. */
  stop(stop: Stop): void {
    if (this.#stop === null || (this.#stop.kind !== 'cancel' && stop.kind !== 'park')) this.#stop = stop;
    this.#controller.abort(new DOMException('The transfer stops.', 'AbortError'));
  }

  /** There may be another item to run. */
  wake(): void {
    this.#itemRun.wake();
  }

  /** Works until there is nothing to do, or something to be asked, which it answers then. What it rejects with fails the whole. */
  async work(): Promise<Reviewing | null> {
    const { job, journal, stages } = this.#parts;
    if (!stages.isRecovered) await job.recover?.(this.#context);
    stages.isRecovered = true;
    if (!stages.isSeeded) {
      job.seed?.(this.#context);
      stages.isSeeded = true;
      journal.append({ r: 'seeded' });
    }
    // What was asked for is remembered before any of it is done. A journal that cannot be written has told so.
    await journal.commit().catch(() => undefined);
    if (!job.review) {
      this.#isPreparing = true;
      const preparing = this.#prepare().finally(() => {
        this.#isPreparing = false;
        this.wake();
      });
      const [prepared] = await Promise.allSettled([preparing, this.#itemRun.run()]);
      if (prepared.status === 'rejected') throw prepared.reason;
      return null;
    }
    await this.#prepare();
    const asks = stages.isReviewed ? null : await this.#review();
    if (asks) return asks;
    // The names that were chosen are the ones by which what is done is known again.
    await journal.commit().catch(() => undefined);
    // Paused meanwhile: it must not say that it runs.
    this.#context.signal.throwIfAborted();
    this.#parts.prepared();
    await this.#itemRun.run();
    return null;
  }

  /** Settles what was asked. */
  settle(reviewing: Reviewing, answer: ReviewAnswer): void {
    const { job, items, stages, journal } = this.#parts;
    reviewing.settle(answer, (index) => job.otherName?.(index, this.#context) ?? items.name(index));
    stages.isReviewed = true;
    journal.append({ r: 'reviewed' });
  }

  /** Takes back all that was begun. Rejects with the first reason why that cannot be done, after the rest was tried. */
  async abandonAll(): Promise<void> {
    const { items, job, stages } = this.#parts;
    if (!stages.isRecovered) await job.recover?.(this.#context);
    stages.isRecovered = true;
    const outcomes = await Promise.allSettled(
      items.allBegun().map(async (index) => {
        await job.abandon?.(index, this.#context);
        items.settle(index);
      }),
    );
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused) throw refused.reason;
  }

  async #prepare(): Promise<void> {
    const { job, journal, stages, prepared } = this.#parts;
    if (stages.isPrepared) return;
    await job.prepare(this.#context);
    this.#context.signal.throwIfAborted();
    stages.isPrepared = true;
    journal.append({ r: 'prepared' });
    if (!job.review) prepared();
  }

  /** What is to be asked before the first byte; `null`: nothing. */
  async #review(): Promise<Reviewing | null> {
    const { job, items, title } = this.#parts;
    const findings = await job.review?.(this.#context);
    this.#context.signal.throwIfAborted();
    if (!findings) return null;
    const reviewing = new Reviewing(findings, items);
    if (reviewing.asks(title.onConflict)) return reviewing;
    this.settle(reviewing, { all: title.onConflict === 'ask' ? 'skip' : title.onConflict, some: [] });
    return null;
  }

  /**
   * Items that failed may mean that all others would: then all wait. Where only these fail, they are tried some more times. Answers
   * whether they wait, or have failed.
   */
  async #itemsFailed(failure: Failure, indices: readonly number[]): Promise<boolean> {
    for (const index of indices) this.#tried.add(index);
    if (parksFor(failure.code) === null) return false;
    // Somebody on the way may break off just this one, for ever.
    if (failure.code === 'connection-failed' && (await this.#answers())) {
      return this.#parts.loneFailures.mayTryAgain(this.#parts.items, indices);
    }
    // What is half there cannot be taken away now: the next run does.
    if (failure.code === 'target-missing') this.#parts.stages.isRecovered = false;
    this.stop({ kind: 'park', failure });
    return true;
  }

  async #answers(): Promise<boolean> {
    this.#asked ??= (this.#parts.job.answers?.(this.#context) ?? Promise.resolve(false)).finally(() => {
      this.#asked = null;
    });
    // Stopped meanwhile: the next run finds out.
    return this.#asked.catch(() => false);
  }

  #makeContext(): JobContext {
    const { items, stages, rate, changed, journal, mayBeDone } = this.#parts;
    // Preparing again after a failure or a pause finds what it found before.
    let known = items.count > 0 && !stages.isPrepared ? items.identities() : null;
    return {
      items,
      signal: this.#controller.signal,
      mayBeDone: (index) => mayBeDone || this.#tried.has(index),
      keeps: () => this.#stop !== null && this.#stop.kind !== 'cancel',
      add: (name, size, modified, origin, isArchived) => {
        // So does looking again into a folder that is an item, because it could not be read while preparing.
        if (stages.isPrepared) known ??= items.identities();
        const identity = identityOf(name, origin);
        if (known?.has(identity)) return -1;
        known?.add(identity);
        const index = items.add(name, size, modified, origin, isArchived);
        this.wake();
        changed();
        return index;
      },
      progress: (index, bytes) => {
        items.progress(index, bytes);
        rate.add(bytes);
        changed();
      },
      kept: (index, bytes) => {
        items.keep(index, bytes);
        changed();
      },
      commit: () => journal.commit(),
    };
  }
}
