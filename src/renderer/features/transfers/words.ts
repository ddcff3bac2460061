/** Transfers in words. */

import { hasEnded, type ItemState, type TransferItem, type TransferSummary } from '../../../shared/model/transfer.ts';
import { lacksRoom, waitsFor } from '../../../shared/model/transfer-groups.ts';
import { text } from '../../../shared/text/index.ts';
import { formatDuration, formatRate, formatSize } from '../../ui/format.ts';
import { visibleName } from '../../ui/names.ts';

const words = text.ui.transfers;
const reviewing = text.ui.conflicts;

/** `Upload 12 items to 2026`. `folder` is the name of where it goes to or comes from. */
export function transferTitle(transfer: TransferSummary, folder: string): string {
  const { kind, requested, firstName, file = '' } = transfer;
  const what = requested === 1 ? visibleName(firstName) : text.counts.items(requested);
  return words[kind](what, visibleName(folder), visibleName(file));
}

/** How it ended: `Completed, 2 skipped`, `3 failed, 9 done`, `Cancelled, 3 done`. */
export function endWords({ state, items }: TransferSummary): string {
  const skipped = items.skipped > 0 ? [words.countSkipped(items.skipped)] : [];
  if (state === 'completed') return text.ui.common.list([words.completed, ...skipped]);
  const done = items.done > 0 ? [words.countDone(items.done)] : [];
  if (state === 'cancelled') return text.ui.common.list([words.cancelled, ...done, ...skipped]);
  return text.ui.common.list([words.countFailed(items.failed), ...done, ...skipped]);
}

/** What was found that speaks against it, a sentence each; that there is no room comes first. */
export function reviewWords(transfer: TransferSummary): string[] {
  const { review, items, bytesTotal } = transfer;
  if (!review) return [];
  const { conflicts, impossible, archived = 0, renamed, freeBytes } = review;
  const found: string[] = [];
  if (lacksRoom(transfer)) found.push(reviewing.noRoom(formatSize(bytesTotal), formatSize(freeBytes ?? 0)));
  if (conflicts > 0) found.push(reviewing.there(conflicts, items.total));
  if (impossible > 0) found.push(reviewing.impossible(impossible));
  if (archived > 0) found.push(reviewing.archived(archived));
  if (renamed > 0) found.push(reviewing.renamed(renamed));
  return found;
}

/** How far it is: `3 of 12 items · 1.2 MB of 38 MB`. */
function progressWords({ kind, items, bytesDone, bytesTotal }: TransferSummary): string[] {
  const finished = items.done + items.failed + items.skipped + items.cancelled;
  const total = text.counts.items(items.total);
  // Nothing of an archive is done before all of it is.
  const parts = [kind === 'zip' ? total : words.itemsOf(finished.toLocaleString('en'), total)];
  if (bytesTotal > 0) parts.push(words.bytesOf(formatSize(bytesDone), formatSize(bytesTotal)));
  return parts;
}

/** What it is doing, or what it waits for. */
function openWords(transfer: TransferSummary): string[] {
  const { state, items, bytesDone, bytesTotal, bytesPerSecond, failure } = transfer;
  switch (state) {
    case 'preparing':
      return [items.total > 0 ? words.preparingFound(text.counts.items(items.total)) : words.preparing];
    case 'asking':
      return [words.asks, reviewWords(transfer).join(' ')];
    case 'paused':
      return items.total > 0 ? [words.pausedState, ...progressWords(transfer)] : [words.pausedState];
    case 'parked': {
      const why = failure?.message ?? '';
      const reason = waitsFor(transfer);
      if (reason === 'sign-in') return [words.parkedSignIn(why)];
      return [reason === 'network' ? words.parkedNetwork : why, ...(items.total > 0 ? progressWords(transfer) : [])];
    }
    default: {
      const parts = progressWords(transfer);
      if (bytesPerSecond > 0) {
        parts.push(formatRate(bytesPerSecond));
        parts.push(words.timeLeft(formatDuration(((bytesTotal - bytesDone) / bytesPerSecond) * 1000)));
      }
      if (items.failed > 0) parts.push(words.countFailed(items.failed));
      return parts;
    }
  }
}

/** What it is doing, what it waits for or how it ended, in one line. */
export function stateWords(transfer: TransferSummary): string {
  const { items, bytesDone, failure, recorded } = transfer;
  if (hasEnded(transfer)) {
    if (failure && items.failed === 0) return failure.message;
    const size = bytesDone > 0 ? [formatSize(bytesDone)] : [];
    return text.ui.common.dotted([endWords(transfer), ...size]);
  }
  const place = transfer.first ? [words.first] : [];
  return text.ui.common.dotted([...place, ...openWords(transfer), ...(recorded ? [] : [words.notRecorded])]);
}

/** The state of an item, with the reason where there is one; the reason need not name the item again. */
export function itemWords({ state, failure }: TransferItem): string {
  const named: Readonly<Record<ItemState, string>> = words.states;
  if (!failure) return named[state];
  const { subject: _, ...detail } = failure.detail;
  return words.because(named[state], text.errors[failure.code](detail));
}
