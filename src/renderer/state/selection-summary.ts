/** What is selected, counted: for the status bar, and for the questions that are asked before something is done with it. */
import type { ListingStatus } from '../../shared/model/listing.ts';
import { pail } from '../bridge.ts';
import { type Chosen, chosenCount, NONE, toSelection } from './chosen.ts';
import { type CountedSelection, type ListingState, useListing } from './listing-store.ts';
import { useSheet } from './sheets.ts';

/** Counts a selection, what the filter hides of it included. Rejects as `listings.summarize`. */
export async function countSelection(status: ListingStatus, chosen: Chosen): Promise<CountedSelection> {
  const { viewId, shown, arrangement } = status;
  const summary = await pail.listings.summarize(viewId, toSelection(chosen));
  return { ...summary, shown, hidden: arrangement.filter === '' ? 0 : await countHidden(status, chosen, summary) };
}

/** All that is shown less what is shown and not selected is what is shown of the selection; the rest of it is hidden. */
async function countHidden(
  { viewId, shown }: ListingStatus,
  { mode, ids }: Chosen,
  { objects, folders }: { readonly objects: number; readonly folders: number },
): Promise<number> {
  if (mode === 'except') return 0;
  const others = await pail.listings.summarize(viewId, { allExcept: ids });
  return Math.max(0, objects + folders - (shown - others.objects - others.folders));
}

/** How many rows are selected, as far as is known now. */
export function selectedNow({ chosen, status, summary }: ListingState): number {
  const shown = status?.shown ?? 0;
  if (!summary) return chosenCount(chosen, shown);
  // What was selected may be gone since: the summary has counted what is still there. Of "all" more may have come.
  const came = chosen.mode === 'except' ? shown - summary.shown : 0;
  return Math.max(0, summary.objects + summary.folders + came);
}

/** After another selection, and after other rows: a listing that grows changes ten times a second. */
const SOON_MS = 60;
const LATER_MS = 500;

const isAsking = (): boolean => useSheet.getState().sheet?.kind === 'delete';

/**
 * Keeps the sum of the selection up to date, for the status bar. Not while the question whether to delete is open: every
 * count is a pin, of which the engine keeps a few, and that of the question must be among them when it is answered.
 */
export function startSummaries(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const count = async () => {
    const { chosen, status } = useListing.getState();
    if (!status || chosenCount(chosen, status.shown) === 0 || isAsking()) return;
    const summary = await countSelection(status, chosen);
    const now = useListing.getState();
    if (now.chosen !== chosen || now.status?.viewId !== status.viewId) return;
    const isGone = summary.objects + summary.folders === 0 && status.phase === 'complete' && !status.stale;
    useListing.setState(isGone ? { chosen: NONE, summary: null } : { summary });
  };
  const schedule = (after: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      // A view that was closed meanwhile has no summary, and needs none.
      count().catch(() => {});
    }, after);
  };
  const stopAsking = useSheet.subscribe((now) => {
    if (now.sheet === null) schedule(SOON_MS);
  });
  const stop = useListing.subscribe((now, before) => {
    if (now.status === null) return;
    if (now.chosen !== before.chosen) {
      useListing.setState({ summary: null });
      schedule(SOON_MS);
      // One that is due comes anyway: rows that come all the time must not put it off for ever.
    } else if (now.status.version !== before.status?.version && timer === null) schedule(LATER_MS);
  });
  return () => {
    if (timer !== null) clearTimeout(timer);
    stop();
    stopAsking();
  };
}
