/** Where a command's words go, and where its input comes from. */
export interface CommandIo {
  /** One line of the answer, to standard output. */
  out(line: string): void;
  /** One line for people beside the answer, to standard error. */
  err(line: string): void;
  /** Asks the person at the terminal, without showing what is typed. Rejects where there is no terminal. */
  askSecret(question: string): Promise<string>;
  /** Relative paths of arguments begin here. */
  readonly workingDirectory: string;
}

/** How a command ended, as the exit code of the process. */
export const EXIT = {
  ok: 0,
  /** It did its work, and found what must not be: errors in a profile, with `--strict` also risks. */
  found: 1,
  /** It was called wrongly, or a file could not be read or written. */
  failed: 2,
} as const;

/** One `pail profile NAME`: for administrators, without a window, the same code as the app. */
export interface Command {
  /** What follows its name, such as `FILE [--json]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Answers the exit code, one of {@link EXIT}. Throws PailError; `UsageError` and `InputError` for what a person typed or gave. */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** What a command was given cannot be used, though it was called rightly; the message says why. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A command was called with what it does not take; the message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
