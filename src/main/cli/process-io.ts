import { cliEn } from '../../shared/text/cli-en.ts';
import { type CommandIo, UsageError } from './command.ts';
import { runProfileCommand } from './index.ts';
import { readHidden } from './read-hidden.ts';

/** A reader that has gone, as `| head` does, is no failure: nobody wants the rest. */
function tolerateClosedReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function processIo(workingDirectory: string): CommandIo {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    askSecret(question) {
      if (!process.stdin.isTTY) return Promise.reject(new UsageError(cliEn.noTerminal));
      return readHidden(question, process.stdin, process.stderr);
    },
    workingDirectory,
  };
}

/**
 * Runs a command at the terminal, or the pipes, of this process. Answers its exit code once all that it said has left. Relative paths
 * begin at `workingDirectory`.
 */
export async function runAtTerminal(args: readonly string[], workingDirectory = process.cwd()): Promise<number> {
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on('error', tolerateClosedReader);
  const code = await runProfileCommand(args, processIo(workingDirectory));
  for (const stream of streams) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  return code;
}
