/** The view on the present folder. Rows are in {@link rows}, outside the store; the store has status, focus and selection. */
import { create } from 'zustand';
import { type Failure, toFailure } from '../../shared/errors.ts';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  type Entry,
  type ListingStatus,
  type SelectionSummary,
  windowEntries,
} from '../../shared/model/listing.ts';
import { onPail, pail } from '../bridge.ts';
import { type Chosen, NONE } from './chosen.ts';
import { report } from './notices.ts';
import { type Place, usePlace } from './place.ts';
import { WindowCache } from './window-cache.ts';

export interface ListingState {
  /** `null` until the view is open. */
  readonly status: ListingStatus | null;
  readonly opening: boolean;
  /** Why the view could not be opened at all. */
  readonly openFailure: Failure | null;
  /** As asked for; the status follows. */
  readonly arrangement: Arrangement;
  readonly chosen: Chosen;
  /** Position of the focused row, or -1; its id and name find it again after a change. */
  readonly focus: number;
  readonly focusEntry: Entry | null;
  /** Where a range selection starts. */
  readonly anchor: number;
  /** Grows when the focused row is to be brought on screen. */
  readonly reveal: number;
  readonly summary: SelectionSummary | null;
}

const CLOSED: ListingState = {
  status: null,
  opening: false,
  openFailure: null,
  arrangement: DEFAULT_ARRANGEMENT,
  chosen: NONE,
  focus: -1,
  focusEntry: null,
  anchor: -1,
  reveal: 0,
  summary: null,
};

export const useListing = create<ListingState>(() => CLOSED);

/** The rows near the screen of the present view. */
export const rows = new WindowCache<Entry>();

/** Counts openings: answers that belong to an older one are thrown away. */
let opening = 0;
/** Statuses that were told before `open` answered with the id of the view. */
const early = new Map<string, ListingStatus>();
/** The row to focus as soon as it is there. */
let wantedName: string | null = null;

export function openViewId(): string | null {
  return useListing.getState().status?.viewId ?? null;
}

function close(viewId: string): void {
  // A view that is gone already is as good as closed.
  pail.listings.close(viewId).catch(() => {});
}

async function open(place: Place): Promise<void> {
  opening += 1;
  const mine = opening;
  const old = openViewId();
  if (old !== null) close(old);
  early.clear();
  rows.reset(null);
  const arrangement = { ...useListing.getState().arrangement, filter: '' };
  useListing.setState({ ...CLOSED, arrangement, opening: place.kind === 'folder' });
  if (place.kind !== 'folder') return;
  wantedName = place.focusName;
  try {
    const status = await pail.listings.open(place.locationId, place.folder, arrangement);
    if (mine !== opening) return close(status.viewId);
    adopt(status);
    const wanted = useListing.getState().arrangement;
    if (wanted !== arrangement) await arrange(wanted);
  } catch (error) {
    if (mine === opening) useListing.setState({ opening: false, openFailure: toFailure(error) });
  }
}

function adopt(status: ListingStatus): void {
  const { viewId } = status;
  rows.reset(async (start, count) => {
    const window = await pail.listings.rows(viewId, start, count);
    return { start: window.start, version: window.version, items: windowEntries(window) };
  });
  useListing.setState({ opening: false, openFailure: null });
  const told = early.get(viewId);
  apply(told && told.version >= status.version ? told : status);
}

function apply(status: ListingStatus): void {
  const now = useListing.getState();
  if (now.status && (now.status.viewId !== status.viewId || now.status.version > status.version)) return;
  useListing.setState({ status, focus: Math.min(now.focus, status.shown - 1) });
  rows.invalidate(status.version);
  if (wantedName !== null && status.shown > 0) void focusName(wantedName);
}

/** Changes order or filter. What is selected by a filter that goes is no longer selected: nobody could see it. */
export async function arrange(change: Partial<Arrangement>): Promise<void> {
  const now = useListing.getState();
  const arrangement = { ...now.arrangement, ...change };
  const filtered = arrangement.filter !== now.arrangement.filter;
  useListing.setState(filtered ? { arrangement, chosen: NONE, summary: null, focus: -1, anchor: -1 } : { arrangement });
  const viewId = openViewId();
  if (viewId === null) return;
  const name = filtered ? null : (now.focusEntry?.name ?? null);
  const status = await pail.listings.arrange(viewId, arrangement);
  if (useListing.getState().arrangement !== arrangement) return;
  apply(status);
  if (name !== null && now.focus >= 0) await focusName(name, { select: false });
}

export async function refresh(): Promise<void> {
  const { place } = usePlace.getState();
  const viewId = openViewId();
  if (viewId === null) return open(place);
  try {
    apply(await pail.listings.refresh(viewId));
  } catch (error) {
    // The engine that had the view is gone, and the view with it.
    if (toFailure(error).code === 'not-found') return open(place);
    throw error;
  }
}

export async function stop(): Promise<void> {
  const viewId = openViewId();
  if (viewId !== null) apply(await pail.listings.stop(viewId));
}

/** Focuses the row of a name, now or when it has come; gives up when the listing has ended without it. */
export async function focusName(name: string, { select = true } = {}): Promise<void> {
  wantedName = name;
  const viewId = openViewId();
  if (viewId === null) return;
  const index = await pail.listings.find(viewId, name.slice(0, 200), 0);
  const window = index < 0 ? null : await pail.listings.rows(viewId, index, 100);
  const status = useListing.getState().status;
  if (status?.viewId !== viewId || wantedName !== name) return;
  // Others may start with the same name and stand before it.
  const entry = window === null ? undefined : windowEntries(window).find((one) => one.name === name);
  if (entry && window) {
    wantedName = null;
    const position = window.start + window.ids.indexOf(entry.id);
    useListing.setState((now) => ({
      focus: position,
      focusEntry: entry,
      anchor: position,
      reveal: now.reveal + 1,
      ...(select ? { chosen: { mode: 'only', ids: new Set([entry.id]) } } : {}),
    }));
  } else if (status.phase !== 'loading') wantedName = null;
}

const REFRESH_PAUSE_MS = 1000;

/** Lists again when our own transfers change the present folder, at most once a pause. */
function startFollowing(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return onPail('folder.changed', ({ locationId, folder }) => {
    const { status } = useListing.getState();
    if (timer !== null || status?.locationId !== locationId || status.folder !== folder) return;
    const soon = status.phase === 'loading' ? REFRESH_PAUSE_MS : REFRESH_PAUSE_MS / 5;
    timer = setTimeout(() => {
      timer = null;
      if (openViewId() === status.viewId) refresh().catch(report);
    }, soon);
  });
}

export function startListing(): () => void {
  const stops = [
    onPail('listing.changed', (status) => {
      if (openViewId() === status.viewId) apply(status);
      else if (useListing.getState().opening) early.set(status.viewId, status);
    }),
    usePlace.subscribe((now, before) => {
      if (now.place !== before.place) void open(now.place);
    }),
    rows.subscribe(followFocus),
    startFollowing(),
  ];
  return () => {
    for (const stopOne of stops) stopOne();
  };
}

/** The focused row may have moved: if it is among the rows that came, the focus goes with it. */
function followFocus(): void {
  const { focus, focusEntry } = useListing.getState();
  if (!focusEntry || rows.at(focus)?.id === focusEntry.id) return;
  for (const [index, entry] of rows.entries()) {
    if (entry.id === focusEntry.id) {
      useListing.setState({ focus: index });
      return;
    }
  }
}
