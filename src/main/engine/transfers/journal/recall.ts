import type { TransferSummary } from '../../../../shared/model/transfer.ts';
import { Items } from '../items.ts';
import type { JournalRecord, TransferTitle } from './records.ts';

/** A transfer as its journal tells it. */
export interface Recalled {
  readonly title: TransferTitle;
  readonly items: Items;
  /** All that was selected is among the items. */
  readonly isSeeded: boolean;
  /** No more items will be found. */
  readonly isPrepared: boolean;
  /** What was asked about the items has been answered. */
  readonly isReviewed: boolean;
  readonly isPaused: boolean;
  readonly isCancelled: boolean;
  readonly isFirst: boolean;
  /** How it ended; `null` where it did not. */
  readonly ended: TransferSummary | null;
}

/** The records in the payloads of frames, in order. */
export function* recordsIn(payloads: readonly Uint8Array[]): Generator<JournalRecord> {
  for (const payload of payloads) yield* JSON.parse(Buffer.from(payload).toString()) as JournalRecord[];
}

/** What the frames of a journal tell; `null` where they do not even say what the transfer is about. */
export function recall(payloads: readonly Uint8Array[]): Recalled | null {
  const items = new Items();
  let title: TransferTitle | null = null;
  let ended: TransferSummary | null = null;
  const marks = { seeded: false, prepared: false, reviewed: false, paused: false, cancelled: false, first: false };
  for (const record of recordsIn(payloads)) {
    if (record.r === 'title') title = record.title;
    else if (record.r === 'ended') [ended, marks.first] = [record.summary, false];
    else if (record.r === 'first') marks.first = record.first;
    else if (record.r === 'paused') marks.paused = record.paused;
    else if (record.r === 'seeded' || record.r === 'prepared' || record.r === 'reviewed') marks[record.r] = true;
    else if (record.r === 'cancelled') marks.cancelled = true;
    else replay(items, record);
    // Whatever comes after an end: it runs again. But what is taken back late changes nothing about the end.
    if (record.r !== 'ended' && record.r !== 'settled') ended = null;
  }
  if (!title) return null;
  return {
    title,
    items,
    isSeeded: marks.seeded,
    isPrepared: marks.prepared,
    isReviewed: marks.reviewed,
    isPaused: marks.paused,
    isCancelled: marks.cancelled,
    isFirst: marks.first,
    ended,
  };
}

type ItemRecord = Extract<JournalRecord, { r: 'items' | 'states' | 'choices' | 'begun' | 'step' | 'settled' }>;

function addAll(items: Items, record: Extract<JournalRecord, { r: 'items' }>): void {
  const archived = new Set(record.archived);
  for (const [at, name] of record.names.entries()) {
    const isArchived = archived.has(record.from + at);
    items.add(name, record.sizes[at] ?? 0, record.modified[at], record.origins[at], isArchived);
  }
}

function replay(items: Items, record: ItemRecord): void {
  switch (record.r) {
    case 'items':
      addAll(items, record);
      return;
    case 'states':
      for (const { index, state, failure, size } of record.changes) {
        if (size !== undefined) items.resize(index, size);
        items.set(index, state, failure);
        if (state === 'done') items.progress(index, items.size(index) - items.bytesDoneOf(index));
      }
      return;
    case 'choices':
      for (const [index, choice, target] of record.choices) items.choose(index, choice, target);
      return;
    case 'begun':
      items.begin(record.index, record.base);
      return;
    case 'step':
      items.step(record.index, record.step);
      return;
    case 'settled':
      items.settle(record.index);
  }
}
