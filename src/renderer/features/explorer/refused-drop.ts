/** Long enough for a hand to move on after it let go. */
const WAIT_MS = 2000;

/**
 * For files that were dragged over a place that takes none, and are there no more: calls `onLetGo` where they were let go. The browser
 * tells of that as of files that are dragged away, but the pointer moves over the window only when nothing is dragged any more.
 */
export function watchRefused(onLetGo: () => void): void {
  const ends = new AbortController();
  const stop = (): void => ends.abort();
  const { signal } = ends;
  const timer = setTimeout(stop, WAIT_MS);
  signal.addEventListener('abort', () => clearTimeout(timer));
  window.addEventListener('dragover', stop, { signal });
  const moved = (): void => {
    stop();
    onLetGo();
  };
  window.addEventListener('mousemove', moved, { signal });
}
