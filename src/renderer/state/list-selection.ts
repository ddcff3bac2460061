/** Moving the focus and selecting in the present view. Rows that are not here are fetched; a later wish beats an earlier. */
import type { Entry } from '../../shared/model/listing.ts';
import { text } from '../../shared/text/index.ts';
import { pail } from '../bridge.ts';
import { ALL, chosenCount, NONE, only, toggled, toSelection } from './chosen.ts';
import { openViewId, rows, useListing } from './listing.ts';
import { notify, report } from './notices.ts';
import { useSheet } from './sheets.ts';

/** Most ids that a range may have: the limit of `listings.range`. */
export const MAX_RANGE = 100_000;

let wishes = 0;

/** Moves the focus at once, then tells the entry there to `then`, unless something else was wished for meanwhile. */
function focusAt(index: number, then: (entry: Entry) => void, { reveal = true } = {}): void {
  wishes += 1;
  const mine = wishes;
  useListing.setState((now) => ({ focus: index, focusEntry: null, reveal: now.reveal + (reveal ? 1 : 0) }));
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
  focusAt(index, (entry) => useListing.setState({ chosen: only([entry.id]), anchor: index }));
}

export function toggleAt(index: number): void {
  focusAt(index, (entry) => useListing.setState((now) => ({ chosen: toggled(now.chosen, entry.id), anchor: index })));
}

/** Focuses a row without changing what is selected. */
export function focusOnly(index: number): void {
  focusAt(index, () => {});
}

/** Selects from the anchor to `index`. */
export function selectRange(index: number): void {
  const { anchor, focus } = useListing.getState();
  const from = anchor >= 0 ? anchor : Math.max(0, focus);
  const [first, last] = [Math.min(from, index), Math.max(from, index)];
  const viewId = openViewId();
  if (viewId === null) return;
  if (last - first >= MAX_RANGE) {
    const message = text.ui.explorer.rangeTooLong(MAX_RANGE.toLocaleString('en'));
    notify({ kind: 'info', message, details: '' });
    return;
  }
  useListing.setState({ anchor: from });
  focusAt(index, () => {
    const mine = wishes;
    const select = (ids: readonly number[]) => {
      if (mine === wishes && openViewId() === viewId) useListing.setState({ chosen: only(ids) });
    };
    const here = idsHere(first, last);
    if (here) select(here);
    else pail.listings.range(viewId, first, last).then(select, report);
  });
}

/** The ids of a range if all its rows are here. */
function idsHere(first: number, last: number): number[] | null {
  const ids: number[] = [];
  for (let index = first; index <= last; index += 1) {
    const entry = rows.at(index);
    if (!entry) return null;
    ids.push(entry.id);
  }
  return ids;
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

/**
 * Keeps the sum of the selection up to date, for the status bar. Not while the question whether to delete is open: every
 * count is a pin, of which the engine keeps a few, and that of the question must be among them when it is answered.
 */
export function startSummaries(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const summarize = async () => {
    const { chosen, status } = useListing.getState();
    if (!status || chosenCount(chosen, status.shown) === 0 || isAsking()) return;
    const summary = await pail.listings.summarize(status.viewId, toSelection(chosen));
    if (useListing.getState().chosen !== chosen) return;
    const gone = summary.objects + summary.folders === 0 && status.phase === 'complete';
    useListing.setState(gone ? { chosen: NONE, summary: null } : { summary });
  };
  const schedule = () => {
    clearTimeout(timer);
    // A view that was closed meanwhile has no summary, and needs none.
    timer = setTimeout(() => void summarize().catch(() => {}), 60);
  };
  const stopAsking = useSheet.subscribe((now) => {
    if (now.sheet === null) schedule();
  });
  const stop = useListing.subscribe((now, before) => {
    const same = now.chosen === before.chosen && now.status?.version === before.status?.version;
    if (same || now.status === null) return;
    if (now.chosen !== before.chosen) useListing.setState({ summary: null });
    schedule();
  });
  return () => {
    clearTimeout(timer);
    stop();
    stopAsking();
  };
}

const isAsking = (): boolean => useSheet.getState().sheet?.kind === 'delete';
