/** What is known of the view on the present folder. Rows are in {@link rows}, outside the store. */
import { create } from 'zustand';
import type { Failure } from '../../shared/errors.ts';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  type Entry,
  type ListingStatus,
  type SelectionSummary,
} from '../../shared/model/listing.ts';
import { type Chosen, NONE } from './chosen.ts';
import type { ScrollPlace } from './list-place.ts';
import { WindowCache } from './window-cache.ts';

/** A summary of the selection, and what it was of. */
export interface CountedSelection extends SelectionSummary {
  /** Rows that the view showed then. */
  readonly shown: number;
  /** How many of the selected rows the filter hides. */
  readonly hidden: number;
}

export interface ListingState {
  /** `null` until the view is open. */
  readonly status: ListingStatus | null;
  readonly opening: boolean;
  /** Why the view could not be opened at all. */
  readonly openFailure: Failure | null;
  /** As asked for; the status follows. */
  readonly arrangement: Arrangement;
  /** The filter looks through everything below the folder, not only in it. */
  readonly below: boolean;
  readonly chosen: Chosen;
  /** Position of the focused row, or -1; its id and name find it again after a change. */
  readonly focus: number;
  readonly focusEntry: Entry | null;
  /** Where a range selection starts, or -1; with the row, as for the focus. */
  readonly anchor: number;
  readonly anchorEntry: Entry | null;
  /** Grows when the focused row is to be brought on screen. */
  readonly reveal: number;
  /** Where the list is to be scrolled to: each wish is another object. */
  readonly scrollTo: ScrollPlace | null;
  readonly summary: CountedSelection | null;
}

export const CLOSED: ListingState = {
  status: null,
  opening: false,
  openFailure: null,
  arrangement: DEFAULT_ARRANGEMENT,
  below: false,
  chosen: NONE,
  focus: -1,
  focusEntry: null,
  anchor: -1,
  anchorEntry: null,
  reveal: 0,
  scrollTo: null,
  summary: null,
};

export const useListing = create<ListingState>(() => CLOSED);

const sameEntry = (one: Entry, other: Entry): boolean =>
  one.id === other.id &&
  one.name === other.name &&
  one.size === other.size &&
  one.modified === other.modified &&
  one.archived === other.archived &&
  one.kind === other.kind;

/** The rows near the screen of the present view. */
export const rows = new WindowCache<Entry>(sameEntry);

export function openViewId(): string | null {
  return useListing.getState().status?.viewId ?? null;
}
