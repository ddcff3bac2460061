/** What the client library hides: its attempts at one request, and how far each has come. */

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

/** Has `onSent` hear how many bytes of the body of a command have gone so far, in each attempt anew. */
export function hearingSent<C extends AnyCommand>(command: C, onSent: (bytes: number) => void): C {
  command.middlewareStack.add(
    (next: (args: unknown) => unknown) => (args: { readonly request: object }) => {
      // After it was signed: what it is now is what the request handler gets.
      Object.assign(args.request, { onSent });
      return next(args);
    },
    { step: 'deserialize', name: 'hearingSent', priority: 'low' },
  );
  return command;
}
