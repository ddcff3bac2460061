/** The part of a request of the client library that is changed. */
interface BuiltRequest {
  readonly request: { readonly headers: Record<string, string> };
}

/** The part of a command that a step is added to. */
interface Extensible {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each command has its own input and output, and none matters here
      step: (next: (args: any) => Promise<any>) => (args: any) => Promise<any>,
      options: { readonly step: 'build'; readonly name: string; readonly priority: 'low' },
    ): void;
  };
}

/** Gives a command headers that are signed as they are. */
export function withHeaders(command: Extensible, headers: Readonly<Record<string, string>>): void {
  command.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args as BuiltRequest).request.headers, headers);
      return next(args);
    },
    { step: 'build', name: 'withHeaders', priority: 'low' },
  );
}
