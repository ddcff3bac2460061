/** Transfers in words. */

import type { Failure } from '../../../shared/errors.ts';
import {
  hasEnded,
  type ItemState,
  type NotDone,
  type TransferItem,
  type TransferSummary,
} from '../../../shared/model/transfer.ts';
import { lacksRoom, waitsFor } from '../../../shared/model/transfer-groups.ts';
import { text } from '../../../shared/text/index.ts';
import { formatChangingSize, formatDate, formatRate, formatSize, formatTimeLeft } from '../../ui/format.ts';
import { splitName, visibleName } from '../../ui/names.ts';

const words = text.ui.transfers;
const reviewing = text.ui.conflicts;

/** `Upload 12 items to 2026`. `folder` is the name of where it goes to or comes from. */
export function transferTitle(transfer: TransferSummary, folder: string): string {
  if (transfer.newName !== undefined) return words.rename(whatWords(transfer), visibleName(transfer.newName));
  return words[transfer.kind](whatWords(transfer), visibleName(folder), visibleName(transfer.file ?? ''));
}

function whatWords({ requested, firstName }: TransferSummary): string {
  return requested === 1 ? visibleName(firstName) : text.counts.items(requested);
}

/** How many characters at the end of the title stay where there is no room for all: the end of the name, and the folder. */
export function titleEnd(transfer: TransferSummary, title: string): number {
  const what = whatWords(transfer);
  return title.length - title.indexOf(what) - splitName(what)[0].length;
}

/** How it ended: `Completed, 2 skipped`, `3 failed, 9 done`, `Cancelled, 3 done`. */
export function endWords({ state, items }: TransferSummary): string {
  const skipped = items.skipped > 0 ? [words.countSkipped(items.skipped)] : [];
  if (state === 'completed') return text.ui.common.list([words.completed, ...skipped]);
  const done = items.done > 0 ? [words.countDone(items.done)] : [];
  if (state === 'cancelled') return text.ui.common.list([words.cancelled, ...done, ...skipped]);
  return text.ui.common.list([words.countFailed(items.failed), ...done, ...skipped]);
}

/** Something that speaks against a transfer. */
export interface Finding {
  /** A sentence. */
  readonly said: string;
  /** The first of the items that it is about, each with its reason, and how many more there are. */
  readonly named: readonly NotDone[];
  readonly more: number;
}

/** What was found that speaks against it; that there is no room comes first. */
export function findings(transfer: TransferSummary): Finding[] {
  const { review, items, bytesTotal } = transfer;
  if (!review) return [];
  const { conflicts, impossible, archived = 0, renamed, freeBytes, notDone = [] } = review;
  const found: Finding[] = [];
  const say = (said: string): number => found.push({ said, named: [], more: 0 });
  const name = (sort: NotDone['sort'], count: number, said: string): void => {
    const named = notDone.filter((one) => one.sort === sort);
    if (count > 0) found.push({ said, named, more: named.length === 0 ? 0 : count - named.length });
  };
  if (lacksRoom(transfer)) say(reviewing.noRoom(formatSize(bytesTotal), formatSize(freeBytes ?? 0)));
  if (conflicts > 0) say(reviewing.there(conflicts, items.total));
  name('impossible', impossible, reviewing.impossible(impossible));
  name('archived', archived, reviewing.archived(archived));
  name('left-out', items.skipped, reviewing.leftOut(items.skipped));
  if (renamed > 0) say(reviewing.renamed(renamed));
  return found;
}

/** The same in words alone. */
export function reviewWords(transfer: TransferSummary): string[] {
  return findings(transfer).map(({ said }) => said);
}

/** How far it is: `3 of 12 items · 1.2 MB of 38 MB`. */
function progressWords({ kind, items, bytesDone, bytesTotal }: TransferSummary): string[] {
  const parts: string[] = [];
  if (items.total > 1) {
    const finished = items.done + items.failed + items.skipped + items.cancelled;
    const total = text.counts.items(items.total);
    // Nothing of an archive is done before all of it is.
    parts.push(kind === 'zip' ? total : words.itemsOf(finished.toLocaleString('en'), total));
  }
  if (bytesTotal > 0) parts.push(words.bytesOf(formatChangingSize(bytesDone), formatChangingSize(bytesTotal)));
  return parts;
}

