import type { MouseEvent } from 'react';
import { isChosen } from '../../state/chosen.ts';
import { clearSelection, focusOnly, selectOnly, selectRange, toggleAt } from '../../state/list-selection.ts';
import { rows, useListing } from '../../state/listing-store.ts';
import { IS_MAC } from '../../ui/platform.ts';

/** What a press on a selected row does when it was a click, and not the beginning of a drag of all that is selected. */
let whenClicked: (() => void) | null = null;

/** `index` is -1 for the space below the rows. */
export function pressRow(index: number, event: MouseEvent): void {
  whenClicked = null;
  const toggles = IS_MAC ? event.metaKey : event.ctrlKey;
  if (event.button === 2 || (IS_MAC && event.ctrlKey)) return;
  if (index < 0) {
    if (!toggles && !event.shiftKey) clearSelection();
    return;
  }
  if (event.shiftKey) {
    selectRange(index);
    return;
  }
  const select = () => (toggles ? toggleAt : selectOnly)(index);
  const entry = rows.at(index);
  if (entry && isChosen(useListing.getState().chosen, entry.id)) {
    focusOnly(index);
    whenClicked = select;
  } else select();
}

export function clickRow(): void {
  whenClicked?.();
  whenClicked = null;
}

/** The press was the beginning of a drag. */
export function forgetPress(): void {
  whenClicked = null;
}
