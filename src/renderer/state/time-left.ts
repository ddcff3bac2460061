/** How long transfers still take, as it is shown: rates waver, and what is shown must not. */
import type { TransferSummary } from '../../shared/model/transfer.ts';

/** Which share of the way to a new estimate is gone after this time. */
const SETTLE_MS = 4000;
/** The first rates tell little: until then nothing is shown. */
const FIRST_MS = 2000;
/** An estimate that grew by less than this share of what is shown is no news. */
const TOLERANCE = 0.25;
/** Nor one by less than this. */
const TOLERANCE_MS = 5000;

export interface TimeLeft {
  /** When it was estimated first and last, and to end when. */
  readonly since: number;
  readonly at: number;
  readonly end: number;
  /** What is shown, in ms; `null` at the beginning. */
  readonly shown: number | null;
}

/** The rest at the present rate; `null` where nothing moves. */
function rest({ state, bytesTotal, bytesDone, bytesPerSecond }: TransferSummary): number | null {
  return state === 'running' && bytesPerSecond > 0 ? ((bytesTotal - bytesDone) / bytesPerSecond) * 1000 : null;
}

/** Takes a new summary in. What is shown falls at once, and grows only with an estimate that is clearly longer. */
export function timeLeft(before: TimeLeft | null, summary: TransferSummary, now: number): TimeLeft | null {
  const raw = rest(summary);
  if (raw === null) return null;
  const since = before?.since ?? now;
  if (!before || now - since < FIRST_MS) return { since, at: now, end: now + raw, shown: null };
  const share = 1 - Math.exp(-Math.max(0, now - before.at) / SETTLE_MS);
  const end = before.end + (now + raw - before.end) * share;
  const left = Math.max(0, end - now);
  const shown = before.shown ?? left;
  const isClearlyLonger = left > shown * (1 + TOLERANCE) + TOLERANCE_MS;
  return { since, at: now, end, shown: left < shown || isClearlyLonger ? left : shown };
}
