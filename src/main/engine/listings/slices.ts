/**
 * A long computation that lets others run: it yields after every few milliseconds' worth of work at the most, and whoever
 * drives it decides whether that is the moment for a pause.
 */
export type Work<T> = Generator<void, T, void>;

/** Lets other work run between slices of a long computation. */
export interface Slices {
  /** True when this slice has lasted long enough. */
  due(): boolean;
  pause(): Promise<void>;
}

/** How long others wait at most: half a frame. */
const SLICE_MS = 6;

/** Slices of `milliseconds` each. */
export function timeSlices(milliseconds: number = SLICE_MS): Slices {
  let end = performance.now() + milliseconds;
  return {
    due: () => performance.now() >= end,
    pause: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      end = performance.now() + milliseconds;
    },
  };
}

/** Does all of it now. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Does it in slices. Answers `null` as soon as `unwanted` says that nobody wants the result any more. */
export async function finishInSlices<T>(
  work: Work<T>,
  unwanted: () => boolean,
  slices: Slices = timeSlices(),
): Promise<T | null> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (!slices.due()) continue;
    await slices.pause();
    if (unwanted()) return null;
  }
}

/** Does all of it in slices. */
export async function finishWithPauses<T>(work: Work<T>, slices: Slices = timeSlices()): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (slices.due()) await slices.pause();
  }
}
