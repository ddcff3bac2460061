/** `pail profile ...`: commands for administrators. Plain Node, the same in the installed app and in the source tree. */
import { toFailure } from '../../shared/errors.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { type Command, type CommandIo, EXIT, InputError, UsageError } from './command.ts';
import { explain } from './explain.ts';
import { keygen } from './keygen.ts';
import { lint } from './lint.ts';
import { visible } from './output.ts';
import { schema } from './schema.ts';
import { seal } from './seal.ts';
import { sign } from './sign.ts';

/** The commands by their names, in the order of the help. */
const COMMANDS: ReadonlyMap<string, Command> = new Map(Object.entries({ lint, explain, keygen, seal, sign, schema }));

const ASKS_FOR_HELP = new Set(['help', '--help', '-h']);

function* help(): Generator<string> {
  yield cliEn.heading;
  yield '';
  for (const { usage, summary } of COMMANDS.values()) {
    yield `  ${usage}`;
    yield `      ${summary}`;
  }
  yield '';
  yield cliEn.footing;
}

async function runCommand(command: Command, args: readonly string[], io: CommandIo): Promise<number> {
  try {
    if (args.some((argument) => ASKS_FOR_HELP.has(argument) && argument !== 'help')) {
      io.out(cliEn.usage(command.usage));
      io.out(command.summary);
      return EXIT.ok;
    }
    return await command.run(args, io);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const isOurs = isUsage || error instanceof InputError;
    io.err(visible(isOurs ? error.message : toFailure(error).message));
    if (isUsage) io.err(cliEn.usage(command.usage));
    return EXIT.failed;
  }
}

/** Runs what stands behind `pail profile`. Answers the exit code, one of EXIT; never throws. */
export async function runProfileCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = args;
  const command = COMMANDS.get(name ?? '');
  if (command) return runCommand(command, rest, io);
  if (name !== undefined && ASKS_FOR_HELP.has(name)) {
    for (const line of help()) io.out(line);
    return EXIT.ok;
  }
  if (name !== undefined) io.err(visible(cliEn.unknownCommand(name, [...COMMANDS.keys()])));
  for (const line of help()) io.err(line);
  return EXIT.failed;
}
