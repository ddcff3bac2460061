/** What in a valid profile is certainly risky, or can never work. Pure; secrets are seen and never told. */
import type { MappedField } from '../../shared/model/explanation.ts';
import { type Condition, claimConditions } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { AllBucketsRule, LocationRule } from '../../shared/model/profile/locations.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { parseTemplate } from '../../shared/model/template.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { text } from '../../shared/text/index.ts';
import { isExpired } from '../profiles/update-policy.ts';
import { type ClaimDoubt, doubtOf, verifierOf } from './claim-trust.ts';
import { requires } from './condition.ts';
import { failedChecks } from './output-checks.ts';
import { keyRisks, type SourceRiskCode } from './source-risks.ts';
import { referredName } from './template.ts';

/** What a warning is about. Codes are stable: administrators' scripts read them. */
export type RiskCode =
  | ClaimDoubt
  | SourceRiskCode
  /** The location is a whole bucket that is the same for everybody. */
  | 'whole-bucket'
  /** Whoever signs in is shown every bucket. */
  | 'every-bucket'
  /** Everybody who has the file has the same key. */
  | 'static-keys'
  /** A secret stands in the file as it is. */
  | 'unsealed-secret'
  /** Nobody ever gets this location. */
  | 'never-there'
  /** Its day has come. */
  | 'expired'
  /** No ID token comes, so nobody can sign in. */
  | 'no-openid';

export interface Risk {
  readonly code: RiskCode;
  /** The place in the file, such as `locations[0].prefix`. */
  readonly path: string;
  readonly message: string;
}

/** A claim that something depends on, and where that stands. */
interface Reading {
  readonly claim: string;
  readonly path: string;
}

const risk = (code: RiskCode, path: string, detail = ''): Risk => ({
  code,
  path,
  message: cliEn.risks[code](detail),
});

const conditionClaims = (condition: Condition | undefined, path: string): Reading[] =>
  condition ? claimConditions(condition).map(({ claim }) => ({ claim, path: `${path}.when` })) : [];

/** The claims of a template; `item` is read where the list is. */
function templateClaims(template: string, path: string): Reading[] {
  return parseTemplate(template).flatMap((part) =>
    typeof part === 'string' || part.reference === 'item' ? [] : [{ claim: referredName(part.reference), path }],
  );
}

/** True where a condition that holds says that this claim is `true`. */
const requiresTrue = (condition: Condition | undefined, name: string): boolean =>
  requires(condition, ({ claim, equals }) => claim === name && equals === 'true');

