/** The one question that stands in front of the window, if any. */
import { create } from 'zustand';
import type { Entry, EntryKind, Selection } from '../../shared/model/listing.ts';
import type { CountedSelection } from './listing-store.ts';

/** One row, with what is known of it where it is not among the rows that are here. */
export type SoleEntry = Pick<Entry, 'name' | 'kind'> & Partial<Pick<Entry, 'size' | 'modified'>>;

export type SheetRequest =
  | { readonly kind: 'newFolder'; readonly locationId: string; readonly folder: string }
  | {
      readonly kind: 'delete';
      readonly viewId: string;
      /** What was counted, and with it the rows that may go. */
      readonly summary: CountedSelection;
    }
  | {
      readonly kind: 'rename';
      readonly viewId: string;
      readonly selection: Selection;
      readonly entry: { readonly name: string; readonly kind: EntryKind };
    }
  | {
      readonly kind: 'properties';
      readonly viewId: string;
      readonly selection: Selection;
      readonly entry: SoleEntry;
      readonly locationId: string;
      readonly address: string;
    }
  | {
      readonly kind: 'copyTo';
      readonly act: 'copy' | 'move';
      readonly viewId: string;
      readonly selection: Selection;
      readonly count: number;
      /** What the one thing is called, where it is one. */
      readonly name: string | null;
      /** Where the question begins. */
      readonly from: { readonly locationId: string; readonly folder: string };
    }
  | { readonly kind: 'newBucket'; readonly listId: string }
  | { readonly kind: 'deleteBucket'; readonly locationId: string }
  | { readonly kind: 'access'; readonly accountId: string }
  | { readonly kind: 'signOut'; readonly accountId: string }
  | { readonly kind: 'removeProfile'; readonly profileId: string }
  | { readonly kind: 'aboutProfile'; readonly profileId: string }
  /** What main asks about a profile file or a link to one. */
  | { readonly kind: 'profileReview'; readonly reviewId: string }
  | { readonly kind: 'unfinished'; readonly locationId: string }
  /** `section`: the one that it opens with; left out: the first. */
  | { readonly kind: 'settings'; readonly section?: 'diagnostics' }
  /** What a transfer asks before its first byte. */
  | { readonly kind: 'review'; readonly transferId: string };

export const useSheet = create<{ readonly sheet: SheetRequest | null }>(() => ({ sheet: null }));

export function ask(sheet: SheetRequest): void {
  useSheet.setState({ sheet });
}

export function closeSheet(): void {
  useSheet.setState({ sheet: null });
}
