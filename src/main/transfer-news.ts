/** What transfers tell outside the window: a notification when nobody looks, and progress on the taskbar or dock. */
import { deedOf, hasEnded, isActive, type TransferSummary } from '../shared/model/transfer.ts';
import { waitsFor } from '../shared/model/transfer-groups.ts';
import { progress, progressTogether } from '../shared/model/transfer-progress.ts';
import { text } from '../shared/text/index.ts';
import type { NotificationText } from './platform/notifications.ts';

/** A transfer that took less is over before anybody has turned away, in ms. */
const LEAST_MS = 10_000;

/** As `BrowserWindow.setProgressBar` takes it. */
export interface WindowProgress {
  /** 0 to 1; -1 for none. */
  readonly value: number;
  readonly mode: 'none' | 'normal' | 'indeterminate' | 'paused' | 'error';
}

const NO_PROGRESS: WindowProgress = { value: -1, mode: 'none' };

/** How far all are that have not ended: `error` while one waits for what it cannot do without, `paused` while one asks or none runs. */
export function windowProgress(transfers: readonly TransferSummary[]): WindowProgress {
  const open = transfers.filter((transfer) => !hasEnded(transfer));
  if (open.length === 0) return NO_PROGRESS;
  const together = progressTogether(open.map((summary) => ({ summary, shown: progress(summary) })));
  const value = Math.floor(together * 100) / 100;
  if (open.some(({ state }) => state === 'parked')) return { value, mode: 'error' };
  if (open.some(({ state }) => state === 'asking') || !open.some(isActive)) return { value, mode: 'paused' };
  return { value, mode: open.every(({ state }) => state === 'preparing') ? 'indeterminate' : 'normal' };
}

/** What is worth a notification about a transfer that was in another state before; `null`: nothing. No names: see the words. */
export function newsOf(transfer: TransferSummary, now: number): NotificationText | null {
  const { state, items, startedAt, endedAt, failure } = transfer;
  if ((endedAt ?? now) - startedAt <= LEAST_MS) return null;
  const deed = deedOf(transfer);
  const words = text.notifications;
  const count = text.counts.items(items.total);
  switch (state) {
    case 'completed':
      return { title: words.titles.completed[deed], body: words.done(count) };
    case 'failed':
      return {
        title: words.titles.failed[deed],
        body: failure && items.failed === 0 ? words.failedWhole : words.failed(items.failed, count),
      };
    case 'asking':
      return { title: words.titles.asking[deed], body: words.asking };
    case 'parked': {
      const reason = waitsFor(transfer);
      const why = { 'sign-in': words.signIn, network: words.network, person: words.person };
      return { title: words.titles.parked[deed], body: why[reason ?? 'person'] };
    }
    default:
      return null;
  }
}

/** What it needs of the window and the system. */
export interface TransferNewsParts {
  isLookedAt(): boolean;
  notify(news: NotificationText): void;
  setProgress(progress: WindowProgress): void;
  readonly now?: () => number;
}

/**
 * One time of being offline, in which transfers try again and again: it lasts until all that waited for the network have got further,
 * wait for something else or have ended.
 */
class Offline {
  /** How far those were that wait. */
  readonly #waiting = new Map<string, number>();

  /** Takes in what became of a transfer; true where it waits for the network, and that there is none has been told. */
  knows(transfer: TransferSummary): boolean {
    const { id, state } = transfer;
    const waits = waitsFor(transfer) === 'network';
    const before = this.#waiting.get(id);
    const isOther = hasEnded(transfer) || state === 'asking' || (state === 'parked' && !waits);
    if (before !== undefined && (isOther || reached(transfer) > before)) this.#waiting.delete(id);
    if (!waits) return false;
    const isKnown = this.#waiting.size > 0;
    this.#waiting.set(id, reached(transfer));
    return isKnown;
  }

  /** Nobody is to hear of a transfer any more. */
  drop(id: string): void {
    this.#waiting.delete(id);
  }

  forget(): void {
    this.#waiting.clear();
  }
}

/** Grows with each byte and each item that is over. */
function reached({ items, bytesDone }: TransferSummary): number {
  return bytesDone + items.done + items.failed + items.skipped;
}

/** Hears of every change of transfers, and tells what matters while nobody looks. */
export class TransferNews {
  readonly #parts: TransferNewsParts;
  /** Those that have not ended. */
  readonly #open = new Map<string, TransferSummary>();
  readonly #offline = new Offline();
  #shown: WindowProgress = NO_PROGRESS;

  constructor(parts: TransferNewsParts) {
    this.#parts = parts;
  }

  changed(transfers: readonly TransferSummary[]): void {
    for (const transfer of transfers) {
      const before = this.#open.get(transfer.id);
      if (hasEnded(transfer)) this.#open.delete(transfer.id);
      else this.#open.set(transfer.id, transfer);
      const isKnown = this.#offline.knows(transfer);
      // What an earlier run left is no news when this one hears of it first.
      if (before && before.state !== transfer.state && !isKnown) this.#tell(transfer);
    }
    this.#show(windowProgress([...this.#open.values()]));
  }

  /** Those that have not ended. */
  get open(): readonly TransferSummary[] {
    return [...this.#open.values()];
  }

  /** Others than these have signed out: what is theirs is nobody's news. */
  keepOnly(accountIds: ReadonlySet<string>): void {
    for (const { id, accountId } of this.open) {
      if (accountIds.has(accountId)) continue;
      this.#open.delete(id);
      this.#offline.drop(id);
    }
    this.#show(windowProgress(this.open));
  }

  /** The engine is gone: what it told before does not hold any more. */
  forget(): void {
    this.#open.clear();
    this.#offline.forget();
    this.#show(NO_PROGRESS);
  }

  #tell(transfer: TransferSummary): void {
    const news = newsOf(transfer, (this.#parts.now ?? Date.now)());
    if (news && !this.#parts.isLookedAt()) this.#parts.notify(news);
  }

  #show(progress: WindowProgress): void {
    if (progress.value === this.#shown.value && progress.mode === this.#shown.mode) return;
    this.#shown = progress;
    this.#parts.setProgress(progress);
  }
}
