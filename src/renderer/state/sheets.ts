/** The one question that stands in front of the window, if any. */
import { create } from 'zustand';
import type { CountedSelection } from './listing-store.ts';

export type SheetRequest =
  | { readonly kind: 'newFolder'; readonly locationId: string; readonly folder: string }
  | {
      readonly kind: 'delete';
      readonly viewId: string;
      /** What was counted, and with it the rows that may go. */
      readonly summary: CountedSelection;
    }
  | { readonly kind: 'signOut'; readonly accountId: string }
  | { readonly kind: 'removeProfile'; readonly profileId: string };

export const useSheet = create<{ readonly sheet: SheetRequest | null }>(() => ({ sheet: null }));

export function ask(sheet: SheetRequest): void {
  useSheet.setState({ sheet });
}

export function closeSheet(): void {
  useSheet.setState({ sheet: null });
}
