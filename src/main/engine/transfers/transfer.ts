import { basename, dirname } from 'node:path';
import { type Failure, PailError } from '../../../shared/errors.ts';
import { parksFor } from '../../../shared/model/parking.ts';
import type { ConflictWindow, ItemWindow, ReviewAnswer, TransferSummary } from '../../../shared/model/transfer.ts';
import { begunUploads, type OwnUpload } from './begun-uploads.ts';
import { Course, type TransferParts } from './course.ts';
import { itemWindow } from './item-window.ts';
import type { Recalled } from './journal/recall.ts';
import type { TransferTitle } from './journal/records.ts';
import { showKept } from './run-items.ts';

/**
 * One thing the user asked for, from its start to its end: it can be paused, waits for what it cannot do without, survives the end
 * of the process, and runs again for failed or skipped items. How it comes from one to the other is its {@link Course}.
 */
export class Transfer {
  readonly title: TransferTitle;
  readonly #parts: TransferParts;
  readonly #course: Course;
  #isFirst: boolean;
  #isRecorded = true;

  /** Does nothing before `start`. `recalled`: what an earlier process knew of it. */
  constructor(parts: TransferParts, recalled: Recalled | null = null) {
    const { title, journal } = parts;
    this.#parts = parts;
    this.title = title;
    this.#isFirst = recalled?.isFirst ?? false;
    const owner = { summary: () => this.summary(), isFirst: () => this.#isFirst };
    this.#course = new Course(parts, owner, recalled);
    const { items } = this.#course;
    for (const index of items.allBegun()) showKept(parts.job, items, index);
    if (!recalled) journal.append({ r: 'title', title });
  }

  get hasEnded(): boolean {
    return this.#course.hasEnded;
  }

  /** It ended, and its journal tells all of it: it need not be kept in memory. */
  get isPast(): boolean {
    return this.hasEnded && !this.#course.isRunning && this.#isRecorded && this.#course.items.allBegun().length === 0;
  }

  /**
   * It waits for its location, with keys for it, and goes on when that is there. Not so a delete that still has to find out what there
   * is: that may be something else by then, and somebody has to say so again.
   */
  get waitsForLocation(): boolean {
    const { state, failure, isCancelling, stages } = this.#course;
    if (state !== 'parked' || !failure || isCancelling) return false;
    if (this.title.request.kind === 'delete' && !stages.isPrepared) return false;
    return failure.code === 'location-moved' || parksFor(failure.code) === 'sign-in';
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
    const { id, accountId = '', request, locationId, label = '', folder, firstName, requested, startedAt } = this.title;
    const { state, items, bytesPerSecond, endedAt, failure, asking, hasEnded } = this.#course;
    return {
      id,
      kind: request.kind,
      ...(request.kind === 'zip' && { file: basename(request.file) }),
      ...(request.kind === 'move' && request.renaming && { newName: lastSegment(request.renaming.to) }),
      state,
      accountId,
      locationId,
      label,
      folder,
      firstName,
      requested,
      items: items.counts(),
      bytesDone: items.bytesDone,
      bytesTotal: items.bytesTotal,
      bytesPerSecond,
      startedAt,
      endedAt,
      failure,
      review: asking?.summary() ?? null,
      first: this.#isFirst && !hasEnded,
      recorded: this.#isRecorded,
    };
  }

  window(start: number, count: number): ItemWindow {
    const { items } = this.#course;
    const shown = itemWindow(items, start, count);
    return { transferId: this.title.id, start: Math.max(0, Math.trunc(start)), total: items.count, items: shown };
  }

  /** At most MAX_CONFLICTS of the items where something is there already, in order. None while it does not ask. */
  conflicts(start: number, count: number): ConflictWindow {
    return this.#course.asking?.window(start, count) ?? { start, total: 0, conflicts: [] };
  }

  begunUploads(): OwnUpload[] {
    const { state, items } = this.#course;
    return begunUploads(this.title, state, items, (index) => this.#again([index]));
  }

  /** Begins, or goes on where an earlier process left off. One that had ended or was paused stays so. */
  start(): void {
    this.#course.start();
  }

  /** Stops for now. What is under way is cut off and done again later; parts that are done stay done. No effect after the end. */
  pause(): void {
    this.#course.pause();
  }

  /** Goes on after a pause, or with what it waits for, whether or not that is there. No effect on others. */
  resume(): void {
    this.#course.resume();
  }

  /** Waits, instead of beginning, for what `failure` says. */
  waitFor(failure: Failure): void {
    this.#course.waitFor(failure);
  }

  /** Stops until what `failure` says is mended. No effect where nothing is under way. */
  park(failure: Failure): void {
    this.#course.park(failure);
  }

  /** Stops for good; `cancelled` is reached when what was begun is taken back. No effect after the end. */
  cancel(): void {
    this.#course.cancel();
  }

  /** Answers what it asks about. Throws `invalid-argument` where it does not ask. */
  answer(answer: ReviewAnswer): void {
    this.#course.answer(answer);
  }

  /** Leaves everything as it is for another process to go on with, and answers when nothing is under way. */
  close(): Promise<void> {
    return this.#course.close();
  }

  /** Goes before the others, or like them. No effect after the end. */
  setFirst(isFirst: boolean): void {
    if (this.hasEnded || this.#isFirst === isFirst) return;
    this.#isFirst = isFirst;
    this.#parts.journal.append({ r: 'first', first: isFirst });
    this.#parts.changed(true);
  }

  /** Runs the failed items again, and what failed as a whole. Throws `invalid-argument` for a cancelled transfer. */
  retryFailed(): void {
    this.#again(this.#course.items.indicesOf('failed'));
  }

  /** Runs those items again that were skipped because of what is there, and replaces it. Throws as `retryFailed`. */
  replaceSkipped(): void {
    const { items } = this.#course;
    this.#course.checkRunsAgain();
    const indices = items.indicesOf('skipped').filter((index) => items.isReplaceable(index));
    for (const index of indices) items.choose(index, 'overwrite');
    this.#again(indices);
  }

  /** Takes back what was begun and not ended, before the transfer is forgotten. Rejects where that cannot be done. */
  async forget(): Promise<void> {
    await this.#course.abandonAll();
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

  #again(indices: readonly number[]): void {
    this.#course.checkRunsAgain();
    // It went first until it ended.
    if (this.hasEnded) this.#isFirst = false;
    this.#course.again(indices);
  }
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
