import { profileJsonSchema } from '../../shared/model/profile/profile.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { outJson } from './output.ts';

/** `pail profile schema`: the JSON Schema of profiles, for editors. */
export const schema: Command = {
  usage: 'schema',
  summary: cliEn.summaries.schema,
  run(args, io) {
    if (args.length > 0) throw new UsageError(cliEn.takesNothing);
    outJson(io, profileJsonSchema());
    return Promise.resolve(EXIT.ok);
  },
};
