import { sharedAbort } from '../abort.ts';

/** How long a cancelled work waits for an answer that must be known before it gives up on a silent store. */
export const LAST_WORD_MS = 10_000;

/** A signal that follows another one {@link LAST_WORD_MS} later, until it is released. */
export function lastWord(signal: AbortSignal): { readonly signal: AbortSignal; release(): void } {
  const late = sharedAbort();
  const follow = (): void => {
    setTimeout(() => late.abort(signal.reason), LAST_WORD_MS).unref();
  };
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return { signal: late.signal, release: () => signal.removeEventListener('abort', follow) };
}
