import path from 'node:path';
import { publishingEn } from '../../shared/text/publishing-en.ts';
import { fingerprintOf, generatePublisherKey, shownFingerprint } from '../profiles/publisher-key.ts';
import { parseArguments } from './arguments.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { checkFree, writeOutput } from './output-file.ts';

/** `pail profile keygen`. */
export const keygen: Command = {
  usage: 'keygen FILE [--force]',
  summary: publishingEn.summaries.keygen,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, { force: { type: 'boolean', default: false } });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError(publishingEn.needsOneFile);
    const file = path.resolve(io.workingDirectory, name);
    const { force } = values;
    await checkFree(file, force);
    const key = await generatePublisherKey();
    await writeOutput(file, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, force });
    io.err(publishingEn.wroteKey(name));
    io.out(publishingEn.fingerprint(shownFingerprint(fingerprintOf(key))));
    return EXIT.ok;
  },
};