/** Doubts about what is read, each claim once for each place. `isGuarded`: whether a claim is asked to be true as well. */
function doubts(
  readings: readonly Reading[],
  trusted: readonly string[],
  isGuarded: (claim: string) => boolean,
): Risk[] {
  const found = readings.flatMap(({ claim, path }) => {
    const doubt = doubtOf(claim, trusted);
    const verifier = verifierOf(claim);
    if (doubt === null || (verifier !== null && isGuarded(verifier))) return [];
    return [risk(doubt, path, claim)];
  });
  return found.filter(
    ({ path, message }, index) =>
      found.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

/** The rules that may get their keys from a source. */
function rulesOf(source: CredentialSource, { locations, allBuckets }: Profile): (LocationRule | AllBucketsRule)[] {
  return [...locations, ...allBuckets].filter(
    (rule) => rule.credentials === undefined || rule.credentials === source.id,
  );
}

function sourceRisks(profile: Profile, source: CredentialSource, path: string): Risk[] {
  const rules = rulesOf(source, profile);
  const isGuarded = (claim: string): boolean =>
    requiresTrue(source.when, claim) || (rules.length > 0 && rules.every((rule) => requiresTrue(rule.when, claim)));
  const readings = conditionClaims(source.when, path);
  if ('roleArn' in source && source.roleArn !== undefined) {
    readings.push(...templateClaims(source.roleArn, `${path}.roleArn`));
  }
  const found = doubts(readings, profile.signIn.trustedClaims ?? [], isGuarded);
  for (const { code, field } of keyRisks(source, rules, profile)) {
    found.push(risk(code, field === null ? path : `${path}.${field}`));
  }
  const noRole = 'roleArn' in source && source.roleArn !== undefined ? neverRole(source.roleArn) : null;
  if (noRole !== null) found.push(risk('never-there', `${path}.roleArn`, noRole));
  if (source.kind === 'static') {
    found.push(risk('static-keys', path));
    if (typeof source.secretAccessKey === 'string') found.push(risk('unsealed-secret', `${path}.secretAccessKey`));
  }
  return found;
}

const hasInsertion = (template: string): boolean => parseTemplate(template).some((part) => typeof part !== 'string');

const insertsItem = (template: string): boolean =>
  parseTemplate(template).some((part) => typeof part !== 'string' && part.reference === 'item');

/** Why a field can never have a value; null where it can. */
function neverThere(field: MappedField, template: string, rule: LocationRule): string | null {
  if (insertsItem(template) && !rule.forEach) return cliEn.itemWithoutForEach;
  // What no prefix can have stays in it, whatever is inserted: an empty part, or too many bytes with the shortest value.
  const sample = field === 'prefix' ? template.replace(INSERTION, 'x') : template;
  const [check] = hasInsertion(sample) ? [] : failedChecks(field, sample);
  return check === undefined ? null : text.mapping.checks[check];
}

const INSERTION = /\$\{[^}]*\}/g;
const ARN = 'arn:';

/** The same of the role of a source. What begins with a claim may become an ARN; what begins as none never does. */
function neverRole(template: string): string | null {
  const [head] = parseTemplate(template);
  const beginsAsArn = typeof head !== 'string' || head.startsWith(ARN) || ARN.startsWith(head);
  const isRole = beginsAsArn && (hasInsertion(template) || failedChecks('role', template).length === 0);
  return isRole ? null : text.mapping.checks.roleArn;
}

/** What keeps everybody out. */
function profileRisks({ signIn, expires }: Profile, now: number): Risk[] {
  // Blank, they are those of the app client.
  const scopes = signIn.scopes?.trim() || 'openid';
  return [
    ...(isExpired({ expires }, now) ? [risk('expired', 'expires', expires)] : []),
    ...(scopes.split(/\s+/).includes('openid') ? [] : [risk('no-openid', 'signIn.scopes')]),
  ];
}

function ruleRisks(profile: Profile, rule: LocationRule, path: string): Risk[] {
  const readings = [
    ...conditionClaims(rule.when, path),
    ...(rule.forEach ? [{ claim: rule.forEach.claim, path: `${path}.forEach.claim` }] : []),
    ...templateClaims(rule.bucket, `${path}.bucket`),
    ...templateClaims(rule.prefix, `${path}.prefix`),
  ];
  const found = doubts(readings, profile.signIn.trustedClaims ?? [], (claim) => requiresTrue(rule.when, claim));
  if (rule.prefix === '' && !hasInsertion(rule.bucket)) found.push(risk('whole-bucket', `${path}.prefix`));
  for (const field of ['bucket', 'prefix', 'label'] as const) {
    const why = neverThere(field, rule[field], rule);
    if (why !== null) found.push(risk('never-there', `${path}.${field}`, why));
  }
  return found;
}

function bucketListRisks(profile: Profile, list: AllBucketsRule, path: string): Risk[] {
  const found = doubts(conditionClaims(list.when, path), profile.signIn.trustedClaims ?? [], (claim) =>
    requiresTrue(list.when, claim),
  );
  if (!list.when) found.push(risk('every-bucket', path));
  return found;
}

/** Everything risky in a profile, in the order of the file. `now`: in ms since 1970. */
export function risksOf(profile: Profile, now: number): Risk[] {
  const secrets = {
    'signIn.clientSecret': profile.signIn.clientSecret,
    'storage.encryptionKey': profile.storage.encryptionKey,
  };
  return [
    ...profileRisks(profile, now),
    ...Object.entries(secrets).flatMap(([path, value]) =>
      typeof value === 'string' ? [risk('unsealed-secret', path)] : [],
    ),
    ...profile.credentials.flatMap((source, index) => sourceRisks(profile, source, `credentials[${index}]`)),
    ...profile.locations.flatMap((rule, index) => ruleRisks(profile, rule, `locations[${index}]`)),
    ...profile.allBuckets.flatMap((list, index) => bucketListRisks(profile, list, `allBuckets[${index}]`)),
  ];
}
