import { basename, dirname } from 'node:path';
import { type Failure, PailError, toFailure } from '../../../shared/errors.ts';
import { parksFor } from '../../../shared/model/parking.ts';
import type {
  ConflictWindow,
  ItemWindow,
  ReviewAnswer,
  TransferState,
  TransferSummary,
} from '../../../shared/model/transfer.ts';
import { begunUploads, type OwnUpload } from './begun-uploads.ts';
import { Items } from './items.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal/journal.ts';
import type { Recalled } from './journal/recall.ts';
import type { TransferTitle } from './journal/records.ts';
import { LoneFailures } from './lone-failures.ts';
import { retryDelay } from './parking.ts';
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

/**
 * One thing the user asked for, from its start to its end: it can be paused, waits for what it cannot do without, survives the end
 * of the process, and runs again for failed or skipped items. It rests where no {@link Run} is under way.
 */
export class Transfer {
  readonly title: TransferTitle;
  readonly #parts: TransferParts;
  readonly #items: Items;
  readonly #stages: Stages;
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
  #retryTimer: NodeJS.Timeout | null = null;
  #retries = 0;
  #isFirst: boolean;
  /** The person's last word was said. */
  #isCancelling: boolean;
  #isRecorded = true;

  /** Does nothing before `start`. `recalled`: what an earlier process knew of it. */
  constructor(parts: TransferParts, recalled: Recalled | null = null) {
    const { title, journal } = parts;
    this.#parts = parts;
    this.title = title;
    this.#mayBeDone = recalled !== null;
    this.#isCancelling = recalled?.isCancelled ?? false;
    this.#isFirst = recalled?.isFirst ?? false;
    this.#items = recalled?.items ?? new Items();
    this.#items.usualChoice = title.onConflict === 'overwrite' ? 'overwrite' : 'none';
    this.#items.recordIn(journal);
    this.#stages = {
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
    if (!recalled) journal.append({ r: 'title', title });
  }

  get hasEnded(): boolean {
    return this.#endedAt !== null;
  }

  /** It ended, and its journal tells all of it: it need not be kept in memory. */
  get isPast(): boolean {
    return this.hasEnded && this.#run === null && this.#isRecorded && this.#items.allBegun().length === 0;
  }

