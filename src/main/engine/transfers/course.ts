import { type Failure, PailError, toFailure } from '../../../shared/errors.ts';
import { parksFor } from '../../../shared/model/parking.ts';
import type { ReviewAnswer, TransferState, TransferSummary } from '../../../shared/model/transfer.ts';
import { Items } from './items.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal/journal.ts';
import type { Recalled } from './journal/recall.ts';
import type { TransferTitle } from './journal/records.ts';
import { LoneFailures } from './lone-failures.ts';
import { NetworkRetries } from './parking.ts';
import { Rate } from './rate.ts';
import type { Reviewing } from './reviewing.ts';
import { Run, type Stages, type Stop } from './run.ts';
import type { Slots } from './slots.ts';

/** What a transfer works with. */
export interface TransferParts {
  readonly title: TransferTitle;
  readonly job: Job;
  readonly journal: Journal;
  readonly slots: Slots;
  /** Hears of every change; urgently of every change of state. */
  readonly changed: (urgent: boolean) => void;
  /** How long to wait for the network before the try `attempt`, from 1, in ms. */
  readonly retryDelay?: (attempt: number) => number;
}

/** What the course of a transfer asks of it. */
export interface CourseOwner {
  summary(): TransferSummary;
  /** Whether its items take their places before those of others. */
  isFirst(): boolean;
}

/**
 * The way of a transfer from state to state: one {@link Run} after the other, until it ends. It rests where none is under way: because
 * somebody paused it, because it asks, or because it waits for what it cannot do without.
 */
export class Course {
  readonly items: Items;
  readonly stages: Stages;
  readonly #parts: TransferParts;
  readonly #owner: CourseOwner;
  /** A run before this one, in this process or another, may have done what nobody was told of. */
  #mayBeDone: boolean;
  readonly #loneFailures = new LoneFailures();
  #rate = new Rate();
  #run: Run | null = null;
  /** To run again as soon as the present run has ended. */
  #runsAgain = false;
  #ending: Promise<void> = Promise.resolve();
  #state: TransferState = 'preparing';
  #failure: Failure | null = null;
  #reviewing: Reviewing | null = null;
  #endedAt: number | null = null;
  readonly #retries: NetworkRetries;
  /** The person's last word was said. */
  #isCancelling: boolean;

  /** Does nothing before `start`. `recalled`: what an earlier process knew of it. */
  constructor(parts: TransferParts, owner: CourseOwner, recalled: Recalled | null) {
    const { title, journal } = parts;
    this.#parts = parts;
    this.#owner = owner;
    this.#retries = new NetworkRetries(() => this.resume(), parts.retryDelay);
    this.#mayBeDone = recalled !== null;
    this.#isCancelling = recalled?.isCancelled ?? false;
    this.items = recalled?.items ?? new Items();
    this.items.usualChoice = title.onConflict === 'overwrite' ? 'overwrite' : 'none';
    this.items.recordIn(journal);
    this.stages = {
      isRecovered: recalled === null || recalled.ended !== null,
      isSeeded: recalled?.isSeeded ?? false,
      isPrepared: recalled?.isPrepared ?? false,
      isReviewed: recalled?.isReviewed ?? false,
    };
    if (recalled?.ended) {
      this.#state = recalled.ended.state;
      this.#failure = recalled.ended.failure;
      this.#endedAt = recalled.ended.endedAt;
    } else if (recalled?.isPaused) this.#state = 'paused';
  }

  get state(): TransferState {
    return this.#state;
  }

  /** Why it failed as a whole, or what it waits for. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Milliseconds since 1970 UTC. */
  get endedAt(): number | null {
    return this.#endedAt;
  }

  get hasEnded(): boolean {
    return this.#endedAt !== null;
  }

