/** Counting everything below a selection by listing it: the size of folders. It takes as long as there is to list. */
import { create } from 'zustand';
import type { DeepSummary, Selection } from '../../shared/model/listing.ts';
import { onPail, pail } from '../bridge.ts';
import { chosenCount, toSelection } from './chosen.ts';
import { useListing } from './listing-store.ts';
import { report } from './notices.ts';

export interface Measured extends DeepSummary {
  /** `complete` is false when it was stopped, and while it is `counting`. */
  readonly counting: boolean;
}

export const NOTHING_COUNTED: Measured = { objects: 0, bytes: 0, complete: false, counting: true };

export interface Measuring {
  /** The last word: what was counted, also when it was stopped. Rejects as `listings.measure`. */
  readonly done: Promise<Measured>;
  stop(): void;
}

/** Counts everything below a selection and tells how far it is. A view counts one selection at a time. */
export function measure(viewId: string, selection: Selection, onProgress: (so: Measured) => void): Measuring {
  const stopListening = onPail('measure.changed', ({ viewId: of, objects, bytes }) => {
    if (of === viewId) onProgress({ objects, bytes, complete: false, counting: true });
  });
  const done = pail.listings
    .measure(viewId, selection)
    .finally(stopListening)
    .then((deep) => ({ ...deep, counting: false }));
  // A view that is closed counts nothing any more.
  return { done, stop: () => void pail.listings.stopMeasure(viewId).catch(() => {}) };
}

/** The size of the present selection, if it was asked for. */
export const useMeasured = create<{ readonly measured: Measured | null }>(() => ({ measured: null }));

let present: Measuring | null = null;

/** Counts everything below what is selected, for the status bar. */
export async function measureSelection(): Promise<void> {
  const { status, chosen } = useListing.getState();
  if (!status || chosenCount(chosen, status.shown) === 0) return;
  const show = (measured: Measured) => {
    if (present === mine) useMeasured.setState({ measured });
  };
  const mine: Measuring = measure(status.viewId, toSelection(chosen), show);
  present = mine;
  useMeasured.setState({ measured: NOTHING_COUNTED });
  try {
    show(await mine.done);
  } catch (error) {
    if (present !== mine) return;
    forget();
    report(error);
  }
}

export function stopMeasuring(): void {
  present?.stop();
}

function forget(): void {
  present = null;
  useMeasured.setState({ measured: null });
}

/** Forgets the size when something else is selected, and stops counting it. */
export function startMeasuring(): () => void {
  return useListing.subscribe((now, before) => {
    const isOther = now.chosen !== before.chosen || now.status?.viewId !== before.status?.viewId;
    if (!isOther || present === null) return;
    present.stop();
    forget();
  });
}
