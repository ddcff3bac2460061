/** One run at a time; calls during a run share one more run after it, which sees what they changed. */
export function serially(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = (): Promise<void> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };
  const after = (): Promise<void> => {
    next = null;
    return run();
  };
  return () => {
    if (!running) return run();
    next ??= running.then(after, after);
    return next;
  };
}
