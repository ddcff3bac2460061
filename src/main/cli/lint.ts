import { cliEn } from '../../shared/text/cli-en.ts';
import { type Risk, risksOf } from '../mapping/risks.ts';
import type { ProfileProblem } from '../profiles/parse-profile.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandIo, EXIT, UsageError } from './command.ts';
import { examineFile } from './input.ts';
import { outJson, visible } from './output.ts';

interface Finding {
  readonly file: string;
  readonly errors: readonly ProfileProblem[];
  readonly warnings: readonly Risk[];
}

async function examine(io: CommandIo, file: string): Promise<Finding> {
  const { profile, problems } = await examineFile(io, file);
  return { file, errors: problems, warnings: profile ? risksOf(profile, Date.now()) : [] };
}

function tell(io: CommandIo, { file, errors, warnings }: Finding): void {
  for (const { path, found, expected } of errors) {
    io.out(visible(cliEn.error(file, path, cliEn.problem(found, expected))));
  }
  for (const { code, path, message } of warnings) io.out(visible(cliEn.warning(file, code, path, message)));
}

/** `pail profile lint`: everything that is wrong in profiles, and what is risky, for people and for CI. */
export const lint: Command = {
  usage: 'lint FILE... [--strict] [--json]',
  summary: cliEn.summaries.lint,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, { strict: { type: 'boolean' }, json: { type: 'boolean' } });
    if (positionals.length === 0) throw new UsageError(cliEn.needsFiles);
    const findings: Finding[] = [];
    for (const file of positionals) findings.push(await examine(io, file));
    const errors = findings.reduce((sum, finding) => sum + finding.errors.length, 0);
    const warnings = findings.reduce((sum, finding) => sum + finding.warnings.length, 0);
    if (values.json) outJson(io, { files: findings });
    else for (const finding of findings) tell(io, finding);
    io.err(cliEn.counts(findings.length, errors, warnings));
    return errors > 0 || (values.strict && warnings > 0) ? EXIT.found : EXIT.ok;
  },
};
