/** Runs something at once and then at most once per interval, never losing the last request. */
export interface Throttle {
  /** Asks for a run: now if the last one is long enough ago, else at the end of the interval. */
  request(): void;
  /** Runs now, whatever the interval says. */
  now(): void;
  /** Forgets a pending run. */
  stop(): void;
}

/** Events to main: at most ten a second. */
export const EVENT_INTERVAL_MS = 100;

/** `run` is called on the caller's stack or from a timer; the timer does not keep the process alive. */
export function throttle(run: () => void, intervalMs: number = EVENT_INTERVAL_MS): Throttle {
  let lastRun = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  const now = (): void => {
    stop();
    lastRun = performance.now();
    run();
  };
  return {
    request: () => {
      if (timer) return;
      const wait = lastRun + intervalMs - performance.now();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait).unref();
    },
    now,
    stop,
  };
}
