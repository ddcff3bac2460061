/** What the client library hides: its attempts at one request, and what is still under way when work is cancelled. */
import { sharedAbort } from '../../abort.ts';

/** How long a cancelled work waits for an answer that must be known before it gives up on a silent store. */
export const LAST_WORD_MS = 10_000;

/** A command of any kind: each has a stack of middleware of its own, typed by what it sends and gets. */
interface AnyCommand {
  // biome-ignore lint/suspicious/noExplicitAny: the widest stack is what "some command's" means
  readonly middlewareStack: { add(middleware: any, options: any): void };
}

/** Calls `before` ahead of every attempt at a command, the first and each repetition; throwing ends them. */
export function beforeEachAttempt<C extends AnyCommand>(command: C, before: () => void): C {
  command.middlewareStack.add(
    (next: (args: unknown) => unknown) => (args: unknown) => {
      before();
      return next(args);
    },
    { step: 'finalizeRequest', name: 'beforeEachAttempt', priority: 'low' },
  );
  return command;
}

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

/** The HTTP status of an answer that the client library threw; `undefined` where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}
