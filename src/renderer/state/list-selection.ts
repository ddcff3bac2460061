/** Moving the focus and selecting in the present view. Rows that are not here are fetched; a later wish beats an earlier. */
import { type IdSet, idSetOf } from '../../shared/model/id-set.ts';
import type { Entry } from '../../shared/model/listing.ts';
import { pail } from '../bridge.ts';
import { ALL, chosenCount, NONE, only, onlyOne, toggled } from './chosen.ts';
import { openViewId, rows, useListing } from './listing-store.ts';
import { report } from './notices.ts';
import { forgetWantedName, positionOf } from './row-places.ts';

let wishes = 0;

/** Moves the focus at once, then tells the entry there to `then`, unless something else was wished for meanwhile. */
function focusAt(index: number, then: (entry: Entry) => void): void {
  wishes += 1;
  const mine = wishes;
  forgetWantedName();
  useListing.setState((now) => ({ focus: index, focusEntry: null, reveal: now.reveal + 1 }));
  const arrive = (entry: Entry | undefined) => {
    if (!entry || mine !== wishes) return;
    useListing.setState({ focusEntry: entry });
    then(entry);
  };
  const present = rows.at(index);
  if (present) arrive(present);
  else void rows.load(index).then(arrive);
}

/** Selects one row and nothing else. */
export function selectOnly(index: number): void {
  focusAt(index, (entry) => useListing.setState({ chosen: onlyOne(entry.id), anchor: index, anchorEntry: entry }));
}

export function toggleAt(index: number): void {
  focusAt(index, (entry) =>
    useListing.setState((now) => ({ chosen: toggled(now.chosen, entry.id), anchor: index, anchorEntry: entry })),
  );
}

/** Focuses a row without changing what is selected. */
export function focusOnly(index: number): void {
  focusAt(index, () => {});
}

/** Selects from the anchor to `index`, however far that is. */
export function selectRange(index: number): void {
  const viewId = openViewId();
  if (viewId === null) return;
  const now = useListing.getState();
  const hasAnchor = now.anchor >= 0;
  const start = hasAnchor ? now.anchor : Math.max(0, now.focus);
  const entry = (hasAnchor ? now.anchorEntry : now.focusEntry) ?? rows.at(start) ?? null;
  useListing.setState({ anchor: start, anchorEntry: entry });
  focusAt(index, () => {});
  const mine = wishes;
  const here = entry === null || rows.at(start)?.id === entry.id ? idsHere(start, index) : null;
  if (here) useListing.setState({ chosen: only(here) });
  else {
    rangeFrom(viewId, entry, start, index).then((ids) => {
      if (mine === wishes && openViewId() === viewId) useListing.setState({ chosen: only(ids) });
    }, report);
  }
}

/** The ids between a row, wherever it is by now, and a position. */
async function rangeFrom(viewId: string, entry: Entry | null, start: number, index: number): Promise<IdSet> {
  const position = entry === null ? start : await positionOf(entry, start);
  return pail.listings.range(viewId, position < 0 ? start : position, index);
}

/** The ids of a range if all its rows are here. */
function idsHere(from: number, to: number): IdSet | null {
  const ids: number[] = [];
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const entry = rows.at(index);
    if (!entry) return null;
    ids.push(entry.id);
  }
  return idSetOf(ids);
}

export function selectAll(): void {
  useListing.setState({ chosen: ALL });
}

export function clearSelection(): void {
  useListing.setState({ chosen: NONE, summary: null });
}

export function selectedCount(): number {
  const { chosen, status } = useListing.getState();
  return chosenCount(chosen, status?.shown ?? 0);
}

const TYPING_MS = 700;
let typed = '';
let typedAt = 0;

/** True while a name is being typed, so that a space belongs to it. */
export function isTyping(): boolean {
  return typed !== '' && performance.now() - typedAt < TYPING_MS;
}

/** Goes to the next row whose name starts with what is typed; one letter again and again goes through its rows. */
export async function typeAhead(character: string): Promise<void> {
  const viewId = openViewId();
  if (viewId === null) return;
  const again = isTyping() && typed === character;
  typed = isTyping() && !again ? typed + character : character;
  typedAt = performance.now();
  const wanted = typed;
  const { focus } = useListing.getState();
  // More letters may still fit the row that has the focus; the first letter means another row.
  const from = typed.length > 1 ? Math.max(0, focus) : focus + 1;
  const index = await pail.listings.find(viewId, wanted, from);
  if (index >= 0 && typed === wanted && openViewId() === viewId) selectOnly(index);
}