  get isCancelling(): boolean {
    return this.#isCancelling;
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  get bytesPerSecond(): number {
    return this.#run ? this.#rate.bytesPerSecond() : 0;
  }

  /** What it asks about, while it asks. */
  get asking(): Reviewing | null {
    return this.#state === 'asking' ? this.#reviewing : null;
  }

  /** Begins, or goes on where an earlier process left off. One that had ended or was paused stays so. */
  start(): void {
    if (this.hasEnded) return;
    if (this.#isCancelling) this.#ending = this.#cancelled();
    else if (this.#state !== 'paused') this.#begin();
  }

  /** Stops for now. What is under way is cut off and done again later; parts that are done stay done. No effect after the end. */
  pause(): void {
    if (this.hasEnded || this.#isCancelling || this.#state === 'paused') return;
    this.#failure = null;
    this.#rest('paused');
    this.#parts.journal.append({ r: 'paused', paused: true });
    this.#stop({ kind: 'pause' });
  }

  /** Goes on after a pause, or with what it waits for, whether or not that is there. No effect on others. */
  resume(): void {
    if (this.#isCancelling || (this.#state !== 'paused' && this.#state !== 'parked')) return;
    if (this.#state === 'paused') this.#parts.journal.append({ r: 'paused', paused: false });
    if (this.#reviewing && !this.#run) this.#rest('asking');
    else this.#begin();
  }

  /** Waits, instead of beginning, for what `failure` says. */
  waitFor(failure: Failure): void {
    if (!this.hasEnded && !this.#isCancelling && this.#state !== 'paused') this.#park(failure);
  }

  /** Stops until what `failure` says is mended. No effect where nothing is under way. */
  park(failure: Failure): void {
    this.#run?.stop({ kind: 'park', failure });
    this.#run?.wake();
  }

  /** Stops for good; `cancelled` is reached when what was begun is taken back. No effect after the end. */
  cancel(): void {
    if (this.hasEnded || this.#isCancelling) return;
    this.#isCancelling = true;
    // Before anything else: should the process end over the cleaning up, the next one does not go on.
    this.#parts.journal.append({ r: 'cancelled' });
    this.#stop({ kind: 'cancel' });
    if (!this.#run) this.#ending = this.#cancelled();
  }

  /** Leaves everything as it is for another process to go on with, and answers when nothing is under way. */
  async close(): Promise<void> {
    this.#stop({ kind: 'close' });
    await this.#ending;
    await this.#parts.journal.close();
  }

  /** Answers what it asks about. Throws `invalid-argument` where it does not ask. */
  answer(answer: ReviewAnswer): void {
    const reviewing = this.asking;
    if (!reviewing || this.#isCancelling) {
      throw new PailError('invalid-argument', { reason: 'the transfer asks nothing' });
    }
    this.#newRun().settle(reviewing, answer);
    this.#reviewing = null;
    this.#begin();
  }

  /** Runs items again, or what failed as a whole: where `checkRunsAgain` allows it. */
  again(indices: readonly number[]): void {
    this.#loneFailures.forget(indices);
    for (const index of indices) this.items.set(index, 'waiting');
    if (this.#run && !this.#run.stopped) this.#run.wake();
    else if (this.hasEnded && (indices.length > 0 || this.#failure !== null || !this.stages.isPrepared)) this.#begin();
  }

  /** Throws `invalid-argument` for a cancelled transfer. */
  checkRunsAgain(): void {
    if (this.#isCancelling || this.#state === 'cancelled') {
      throw new PailError('invalid-argument', { reason: 'a cancelled transfer does not run again' });
    }
  }

  /** Takes back what was begun and not ended. Rejects where that cannot be done. */
  abandonAll(): Promise<void> {
    return this.#newRun().abandonAll();
  }

  #newRun(): Run {
    return new Run({
      ...this.#parts,
      items: this.items,
      stages: this.stages,
      rate: this.#rate,
      mayBeDone: this.#mayBeDone,
      loneFailures: this.#loneFailures,
      isFirst: () => this.#owner.isFirst(),
      changed: () => this.#parts.changed(false),
      prepared: () => this.#enter('running'),
    });
  }

  #begin(): void {
    this.#retries.clear();
    this.#failure = null;
    this.#endedAt = null;
    this.#enter(this.stages.isPrepared ? 'running' : 'preparing');
    if (this.#run) {
      this.#runsAgain = true;
      return;
    }
    this.#rate = new Rate();
    const run = this.#newRun();
    this.#run = run;
    this.#ending = run.work().then(
      (asks) => this.#after(run, asks, null),
      (error) => this.#after(run, null, toFailure(error)),
    );
  }

  /** What is there to do when a run is over, for whatever reason. */
  async #after(run: Run, asks: Reviewing | null, failure: Failure | null): Promise<void> {
    this.#run = null;
    // One that only asks has done nothing.
    if (!asks) this.#mayBeDone = true;
    this.#reviewing = asks;
    const stop = run.stopped;
    if (stop?.kind === 'cancel') return this.#cancelled();
    if (this.#runsAgain) {
      this.#runsAgain = false;
      return this.#begin();
    }
    if (stop?.kind === 'park') return this.#park(stop.failure);
    if (stop) return this.#parts.job.ended();
    if (failure && parksFor(failure.code)) return this.#park(failure);
    if (asks) return this.#rest('asking');
    this.#retries.forget();
    this.#end(failure !== null || this.items.countOf('failed') > 0 ? 'failed' : 'completed', failure);
  }

  #park(failure: Failure): void {
    this.#failure = failure;
    this.#rest('parked');
    this.#parts.job.ended();
    if (parksFor(failure.code) === 'network') this.#retries.plan();
  }

  async #cancelled(): Promise<void> {
    for (const state of ['waiting', 'running'] as const) {
      for (const index of this.items.indicesOf(state)) this.items.set(index, 'cancelled');
    }
    // What cannot be taken back now stays remembered, and is told as unfinished.
    await this.abandonAll().catch(() => undefined);
    this.#end('cancelled', null);
  }

  #end(state: 'completed' | 'failed' | 'cancelled', failure: Failure | null): void {
    this.#retries.clear();
    this.#failure = failure;
    this.#endedAt = Date.now();
    this.#state = state;
    const begun = this.items.allBegun().length;
    this.#parts.journal.append({ r: 'ended', summary: this.#owner.summary(), begun });
    // So that those that have ended hold no open files.
    void this.#parts.journal.close();
    this.#parts.changed(true);
    this.#parts.job.ended();
  }

  #stop(stop: Stop): void {
    this.#retries.clear();
    this.#runsAgain = false;
    this.#run?.stop(stop);
    this.#run?.wake();
  }

  #rest(state: 'paused' | 'parked' | 'asking'): void {
    this.#retries.clear();
    this.#enter(state);
  }

  #enter(state: TransferState): void {
    this.#state = state;
    this.#parts.changed(true);
  }
}
