/** What an account may see as a text, for a message to whoever helps. */
import { text } from '../text/index.ts';
import type { AccountAccess, ShownKeys } from './access.ts';
import type { BucketListOutcome, ConditionOutcome, PlaceOutcome, RuleOutcome } from './explanation.ts';
import { ACTIONS, type Action } from './location.ts';

const words = text.ui.access;

/** Which actions a location has, and which it has not, as sentences. */
export function actionSentences(actions: readonly Action[]): string[] {
  const named = (ones: readonly Action[]): string[] => ones.map((action) => words.actions[action]);
  const missing = ACTIONS.filter((action) => !actions.includes(action));
  return [
    words.may(words.and(named(actions), 'and')),
    ...(missing.length > 0 ? [words.mayNot(words.and(named(missing), 'or'))] : []),
  ];
}

/** Until when keys are good, in words. `when` writes a time (ms since 1970 UTC). */
export function keysSentence({ state, until }: ShownKeys, when: (time: number) => string): string {
  if (state === 'none') return words.keysNone;
  return until === null ? words.keysForever : words.keysHeld(when(until));
}

export function sourceSentence(id: string, kind: string): string {
  return words.through(id, words.kinds[kind] ?? kind);
}

/** What a rule gave in all. */
export function ruleOutcome({ reason, places }: RuleOutcome): string {
  if (reason) return reason.message;
  const given = places.filter(({ location }) => location !== null).length;
  return given === 0 ? words.givesNone : words.gives(given);
}

function conditionLines(condition: ConditionOutcome, depth: number): string[] {
  const line = `${'  '.repeat(depth)}${condition.words}: ${words.truths[condition.truth]}`;
  return [line, ...condition.parts.flatMap((part) => conditionLines(part, depth + 1))];
}

function placeLines(place: PlaceOutcome): string[] {
  if (place.location === null) return [`  ${place.label}: ${place.reason.message}`];
  const { label, bucket, prefix, actions } = place.location;
  const { sourceId, kind, roleArn } = place.credentials;
  return [
    `  ${label}: ${bucket}/${prefix}`,
    `    ${actionSentences(actions).join(' ')}`,
    `    ${sourceSentence(sourceId, kind)}${roleArn === null ? '' : `, ${roleArn}`}`,
  ];
}

function ruleLines(rule: RuleOutcome): string[] {
  return [
    `${words.rule(rule.index + 1, rule.label)}: ${ruleOutcome(rule)}`,
    ...(rule.when ? conditionLines(rule.when, 1) : []),
    ...rule.sources.flatMap(({ id, outcome, when }) => [
      `  ${text.ui.common.about(id, words.outcome[outcome])}`,
      ...(when ? conditionLines(when, 2) : []),
    ]),
    ...rule.places.flatMap(placeLines),
  ];
}

/** Until when somebody is signed in, in words. */
export function tokenSentence({ tokenUntil, renews }: AccountAccess, when: (time: number) => string): string {
  return renews ? words.renewed(when(tokenUntil)) : words.ends(when(tokenUntil));
}

/** What a rule for all buckets gave. */
export function bucketListOutcome({ reason }: BucketListOutcome): string {
  return reason ? reason.message : words.givesBuckets;
}

function bucketListLines(list: BucketListOutcome): string[] {
  const { label, credentials, when } = list;
  return [
    text.ui.common.about(label, bucketListOutcome(list)),
    ...(when ? conditionLines(when, 1) : []),
    ...(credentials ? [`  ${sourceSentence(credentials.sourceId, credentials.kind)}`] : []),
  ];
}

/** All of it. Without values the claims are names only. */
export function accessText(access: AccountAccess, withValues: boolean, when: (time: number) => string): string {
  const { displayName, profileName, issuer, state, remembered, claims, keys, explanation } = access;
  const { about } = text.ui.common;
  const blocks = [
    [
      words.title(displayName, profileName),
      about(words.issuer, issuer),
      about(words.state, words[state]),
      ...(state === 'active' ? [about(words.token, tokenSentence(access, when))] : []),
      about(words.next, remembered ? words.remembered : words.notRemembered),
    ],
    ...explanation.rules.map(ruleLines),
    ...explanation.bucketLists.map(bucketListLines),
    [
      words.keysHead,
      ...keys.map((one) => {
        const role = one.roleArn === null ? '' : ` ${one.roleArn}`;
        return `  ${one.sourceId}${role}: ${keysSentence(one, when)}`;
      }),
    ],
    [words.claimsHead, ...claims.map(({ name, value }) => `  ${withValues ? about(name, value) : name}`)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
