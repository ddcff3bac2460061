import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { type Failure, PailError } from '../../../shared/errors.ts';
import { isActive, type TransferSummary } from '../../../shared/model/transfer.ts';
import type { Owned } from '../locations.ts';
import type { ReceiptFormat } from '../protocol.ts';
import { throttle } from '../throttle.ts';
import type { OwnUpload } from './begun-uploads.ts';
import type { Job } from './job.ts';
import { type Journal, NO_JOURNAL } from './journal/journal.ts';
import type { JournalFolder } from './journal/journal-folder.ts';
import type { Recalled } from './journal/recall.ts';
import type { TransferTitle } from './journal/records.ts';
import { Owners } from './owners.ts';
import { writeReceipts } from './receipts.ts';
import { Slots, wayOf } from './slots.ts';
import { Transfer } from './transfer.ts';

/**
 * Places of the queue: as many small items are under way at once; a large one takes several, about one for each MiB that it
 * holds in memory. How many requests run at a time is the connection's to say.
 */
const PLACES = 64;
const HEARTBEAT_MS = 1000;

/** What a new transfer is about. */
export type NewTitle = Omit<TransferTitle, 'id' | 'startedAt'>;

/** What transfers need of the engine. */
export interface TransfersParts {
  readonly emit: (changed: TransferSummary[]) => void;
  /** Hears of journals that cannot be read, as `journal-unreadable`. */
  readonly unreadable: (failures: readonly Failure[]) => void;
  /** `null`: transfers are not remembered. */
  readonly journals: JournalFolder | null;
  /** The job for a transfer, also for one of an earlier process. */
  readonly jobFor: (title: TransferTitle) => Job;
  /** Why a transfer cannot run now, where its place is not there. */
  readonly unreachable: (title: TransferTitle) => Failure | null;
  /** The account that has it, as long as it is signed in; else `null`: a foreign one. */
  readonly accountOf: (transfer: Owned) => string | null;
}

/**
 * All transfers, those of earlier processes among them, and the queue that they share. Foreign ones wait and are kept, but as if they
 * were not there: they are not told, and their ids are unknown ones.
 */
export class Transfers {
  readonly #parts: TransfersParts;
  readonly #transfers = new Map<string, Transfer>();
  /** Transfers that ended: their items are in their journals only, until somebody asks for them. */
  readonly #past = new Map<string, TransferSummary>();
  /** Journals that are being closed, or read again. */
  readonly #busy = new Map<string, Promise<unknown>>();
  /** What is slow one way does not hold up what goes the other. */
  readonly #slots = { up: new Slots(PLACES), down: new Slots(PLACES), other: new Slots(PLACES) };
  readonly #changed = new Set<string>();
  readonly #owners: Owners;
  readonly #events = throttle(() => this.#publish());
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(parts: TransfersParts) {
    this.#parts = parts;
    this.#owners = new Owners(parts.accountOf);
  }

  /** Starts a transfer. `job`: where it knows more than its title tells. */
  start(about: NewTitle, job?: (title: TransferTitle) => Job): TransferSummary {
    const title: TransferTitle = { ...about, id: randomUUID(), startedAt: Date.now() };
    const journal = this.#parts.journals?.create(title.id, () => this.#lost(title.id)) ?? NO_JOURNAL;
    const transfer = this.#add(title, job?.(title) ?? this.#parts.jobFor(title), journal, null);
    transfer.start();
    this.#forgetItems();
    return transfer.summary();
  }

