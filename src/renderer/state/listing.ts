/** Opening, arranging and following the view on the present folder. */
import { type Failure, toFailure } from '../../shared/errors.ts';
import { type Arrangement, type ListingStatus, type Scope, windowEntries } from '../../shared/model/listing.ts';
import { onPail, pail } from '../bridge.ts';
import { pinnedTo } from './chosen.ts';
import { isHeld } from './clipboard.ts';
import { isScrolled, type ScrollPlace, scrollPlace } from './list-place.ts';
import { CLOSED, openViewId, rows, useListing } from './listing-store.ts';
import { report } from './notices.ts';
import { type FolderPlace, type Leaving, type Place, usePlace } from './place.ts';
import { focusName, followRows, forgetTop, forgetWantedName, seekWantedName } from './row-places.ts';

/** Counts openings: answers that belong to an older one are thrown away. */
let opening = 0;
/** Statuses that were told before `open` answered with the id of the view. */
const early = new Map<string, ListingStatus>();
/** Where the list was when the place was left: scrolled to as soon as there are so many rows. */
let wantedScroll: ScrollPlace | null = null;

/** After another order: the focused row, sought once more when a long list has been put in order. */
let resorted: { readonly version: number; readonly name: string } | null = null;

/** How a view starts. */
interface Start {
  readonly filter: string;
  readonly below: boolean;
  readonly focusName: string | null;
  readonly scroll: ScrollPlace | null;
}

/** What a view of the place lists. A search in everything below is one only while there is something to search for. */
function scopeOf(place: FolderPlace, below: boolean, filter: string): Scope {
  return place.scope === 'tree' || (below && filter !== '') ? 'tree' : 'folder';
}

/** What history keeps of the present place. */
export function leaving(): Leaving {
  const { focusEntry, arrangement, below } = useListing.getState();
  const left = { filter: arrangement.filter, below, scroll: scrollPlace() };
  return { focusName: focusEntry?.name ?? null, left };
}

function close(viewId: string): void {
  if (isHeld(viewId)) return;
  // A view that is gone already is as good as closed.
  pail.listings.close(viewId).catch(() => {});
}

async function open(place: Place, start: Start): Promise<void> {
  opening += 1;
  const mine = opening;
  const old = openViewId();
  if (old !== null) close(old);
  early.clear();
  rows.reset(null);
  forgetTop();
  forgetWantedName();
  const { filter, below } = start;
  const arrangement = { ...useListing.getState().arrangement, filter };
  useListing.setState({ ...CLOSED, arrangement, below, opening: place.kind === 'folder' });
  if (place.kind !== 'folder') return;
  const isMine = (): boolean => mine === opening;
  wantedScroll = start.scroll;
  resorted = null;
  try {
    const scope = scopeOf(place, below, filter);
    const status = await pail.listings.open(place.locationId, place.folder, arrangement, scope);
    if (!isMine()) return close(status.viewId);
    await adopt(status, isMine);
    if (!isMine()) return close(status.viewId);
    // A row that comes back to where it was scrolled to needs no bringing on screen.
    if (start.focusName !== null) void focusName(start.focusName, { reveal: start.scroll === null }).catch(report);
    const wanted = useListing.getState().arrangement;
    if (wanted !== arrangement) await arrange(wanted);
  } catch (error) {
    if (isMine()) useListing.setState({ opening: false, openFailure: toFailure(error) });
  }
}

/** Opens the present folder once more: its scope has changed, or its view is gone. */
function reopen(change: Partial<Start> = {}): Promise<void> {
  const { arrangement, below } = useListing.getState();
  const start = { filter: arrangement.filter, below, focusName: null, scroll: null };
  return open(usePlace.getState().place, { ...start, ...change });
}

async function adopt(status: ListingStatus, isMine: () => boolean): Promise<void> {
  const { viewId } = status;
  rows.reset(async (start, count) => {
    const window = await pail.listings.rows(viewId, start, count);
    return { start: window.start, version: window.version, items: windowEntries(window) };
  });
  // Rows that are there already are shown with the view, not a moment after it.
  if (status.shown > 0) await rows.load(Math.min(wantedScroll?.index ?? 0, status.shown - 1));
  if (!isMine()) return;
  useListing.setState({ opening: false, openFailure: null });
  const told = early.get(viewId);
  show(told && told.version >= status.version ? told : status);
}

/** Takes what is newer of the view that is open. What was asked of another one may answer late: it is thrown away. */
function apply(status: ListingStatus): void {
  const now = useListing.getState().status;
  if (now?.viewId === status.viewId && now.version <= status.version) show(status);
}

function show(status: ListingStatus): void {
  const { focus } = useListing.getState();
  useListing.setState({ status, focus: Math.min(focus, status.shown - 1), ...restoredScroll(status) });
  rows.invalidate(status.version);
  if (status.shown > 0) seekWantedName();
  if (resorted !== null && status.version > resorted.version) {
    void focusName(resorted.name, { select: false }).catch(report);
    resorted = null;
  }
}

/** The place to scroll to, once there are rows for it; whoever has scrolled meanwhile is left where they are. */
function restoredScroll(status: ListingStatus): { scrollTo?: ScrollPlace } {
  if (wantedScroll === null || (status.phase === 'loading' && status.shown <= wantedScroll.index)) return {};
  const scrollTo = wantedScroll;
  wantedScroll = null;
  return useListing.getState().status !== null && isScrolled() ? {} : { scrollTo };
}

