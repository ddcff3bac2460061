import type {
  BucketListOutcome,
  ConditionOutcome,
  MappingExplanation,
  PlaceOutcome,
  RuleOutcome,
} from '../../shared/model/explanation.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { evaluateMapping } from '../mapping/evaluate.ts';
import type { Wall } from '../mapping/wall.ts';
import { wallsOf } from '../mapping/walls.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandIo, EXIT, UsageError } from './command.ts';
import { examineFile, readClaims } from './input.ts';
import { outJson, visible } from './output.ts';

const words = cliEn.explain;

/** What `--json` prints. */
interface Explained extends MappingExplanation {
  readonly locations: readonly object[];
  readonly policies: readonly Wall[];
  /** What no policy can keep apart. */
  readonly notes: readonly string[];
}

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

/** What came of a rule of either kind before its places. */
function* openingLines({ reason, when, sources }: RuleOutcome | BucketListOutcome): Generator<string> {
  if (reason) yield `  ${words.nothing(reason.message)}`;
  if (when) yield* conditionLines(when, '    ');
  for (const { id, outcome, when: condition } of sources) {
    // Those behind the chosen one and of other rules say nothing about this person.
    if (outcome === 'not-met') yield `  ${words.skipped(id, condition?.words ?? '')}`;
  }
}

function* ruleLines(rule: RuleOutcome): Generator<string> {
  yield words.rule(rule.index, rule.label);
  yield* openingLines(rule);
  for (const place of rule.places) yield* placeLines(place);
}

function* bucketListLines(list: BucketListOutcome): Generator<string> {
  yield words.bucketList(list.index, list.label);
  yield* openingLines(list);
  if (!list.credentials) return;
  const { sourceId, kind, roleArn } = list.credentials;
  yield `  ${words.givesBuckets}`;
  yield `    ${words.credentials(sourceId, kind, roleArn)}`;
}

function wallTitle({ roleArn, identityPoolId, policyName }: Wall): string {
  if (roleArn !== null) return words.wallOfRole(roleArn);
  if (identityPoolId !== null) return words.wallOfPool(identityPoolId);
  return policyName === null ? words.wallOfAnyPolicy : words.wallOfPolicy(policyName);
}

function* wallLines(wall: Wall): Generator<string> {
  const { trust, permission, notes } = wall;
  yield '';
  yield wallTitle(wall);
  if (trust) {
    yield words.trust;
    yield JSON.stringify(trust, null, 2);
  }
  yield words.permission;
  yield JSON.stringify(permission, null, 2);
  for (const note of notes) yield words.note(note);
}

function isGiven({ locations, bucketLists }: Explained): boolean {
  return locations.length > 0 || bucketLists.some(({ credentials }) => credentials !== null);
}

function* lines(explanation: Explained): Generator<string> {
  const { rules, bucketLists, policies, notes } = explanation;
  for (const rule of rules) yield* ruleLines(rule);
  for (const list of bucketLists) yield* bucketListLines(list);
  if (!isGiven(explanation)) yield words.none;
  if (policies.length + notes.length > 0) {
    yield '';
    yield words.walls;
  }
  for (const wall of policies) yield* wallLines(wall);
  // Apart from the notes of the last role.
  if (policies.length > 0 && notes.length > 0) yield '';
  for (const note of notes) yield words.note(note);
}

function explained(profile: Profile, claims: Readonly<Record<string, unknown>>): Explained {
  const mapping = evaluateMapping('explained', profile, claims);
  const { walls, notes } = wallsOf(profile, claims, mapping);
  const locations = mapping.locations.map(({ location: { label, bucket, prefix, actions }, credentials }) => ({
    label,
    bucket,
    prefix,
    actions,
    credentials: credentials.sourceId,
  }));
  return { locations, ...mapping.explain, policies: walls, notes };
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
