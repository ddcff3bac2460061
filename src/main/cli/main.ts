/** `npm run profile -- COMMAND`: the commands in plain Node, for the source tree and for CI. */
import { runAtTerminal } from './process-io.ts';

// npm goes to the root of the repository, and tells where it was called.
process.exitCode = await runAtTerminal(process.argv.slice(2), process.env['INIT_CWD']);