/** Changes order or filter. What is selected stays selected, shown or not. */
export async function arrange(change: Partial<Arrangement>): Promise<void> {
  const now = useListing.getState();
  const arrangement = { ...now.arrangement, ...change };
  const { place } = usePlace.getState();
  const filtered = arrangement.filter !== now.arrangement.filter;
  if (filtered && place.kind === 'folder' && !sameScope(place, now.below, now.arrangement.filter, arrangement.filter)) {
    return reopen({ filter: arrangement.filter });
  }
  const viewId = openViewId();
  useListing.setState(filtered ? { arrangement, focus: -1, focusEntry: null, ...NO_ANCHOR } : { arrangement });
  if (viewId === null) return;
  forgetTop();
  const isPresent = (): boolean => openViewId() === viewId && useListing.getState().arrangement === arrangement;
  if (filtered) await keepChosen(viewId);
  if (!isPresent()) return;
  const status = await pail.listings.arrange(viewId, arrangement);
  if (!isPresent()) return;
  apply(status);
  if (filtered) useListing.setState({ scrollTo: { index: 0, inset: 0 } });
  else if (now.focusEntry !== null) {
    const { name } = now.focusEntry;
    resorted = { version: status.version, name };
    await focusName(name, { select: false });
  }
}

const NO_ANCHOR = { anchor: -1, anchorEntry: null };

function sameScope(place: FolderPlace, below: boolean, one: string, other: string): boolean {
  return scopeOf(place, below, one) === scopeOf(place, below, other);
}

/** "All but these" means what is shown, which a filter changes: it becomes the rows that it means now. */
async function keepChosen(viewId: string): Promise<void> {
  const { chosen, status } = useListing.getState();
  if (chosen.mode === 'only' || !status || status.shown === 0) return;
  const shown = await pail.listings.range(viewId, 0, status.shown - 1);
  if (useListing.getState().chosen === chosen) useListing.setState({ chosen: pinnedTo(chosen, shown) });
}

/** Says whether the filter looks through everything below. Lists anew where that changes what there is to see. */
export async function searchBelow(below: boolean): Promise<void> {
  const now = useListing.getState();
  const { place } = usePlace.getState();
  if (place.kind !== 'folder' || now.below === below) return;
  const { filter } = now.arrangement;
  if (scopeOf(place, below, filter) === scopeOf(place, now.below, filter)) useListing.setState({ below });
  else await reopen({ below });
}

export async function refresh(): Promise<void> {
  const viewId = openViewId();
  if (viewId === null) return reopen();
  try {
    apply(await pail.listings.refresh(viewId));
  } catch (error) {
    // Another folder is open by now: what became of this one is nobody's question any more.
    if (openViewId() !== viewId) return;
    // The engine that had the view is gone, and the view with it.
    if (toFailure(error).code === 'not-found') return reopen({ scroll: scrollPlace() });
    throw error;
  }
}

/** Opens the present folder anew, where it was scrolled to and with the focus on its row: the engine that had the view is gone. */
export async function relist(): Promise<void> {
  const focusName = useListing.getState().focusEntry?.name ?? null;
  if (usePlace.getState().place.kind === 'folder') await reopen({ focusName, scroll: scrollPlace() });
}

/** Nobody goes on with what is being listed: it ends with what has come, or says why it cannot be opened. */
export async function cutOff(why: Failure): Promise<void> {
  const { status } = useListing.getState();
  if (status === null) await relist();
  else if (status.phase === 'loading') useListing.setState({ status: { ...status, phase: 'failed', failure: why } });
}

export async function stop(): Promise<void> {
  const viewId = openViewId();
  if (viewId !== null) apply(await pail.listings.stop(viewId));
}

const REFRESH_PAUSE_MS = 1000;

/** Lists again when our own transfers change the present folder, at most once a pause. */
function startFollowing(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return onPail('folder.changed', ({ locationId, folder }) => {
    const { status } = useListing.getState();
    if (timer !== null || status?.locationId !== locationId || !concerns(folder, status)) return;
    const soon = status.phase === 'loading' ? REFRESH_PAUSE_MS : REFRESH_PAUSE_MS / 5;
    timer = setTimeout(() => {
      timer = null;
      if (openViewId() === status.viewId) refresh().catch(report);
    }, soon);
  });
}

function concerns(folder: string, status: ListingStatus): boolean {
  return status.scope === 'tree' ? folder.startsWith(status.folder) : folder === status.folder;
}

export function startListing(): () => void {
  const stops = [
    onPail('listing.changed', (status) => {
      if (openViewId() === status.viewId) apply(status);
      else if (useListing.getState().opening) early.set(status.viewId, status);
    }),
    usePlace.subscribe(({ place }, before) => {
      if (place === before.place) return;
      const left = place.kind === 'folder' ? place.left : null;
      const focus = place.kind === 'folder' ? place.focusName : null;
      const { filter = '', below = false, scroll = null } = left ?? {};
      void open(place, { filter, below, focusName: focus, scroll });
    }),
    rows.subscribe(followRows),
    startFollowing(),
  ];
  return () => {
    for (const stopOne of stops) stopOne();
  };
}
