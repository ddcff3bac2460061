import type { Failure } from '../../../../shared/errors.ts';
import type { ConflictChoice, ItemState, TransferSummary } from '../../../../shared/model/transfer.ts';
import type { Place } from '../../locations.ts';
import type { ItemChoice, Receipt } from '../items.ts';
import type { JobRequest } from '../jobs/job-for.ts';

/** What a transfer is about, for its summary, and for finding its place again in another run. */
export interface TransferTitle {
  readonly id: string;
  /** Whose it is. Left out by earlier versions, as is `label`. */
  readonly accountId?: string;
  readonly locationId: string;
  /** What the location was called when it began. */
  readonly label?: string;
  /** Where the location pointed to: one that points elsewhere later is not the place that was meant. */
  readonly place: Place;
  readonly folder: string;
  readonly firstName: string;
  readonly requested: number;
  readonly onConflict: ConflictChoice;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly request: JobRequest;
}

/** What is remembered of one change of an item. */
export interface StateChange {
  readonly index: number;
  readonly state: ItemState;
  readonly failure?: Failure;
  readonly receipt?: Receipt;
  /** Where the work found another size than was announced. */
  readonly size?: number;
}

export type ChoiceRecord = readonly [index: number, choice: ItemChoice, as?: string];

/** A record of a journal, in the order in which things happened. JSON, one or more of them in a frame. */
export type JournalRecord =
  /** The first. */
  | { readonly r: 'title'; readonly title: TransferTitle }
  /** Items found, in columns; the first of them is the item `from`. */
  | {
      readonly r: 'items';
      readonly from: number;
      readonly names: string[];
      readonly sizes: number[];
      readonly modified: number[];
      readonly origins: string[];
      /** Indices of those that are archived; left out where none is. */
      archived?: number[];
    }
  /** All that was selected is among the items; what is below its folders may still come. */
  | { readonly r: 'seeded' }
  /** No more items will be found. */
  | { readonly r: 'prepared' }
  /** What was asked about the items has been answered. */
  | { readonly r: 'reviewed' }
  | { readonly r: 'states'; readonly changes: StateChange[] }
  /** What is to be done where something is there already, and under which other name an item goes. */
  | { readonly r: 'choices'; readonly choices: ChoiceRecord[] }
  /** An item was begun: whatever its job must know to go on with it, or to take it back. */
  | { readonly r: 'begun'; readonly index: number; readonly base: unknown }
  /** A step of an item that was begun is done. */
  | { readonly r: 'step'; readonly index: number; readonly step: unknown }
  /** Nothing is left of what was begun. */
  | { readonly r: 'settled'; readonly index: number }
  | { readonly r: 'paused'; readonly paused: boolean }
  /** It goes before the others, or not any more. */
  | { readonly r: 'first'; readonly first: boolean }
  /** The person has cancelled it: whatever comes now, it goes no further. */
  | { readonly r: 'cancelled' }
  /** It ended; the last record, unless it runs again. `begun`: of how many items something is left that is to be taken back. */
  | { readonly r: 'ended'; readonly summary: TransferSummary; readonly begun: number };

/** Most items in a record. */
const JOINED = 1000;

/** Adds what `next` says to `last`, where that is a record of the same kind with room in it; else answers false. */
export function joinRecord(last: JournalRecord | undefined, next: JournalRecord): boolean {
  if (last?.r === 'items' && next.r === 'items' && last.names.length < JOINED) {
    last.names.push(...next.names);
    last.sizes.push(...next.sizes);
    last.modified.push(...next.modified);
    last.origins.push(...next.origins);
    if (next.archived) last.archived = [...(last.archived ?? []), ...next.archived];
    return true;
  }
  if (last?.r === 'states' && next.r === 'states' && last.changes.length < JOINED) {
    last.changes.push(...next.changes);
    return true;
  }
  if (last?.r === 'choices' && next.r === 'choices' && last.choices.length < JOINED) {
    last.choices.push(...next.choices);
    return true;
  }
  return false;
}