  /** Takes up what earlier processes left. Answers when all of it is known. */
  async recall(): Promise<void> {
    const { journals } = this.#parts;
    if (!journals) return;
    const { open, past, unreadable } = await journals.recallAll((id) => this.#lost(id));
    for (const summary of past) this.#past.set(summary.id, summary);
    for (const { recalled, journal } of open) {
      const { title } = recalled;
      const transfer = this.#add(title, this.#parts.jobFor(title), journal, recalled);
      const reason = this.#parts.unreachable(title);
      if (recalled.isCancelled) transfer.start();
      // What it was about may be something else by now: somebody has to say so again.
      else if (title.request.kind === 'delete') transfer.pause();
      else if (reason) transfer.waitFor(reason);
      else transfer.start();
    }
    this.#tellArrived();
    if (unreadable.length > 0) this.#parts.unreadable(unreadable);
  }

  /** Newest first. */
  list(): TransferSummary[] {
    const live = [...this.#transfers.values()].reverse().map((transfer) => transfer.summary());
    return this.#owners.told([...live, ...this.#past.values()]).sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Whether foreign ones have not ended. */
  get othersWait(): boolean {
    return [...this.#transfers.values()].some((one) => !one.hasEnded && !this.#owners.isOwn(one.title));
  }

  /** Does something with a transfer: at once, or when its items were read again. Throws or rejects with `not-found`. */
  with<T>(transferId: string, act: (transfer: Transfer) => T): T | Promise<Awaited<T>> {
    const transfer = this.#find(transferId);
    if (transfer) return act(transfer);
    // Meanwhile whoever has it may have signed out.
    return this.#revived(transferId).then(() => this.with(transferId, act)) as Promise<Awaited<T>>;
  }

  /** The same, for telling of it. */
  summary(transferId: string): TransferSummary | Promise<TransferSummary> {
    return this.with(transferId, (transfer) => this.#owners.told([transfer.summary()])[0] as TransferSummary);
  }

  /** The uploads in parts that they have begun and neither completed nor taken back. */
  begunUploads(): OwnUpload[] {
    return [...this.#transfers.values()].flatMap((transfer) => {
      const begun = transfer.begunUploads();
      return this.#owners.isOwn(transfer.title) ? begun : begun.map((one) => ({ ...one, isForeign: true as const }));
    });
  }

  /** Whether one of them remembers an upload of this id as begun, in whatever store: no two name an upload alike. */
  isHeld(uploadId: string): boolean {
    return this.begunUploads().some((own) => own.uploadId === uploadId);
  }

  /** Has a transfer go before the others, in place of the one that did, or like them. No effect on one that has ended. */
  setFirst(transferId: string, isFirst: boolean): void {
    const chosen = this.#find(transferId);
    if (!chosen || chosen.hasEnded) return;
    if (isFirst) for (const one of this.#own()) if (one !== chosen) one.setFirst(false);
    chosen.setFirst(isFirst);
    for (const slots of Object.values(this.#slots)) slots.reconsider();
  }

  /** Pauses or resumes all that have not ended. */
  all(act: 'pause' | 'resume'): void {
    for (const transfer of this.#own()) transfer[act]();
  }

  /** Locations came or went: those without their place wait for it, and those that waited go on. */
  locationsChanged(): void {
    for (const transfer of this.#transfers.values()) {
      if (transfer.hasEnded) continue;
      const reason = this.#parts.unreachable(transfer.title);
      if (reason) transfer.park(reason);
      else if (transfer.waitsForLocation) transfer.resume();
    }
    this.#tellArrived();
  }

  /** Forgets the transfers that have ended; one whose leftovers in the store cannot be taken back now stays. */
  async clearEnded(): Promise<void> {
    let refusal: unknown;
    for (const [id, summary] of [...this.#past]) {
      if (!this.#owners.isOwn(summary)) continue;
      await this.#busy.get(id);
      if (this.#past.delete(id)) await this.#parts.journals?.remove(id);
    }
    for (const transfer of this.#own()) {
      if (!transfer.hasEnded) continue;
      const { id } = transfer.title;
      try {
        await transfer.forget();
      } catch (error) {
        // The others can be forgotten all the same.
        refusal ??= error;
        continue;
      }
      // Meanwhile it may have been told to run again.
      if (!transfer.hasEnded) continue;
      this.#transfers.delete(id);
      await transfer.close();
      await this.#parts.journals?.remove(id);
    }
    if (refusal !== undefined) throw refusal;
  }

  /**
   * Writes what became of each item to a file, named by its absolute path. Rejects with `not-found` for a transfer that is not
   * remembered, and as `writeReceipts`.
   */
  async exportReceipts(transferId: string, path: string, format: ReceiptFormat): Promise<void> {
    const { journals } = this.#parts;
    const live = this.#find(transferId);
    if (!journals || live?.summary().recorded === false) throw new PailError('not-found', { subject: 'The record' });
    await (live?.commit() ?? this.#busy.get(transferId));
    await writeReceipts(await journals.records(transferId), { folder: dirname(path), name: basename(path) }, format);
  }

  /** Leaves everything for another process to go on with. */
  async close(): Promise<void> {
    await Promise.all([...this.#transfers.values()].map((transfer) => transfer.close()));
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#events.stop();
  }

  #add(title: TransferTitle, job: Job, journal: Journal, recalled: Recalled | null): Transfer {
    const { id } = title;
    const changed = (urgent: boolean): void => this.#note(id, urgent);
    const transfer = new Transfer({ title, job, journal, slots: this.#slots[wayOf(job.kind)], changed }, recalled);
    this.#transfers.set(id, transfer);
    this.#changed.add(id);
    return transfer;
  }

  #own(): Transfer[] {
    return [...this.#transfers.values()].filter(({ title }) => this.#owners.isOwn(title));
  }

  /** The transfer; `null` where its items have to be read again. Throws `not-found`. */
  #find(id: string): Transfer | null {
    const transfer = this.#transfers.get(id) ?? null;
    const known = transfer?.title ?? this.#past.get(id);
    if (!known || !this.#owners.isOwn(known)) throw new PailError('not-found', { subject: 'The transfer' });
    return transfer;
  }

  /** Tells of those that were foreign before, or not known. */
  #tellArrived(): void {
    const arrived = this.#owners.arrived(this.list());
    for (const { id } of arrived) this.#changed.delete(id);
    if (arrived.length > 0) this.#parts.emit(arrived);
    this.#publish();
  }

  /** The items of transfers that ended need not stay in memory where their journals have them. */
  #forgetItems(): void {
    if (!this.#parts.journals) return;
    for (const [id, transfer] of [...this.#transfers]) {
      if (!transfer.isPast) continue;
      this.#transfers.delete(id);
      this.#past.set(id, transfer.summary());
      this.#occupied(id, transfer.close());
    }
  }

  /** A transfer that ended, with its items. */
  async #revived(id: string): Promise<Transfer> {
    const busy = this.#busy.get(id);
    if (busy) {
      await busy;
      return this.with(id, (transfer) => transfer);
    }
    const work = this.#read(id);
    this.#occupied(id, work);
    return work;
  }

  async #read(id: string): Promise<Transfer> {
    const found = await this.#parts.journals?.recall(id, () => this.#lost(id));
    if (!found) throw new PailError('not-found', { subject: 'The record' });
    this.#past.delete(id);
    const { title } = found.recalled;
    return this.#add(title, this.#parts.jobFor(title), found.journal, found.recalled);
  }

  #occupied(id: string, work: Promise<unknown>): void {
    // How it went is its caller's to hear.
    const ended = work.catch(() => undefined).then(() => this.#busy.delete(id));
    this.#busy.set(id, ended);
  }

  #lost(id: string): void {
    this.#transfers.get(id)?.lostJournal();
  }

  #note(id: string, urgent: boolean): void {
    this.#changed.add(id);
    if (urgent) {
      this.#events.now();
      this.#beat();
    } else this.#events.request();
  }

  #publish(): void {
    const summaries = [...this.#changed].flatMap((id) => this.#transfers.get(id)?.summary() ?? []);
    this.#changed.clear();
    const told = this.#owners.told(summaries);
    if (told.length > 0) this.#parts.emit(told);
  }

  /** A transfer that stalls changes nothing but its rate: once a second everybody hears of that, too. */
  #beat(): void {
    this.#heartbeat ??= setInterval(() => {
      const active = [...this.#transfers.values()].filter((transfer) => isActive(transfer.summary()));
      for (const transfer of active) this.#note(transfer.title.id, false);
      if (active.length > 0 || !this.#heartbeat) return;
      clearInterval(this.#heartbeat);
      this.#heartbeat = null;
    }, HEARTBEAT_MS).unref();
  }
}
