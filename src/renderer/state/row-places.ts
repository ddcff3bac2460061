/** Finding rows again: by name after another order or a refresh, and by id among the rows near the screen. */
import type { Entry, EntryKind } from '../../shared/model/listing.ts';
import { windowEntries } from '../../shared/model/listing.ts';
import { pail } from '../bridge.ts';
import { onlyOne } from './chosen.ts';
import { isScrolled, scrollPlace } from './list-place.ts';
import { openViewId, rows, useListing } from './listing-store.ts';

/** Limits of the contract. */
const MOST_LETTERS = 200;
const MOST_ROWS = 100;

interface Located {
  readonly entry: Entry;
  readonly position: number;
}

/** The row of a name, as the engine finds it. Others may start with the same name and stand before it, or be of another kind. */
async function locate(viewId: string, name: string, kind?: EntryKind): Promise<Located | null> {
  const start = await pail.listings.find(viewId, name.slice(0, MOST_LETTERS), 0);
  if (start < 0) return null;
  const window = await pail.listings.rows(viewId, start, MOST_ROWS);
  const index = windowEntries(window).findIndex((one) => one.name === name && (!kind || one.kind === kind));
  const entry = windowEntries(window)[index];
  return entry ? { entry, position: window.start + index } : null;
}

/** Where an entry is now, or -1. `hint` is where it was. */
export async function positionOf(entry: Entry, hint: number): Promise<number> {
  if (rows.at(hint)?.id === entry.id) return hint;
  const near = rows.indexOf((one) => one.id === entry.id);
  if (near >= 0) return near;
  const viewId = openViewId();
  return viewId === null ? -1 : ((await locate(viewId, entry.name))?.position ?? -1);
}

interface WantedRow {
  readonly select?: boolean;
  readonly reveal?: boolean;
  /** Where a folder and an object may have the same name. */
  readonly kind?: EntryKind;
  /** It comes later than the listing ends: it is looked for until the person goes elsewhere. */
  readonly late?: boolean;
}

/** The row to focus as soon as it is there. */
let wanted: (WantedRow & { readonly name: string }) | null = null;

/** Forgets what was to be focused: the person has gone elsewhere meanwhile. */
export function forgetWantedName(): void {
  wanted = null;
}

/** Tries again for a name that had not come yet. */
export function seekWantedName(): void {
  if (wanted !== null) void focusName(wanted.name, wanted);
}

/** Focuses the row of a name, now or when it has come; gives up when the listing has ended without it, unless it is late. */
export async function focusName(name: string, row: WantedRow = {}): Promise<void> {
  const { select = true, reveal = true, kind, late = false } = row;
  const mine = { ...row, name };
  wanted = mine;
  const viewId = openViewId();
  if (viewId === null) return;
  const found = await locate(viewId, name, kind);
  const { status } = useListing.getState();
  if (status?.viewId !== viewId || wanted !== mine) return;
  if (found) {
    wanted = null;
    const { entry, position } = found;
    useListing.setState((now) => ({
      focus: position,
      focusEntry: entry,
      anchor: position,
      anchorEntry: entry,
      reveal: now.reveal + (reveal ? 1 : 0),
      ...(select ? { chosen: onlyOne(entry.id) } : {}),
    }));
  } else if (!late && status.phase !== 'loading') wanted = null;
}

/** The row at the upper edge of the list, and where it was. */
let top: Located | null = null;

/** Notes the row at the upper edge: it stays there when rows come or go above it. */
export function noteTop(position: number): void {
  const entry = rows.at(position);
  top = entry ? { entry, position } : null;
}

export function forgetTop(): void {
  top = null;
}

/** Rows have come: the focus goes with its row, and the list stays with the row at its upper edge. */
export function followRows(): void {
  const { focus, focusEntry } = useListing.getState();
  if (focusEntry && rows.at(focus)?.id !== focusEntry.id) {
    const index = rows.indexOf((one) => one.id === focusEntry.id);
    if (index >= 0) useListing.setState({ focus: index });
  }
  followTop();
}

function followTop(): void {
  const place = scrollPlace();
  if (place === null) return;
  const present = rows.at(place.index);
  const moved = top !== null && top.position === place.index && present !== undefined && present.id !== top.entry.id;
  if (!moved || !isScrolled()) {
    if (present) noteTop(place.index);
    return;
  }
  const { entry } = top as Located;
  const near = rows.indexOf((one) => one.id === entry.id);
  if (near >= 0) {
    top = { entry, position: near };
    useListing.setState({ scrollTo: { index: near, inset: place.inset } });
    return;
  }
  noteTop(place.index);
  const { status } = useListing.getState();
  // While rows still come the engine would be asked for each page of them.
  if (status?.phase === 'loading') return;
  const stillThere = top;
  void positionOf(entry, place.index).then(
    (index) => {
      const same = openViewId() === status?.viewId && top === stillThere;
      if (index >= 0 && same) useListing.setState({ scrollTo: { index, inset: place.inset } });
    },
    // A view that was closed meanwhile has no place to keep.
    () => {},
  );
}
