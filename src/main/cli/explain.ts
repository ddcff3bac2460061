import type { ConditionOutcome, PlaceOutcome, RuleOutcome } from '../../shared/model/explanation.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { evaluateMapping } from '../mapping/evaluate.ts';
import { type Wall, wallsOf } from '../mapping/walls.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandIo, EXIT, UsageError } from './command.ts';
import { examineFile, readClaims } from './input.ts';
import { outJson, visible } from './output.ts';

const words = cliEn.explain;

function* conditionLines(outcome: ConditionOutcome, indent: string): Generator<string> {
  yield `${indent}${words.condition(outcome.words, outcome.truth)}`;
  for (const part of outcome.parts) yield* conditionLines(part, `${indent}  `);
}

function* placeLines(place: PlaceOutcome): Generator<string> {
  if (place.location === null) {
    yield `  ${words.absent(place.label, place.reason.message)}`;
    return;
  }
  const { label, bucket, prefix, actions } = place.location;
  const { sourceId, kind, roleArn } = place.credentials;
  yield `  ${words.location(label, bucket, prefix)}`;
  yield `    ${words.actions(actions)}`;
  yield `    ${words.credentials(sourceId, kind, roleArn)}`;
}

function* ruleLines(rule: RuleOutcome): Generator<string> {
  yield words.rule(rule.index, rule.label);
  if (rule.reason) yield `  ${words.nothing(rule.reason.message)}`;
  if (rule.when) yield* conditionLines(rule.when, '    ');
  for (const { id, outcome, when } of rule.sources) {
    // Those behind the chosen one and of other rules say nothing about this person.
    if (outcome === 'not-met') yield `  ${words.skipped(id, when?.words ?? '')}`;
  }
  for (const place of rule.places) yield* placeLines(place);
}

function* wallLines({ roleArn, trust, permission, notes }: Wall): Generator<string> {
  yield '';
  yield words.wallOf(roleArn);
  yield words.trust;
  yield JSON.stringify(trust, null, 2);
  yield words.permission;
  yield JSON.stringify(permission, null, 2);
  for (const note of notes) yield words.note(note);
}

function* lines(explanation: ReturnType<typeof explained>): Generator<string> {
  const { rules, locations, policies, notes } = explanation;
  for (const rule of rules) yield* ruleLines(rule);
  if (locations.length === 0) yield words.none;
  if (policies.length + notes.length > 0) {
    yield '';
    yield words.walls;
  }
  for (const wall of policies) yield* wallLines(wall);
  for (const note of notes) yield words.note(note);
}

function explained(
  profile: Parameters<typeof evaluateMapping>[1],
  claims: Readonly<Record<string, unknown>>,
): {
  locations: readonly object[];
  rules: readonly RuleOutcome[];
  policies: readonly Wall[];
  notes: readonly string[];
} {
  const mapping = evaluateMapping('explained', profile, claims);
  const { walls, notes } = wallsOf(profile, claims, mapping);
  const locations = mapping.locations.map(({ location: { label, bucket, prefix, actions }, credentials }) => ({
    label,
    bucket,
    prefix,
    actions,
    credentials: credentials.sourceId,
  }));
  return { locations, rules: mapping.explain.rules, policies: walls, notes };
}

function tellProblems(
  io: CommandIo,
  file: string,
  problems: readonly { path: string; found: string; expected: string }[],
): void {
  for (const { path, found, expected } of problems) {
    io.err(visible(cliEn.error(file, path, cliEn.problem(found, expected))));
  }
}

/** `pail profile explain`: what a profile gives to a person, why not more, and what enforces it. */
export const explain: Command = {
  usage: 'explain FILE --claims CLAIMS.json [--json]',
  summary: cliEn.summaries.explain,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, { claims: { type: 'string' }, json: { type: 'boolean' } });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new UsageError(cliEn.needsOneFile);
    if (values.claims === undefined) throw new UsageError(cliEn.needsClaims);
    const claims = await readClaims(io, values.claims);
    const { profile, problems } = await examineFile(io, file);
    if (!profile) {
      tellProblems(io, file, problems);
      return EXIT.found;
    }
    const explanation = explained(profile, claims);
    if (values.json) outJson(io, explanation);
    else for (const line of lines(explanation)) io.out(visible(line));
    return EXIT.ok;
  },
};