  /**
   * It waits for its location, with keys for it, and goes on when that is there. Not so a delete that still has to find out what there
   * is: that may be something else by then, and somebody has to say so again.
   */
  get waitsForLocation(): boolean {
    if (this.#state !== 'parked' || !this.#failure || this.#isCancelling) return false;
    if (this.title.request.kind === 'delete' && !this.#stages.isPrepared) return false;
    return this.#failure.code === 'location-moved' || parksFor(this.#failure.code) === 'sign-in';
  }

  /** The local folder that a download goes to. Throws `invalid-argument` for another kind. */
  target(): string {
    const { request } = this.title;
    if (request.kind === 'zip') return dirname(request.file);
    if (request.kind !== 'download') {
      throw new PailError('invalid-argument', { reason: 'only a download has a target' });
    }
    return request.target;
  }

  summary(): TransferSummary {
    const { id, request, locationId, folder, firstName, requested, startedAt } = this.title;
    return {
      id,
      kind: request.kind,
      ...(request.kind === 'zip' && { file: basename(request.file) }),
      state: this.#state,
      locationId,
      folder,
      firstName,
      requested,
      items: this.#items.counts(),
      bytesDone: this.#items.bytesDone,
      bytesTotal: this.#items.bytesTotal,
      bytesPerSecond: this.#run ? this.#rate.bytesPerSecond() : 0,
      startedAt,
      endedAt: this.#endedAt,
      failure: this.#failure,
      review: this.#asking?.summary() ?? null,
      first: this.#isFirst,
      recorded: this.#isRecorded,
    };
  }

  window(start: number, count: number): ItemWindow {
    const items = this.#items.window(start, count);
    return { transferId: this.title.id, start: Math.max(0, Math.trunc(start)), total: this.#items.count, items };
  }

  /** At most MAX_CONFLICTS of the items where something is there already, in order. None while it does not ask. */
  conflicts(start: number, count: number): ConflictWindow {
    return this.#asking?.window(start, count) ?? { start, total: 0, conflicts: [] };
  }

  begunUploads(): OwnUpload[] {
    return begunUploads(this.title, this.#state, this.#items, (index) => this.#again([index]));
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

  /** Goes before the others, or like them. No effect after the end. */
  setFirst(isFirst: boolean): void {
    if (this.hasEnded || this.#isFirst === isFirst) return;
    this.#isFirst = isFirst;
    this.#parts.journal.append({ r: 'first', first: isFirst });
    this.#parts.changed(true);
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
    const reviewing = this.#asking;
    if (!reviewing || this.#isCancelling) {
      throw new PailError('invalid-argument', { reason: 'the transfer asks nothing' });
    }
    this.#newRun().settle(reviewing, answer);
    this.#reviewing = null;
    this.#begin();
  }

  /** Runs the failed items again, and what failed as a whole. Throws `invalid-argument` for a cancelled transfer. */
  retryFailed(): void {
    this.#again(this.#items.indicesOf('failed'));
  }

  /** Runs those items again that were skipped because of what is there, and replaces it. Throws as `retryFailed`. */
  replaceSkipped(): void {
    this.#checkRunsAgain();
    const indices = this.#items.indicesOf('skipped').filter((index) => this.#items.isReplaceable(index));
    for (const index of indices) this.#items.choose(index, 'overwrite');
    this.#again(indices);
  }

  /** Takes back what was begun and not ended, before the transfer is forgotten. Rejects where that cannot be done. */
  async forget(): Promise<void> {
    await this.#newRun().abandonAll();
    await this.#parts.journal.close();
  }

  /** Resolves when all that is remembered of it is on the disk. */
  commit(): Promise<void> {
    return this.#parts.journal.commit();
  }

  /** Its journal cannot be written: it goes on without one. */
  lostJournal(): void {
    this.#isRecorded = false;
    this.#parts.changed(true);
  }

  get #asking(): Reviewing | null {
    return this.#state === 'asking' ? this.#reviewing : null;
  }

  #again(indices: readonly number[]): void {
    this.#checkRunsAgain();
    this.#loneFailures.forget(indices);
    for (const index of indices) this.#items.set(index, 'waiting');
    if (this.#run && !this.#run.stopped) this.#run.wake();
    else if (this.hasEnded && (indices.length > 0 || this.#failure !== null || !this.#stages.isPrepared)) this.#begin();
  }

  #checkRunsAgain(): void {
    if (this.#isCancelling || this.#state === 'cancelled') {
      throw new PailError('invalid-argument', { reason: 'a cancelled transfer does not run again' });
    }
  }

  #newRun(): Run {
    return new Run({
      ...this.#parts,
      items: this.#items,
      stages: this.#stages,
      rate: this.#rate,
      mayBeDone: this.#mayBeDone,
      loneFailures: this.#loneFailures,
      isFirst: () => this.#isFirst,
      changed: () => this.#parts.changed(false),
      prepared: () => this.#enter('running'),
    });
  }

  #begin(): void {
    this.#clearRetry();
    this.#failure = null;
    this.#endedAt = null;
    this.#enter(this.#stages.isPrepared ? 'running' : 'preparing');
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
    this.#retries = 0;
    this.#end(failure !== null || this.#items.countOf('failed') > 0 ? 'failed' : 'completed', failure);
  }

  #park(failure: Failure): void {
    this.#failure = failure;
    this.#rest('parked');
    this.#parts.job.ended();
    if (parksFor(failure.code) !== 'network') return;
    this.#retries += 1;
    const delay = (this.#parts.retryDelay ?? retryDelay)(this.#retries);
    this.#retryTimer = setTimeout(() => this.resume(), delay).unref();
  }

  async #cancelled(): Promise<void> {
    for (const state of ['waiting', 'running'] as const) {
      for (const index of this.#items.indicesOf(state)) this.#items.set(index, 'cancelled');
    }
    // What cannot be taken back now stays remembered, and is told as unfinished.
    await this.#newRun()
      .abandonAll()
      .catch(() => undefined);
    this.#end('cancelled', null);
  }

  #end(state: 'completed' | 'failed' | 'cancelled', failure: Failure | null): void {
    this.#clearRetry();
    this.#failure = failure;
    this.#endedAt = Date.now();
    this.#state = state;
    this.#isFirst = false;
    const begun = this.#items.allBegun().length;
    this.#parts.journal.append({ r: 'ended', summary: this.summary(), begun });
    // So that those that have ended hold no open files.
    void this.#parts.journal.close();
    this.#parts.changed(true);
    this.#parts.job.ended();
  }

  #stop(stop: Stop): void {
    this.#clearRetry();
    this.#runsAgain = false;
    this.#run?.stop(stop);
    this.#run?.wake();
  }

  #rest(state: 'paused' | 'parked' | 'asking'): void {
    this.#clearRetry();
    this.#enter(state);
  }

  #clearRetry(): void {
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }

  #enter(state: TransferState): void {
    this.#state = state;
    this.#parts.changed(true);
  }
}
