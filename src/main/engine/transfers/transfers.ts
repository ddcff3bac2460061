import { randomUUID } from 'node:crypto';
import { PailError } from '../../../shared/errors.ts';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { throttle } from '../throttle.ts';
import type { Job } from './job.ts';
import { Slots } from './slots.ts';
import { Transfer, type TransferTitle } from './transfer.ts';

/**
 * Places of the queue: as many small items are under way at once; a large one takes several, about one for each MiB that it
 * holds in memory. How many requests run at a time is the connection's to say.
 */
const PLACES = 64;
const HEARTBEAT_MS = 1000;

/** All transfers of this run and the queue that they share. */
export class Transfers {
  readonly #emit: (changed: TransferSummary[]) => void;
  readonly #transfers = new Map<string, Transfer>();
  readonly #slots = new Slots(PLACES);
  readonly #changed = new Set<string>();
  readonly #events = throttle(() => this.#publish());
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(emit: (changed: TransferSummary[]) => void) {
    this.#emit = emit;
  }

  start(title: Omit<TransferTitle, 'id'>, job: Job): TransferSummary {
    const id = randomUUID();
    const transfer = new Transfer({ ...title, id }, job, this.#slots, (urgent) => this.#note(id, urgent));
    this.#transfers.set(id, transfer);
    this.#note(id, true);
    this.#beat();
    return transfer.summary();
  }

  /** Newest first. */
  list(): TransferSummary[] {
    return [...this.#transfers.values()].reverse().map((transfer) => transfer.summary());
  }

  /** Throws `not-found`. */
  get(transferId: string): Transfer {
    const transfer = this.#transfers.get(transferId);
    if (!transfer) throw new PailError('not-found', { subject: 'The transfer' });
    return transfer;
  }

  /** Lets a transfer that has ended run again. */
  again(transferId: string, what: 'retryFailed' | 'replaceSkipped'): void {
    this.get(transferId)[what]();
    this.#beat();
  }

  cancelAllOf(locationIds: ReadonlySet<string>): void {
    for (const transfer of this.#transfers.values()) {
      if (locationIds.has(transfer.title.locationId)) transfer.cancel();
    }
  }

  /** Forgets the transfers that have ended. */
  clearEnded(): void {
    for (const [id, transfer] of [...this.#transfers]) if (transfer.hasEnded) this.#transfers.delete(id);
  }

  #note(id: string, urgent: boolean): void {
    this.#changed.add(id);
    if (urgent) this.#events.now();
    else this.#events.request();
  }

  #publish(): void {
    const summaries: TransferSummary[] = [];
    for (const id of this.#changed) {
      const transfer = this.#transfers.get(id);
      if (transfer) summaries.push(transfer.summary());
    }
    this.#changed.clear();
    if (summaries.length > 0) this.#emit(summaries);
  }

  /** A transfer that stalls changes nothing but its rate: once a second everybody hears of that, too. */
  #beat(): void {
    this.#heartbeat ??= setInterval(() => {
      const active = [...this.#transfers.values()].filter((transfer) => !transfer.hasEnded);
      for (const transfer of active) this.#note(transfer.title.id, false);
      if (active.length > 0 || !this.#heartbeat) return;
      clearInterval(this.#heartbeat);
      this.#heartbeat = null;
    }, HEARTBEAT_MS).unref();
  }
}