/** What a summary does not say. */
export interface TransferFacts {
  /** How long it still takes, in ms. */
  readonly left?: number | null;
  /** The one reason for which all failed items failed. */
  readonly reason?: Failure | null;
  /** The system has no network at all. */
  readonly offline?: boolean;
  /** There is no engine that could do anything about it. */
  readonly stopped?: boolean;
}

function networkWords({ failure }: TransferSummary, offline: boolean): string {
  if (offline) return words.parkedOffline;
  return failure?.code === 'issuer-unreachable' ? words.parkedIssuer : words.parkedStorage;
}

/** What it is doing, or what it waits for. */
function openWords(
  transfer: TransferSummary,
  { left = null, offline = false, stopped = false }: TransferFacts,
): string[] {
  const { state, items, bytesPerSecond, failure } = transfer;
  // What waits for a person waits for nothing else.
  if (stopped && state !== 'paused' && state !== 'asking') return [words.stopped, ...progressWords(transfer)];
  switch (state) {
    case 'preparing':
      return [items.total > 0 ? words.preparingFound(text.counts.items(items.total)) : words.preparing];
    case 'asking':
      return [words.asks, reviewWords(transfer).join(' ')];
    case 'paused':
      return [words.pausedState, ...progressWords(transfer)];
    case 'parked': {
      const why = failure?.message ?? '';
      const reason = waitsFor(transfer);
      if (reason === 'sign-in') return [words.parkedSignIn(why)];
      return [reason === 'network' ? networkWords(transfer, offline) : inLine(why), ...progressWords(transfer)];
    }
    default: {
      const parts = progressWords(transfer);
      if (bytesPerSecond > 0) parts.push(formatRate(bytesPerSecond));
      if (left !== null) parts.push(words.timeLeft(formatTimeLeft(left)));
      if (items.failed > 0) parts.push(words.countFailed(items.failed));
      return parts.length > 0 ? parts : [words.working];
    }
  }
}

/** What it is doing, what it waits for or how it ended, in one line. */
export function stateWords(transfer: TransferSummary, facts: TransferFacts = {}): string {
  if (hasEnded(transfer)) return endedWords(transfer, facts.reason ?? null);
  const place = transfer.first ? [words.first] : [];
  const kept = transfer.recorded ? [] : [words.notRecorded];
  return text.ui.common.dotted([...place, ...openWords(transfer, facts), ...kept]);
}

/** How it ended, how much it was and when: `Completed · 36 items · 18.3 MB · Today 18:12`. */
function endedWords(transfer: TransferSummary, reason: Failure | null): string {
  const { state, items, bytesDone, failure, endedAt } = transfer;
  const when = endedAt === null ? [] : [formatDate(endedAt)];
  if (failure && items.failed === 0) return text.ui.common.dotted([failureWords(failure), ...when]);
  const end = endWords(transfer);
  const why = reason ? words.because(end, failureWords(reason)) : end;
  const count = state === 'completed' && items.total > 1 ? [text.counts.items(items.total)] : [];
  const size = bytesDone > 0 ? [formatSize(bytesDone)] : [];
  return text.ui.common.dotted([why, ...count, ...size, ...when]);
}

/** Its sentence as the present catalogue has it, for the middle of a line. */
function failureWords({ code, detail }: Failure): string {
  return inLine(text.errors[code](detail));
}

function inLine(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** The state of an item, with the reason where there is one. */
export function itemWords({ state, failure }: TransferItem): string {
  const named: Readonly<Record<ItemState, string>> = words.states;
  return failure ? words.because(named[state], reasonWords(failure)) : named[state];
}

/** The sentence of a failure beside the name of the item, which it need not name again. */
export function reasonWords({ code, detail: { subject: _, ...detail } }: Failure): string {
  return text.errors[code](detail);
}
