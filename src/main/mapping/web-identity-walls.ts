/**
 * What enforces a mapping whose keys STS gives for an ID token: for each role who may take it, and what its keys may do. For AWS with the
 * user pool as an OIDC provider, and for Ceph and others that read claims in a trust. Pure.
 */
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { type Claims, claimValue, scalarText } from './claims.ts';
import { describeCondition } from './condition.ts';
import {
  distinct,
  everyBucket,
  isLiteral,
  partitionOf,
  permissionsOf,
  plain,
  policy,
  type Statement,
} from './policy.ts';
import { conditionsOf, type RoleUse } from './role-uses.ts';
import { insertionsOf, referredName } from './template.ts';
import { type Term, termsOf } from './trust-terms.ts';
import { type Note, placeInPolicy, subVariable, type Wall } from './wall.ts';

const words = cliEn.walls;

/** The claims that a role's name depends on, with this person's values. */
function roleTerms({ roleTemplate, rule, item }: RoleUse, claims: Claims): Term[] {
  return insertionsOf(roleTemplate ?? '').flatMap((reference): Term[] => {
    if (reference === 'item') {
      if (!rule.forEach || item === null) return [];
      return [{ operator: 'ForAnyValue:StringEquals', claim: rule.forEach.claim, value: plain(item) }];
    }
    const claim = referredName(reference);
    const value = scalarText(claimValue(claims, claim));
    return value === null ? [] : [{ operator: 'StringEquals', claim, value: plain(value) }];
  });
}

/** Who may take a role, for one of its uses. `provider`: how policies name the issuer. */
function trustConditions(use: RoleUse, provider: string, profile: Profile, claims: Claims, note: Note): object {
  const untold = (condition: Condition): void => note(words.notExpressed(describeCondition(condition)));
  const terms: Term[] = [
    { operator: 'StringEquals', claim: 'aud', value: profile.signIn.clientId },
    ...roleTerms(use, claims),
    ...conditionsOf(use).flatMap((condition) => termsOf(condition, untold)),
  ];
  const conditions: Record<string, Record<string, string>> = {};
  for (const { operator, claim, value } of terms) {
    const key = `${provider}:${claim}`;
    const present = conditions[operator]?.[key];
    // IAM knows but these two of a user pool's token.
    if (use.isAws && claim !== 'aud' && claim !== 'sub') note(words.notInTrust(claim));
    // Two values of one key are alternatives in a policy.
    else if (present !== undefined && present !== value) note(words.notExpressed(`“${claim}” “${value}”`));
    else conditions[operator] = { ...conditions[operator], [key]: value };
  }
  return conditions;
}

/** What the keys of a role may do for one of its uses. */
function permissions(use: RoleUse, provider: string, partition: string, note: Note): Statement[] {
  // AWS fills in this variable from the token with which the role was taken: one role for everybody's folders.
  const variable = use.isAws ? `\${${provider}:sub}` : null;
  const place = placeInPolicy(use, subVariable(variable), (field) => note(words.onePerson(field)));
  if (!use.isAws && !isLiteral(use.place.prefix)) note(words.wildcards(use.place.prefix));
  return [...permissionsOf(place, partition), ...(use.list ? [everyBucket(use.list, partition)] : [])];
}

/** The wall of a role that STS gives for an ID token, for all that a profile uses it for. */
export function webIdentityWall(roleArn: string, uses: readonly RoleUse[], profile: Profile, claims: Claims): Wall {
  const notes: string[] = [];
  const note: Note = (text) => notes.push(text);
  const { host, pathname } = new URL(issuerOf(profile));
  const provider = `${host}${pathname}`;
  const conditions = distinct(uses.map((use) => trustConditions(use, provider, profile, claims, note)));
  if (conditions.length > 1) note(words.severalRules);
  const [, partition, , , account] = roleArn.split(':');
  const Federated = `arn:${partition}:iam::${account}:oidc-provider/${provider}`;
  const trust = conditions.map((Condition) => ({
    Effect: 'Allow',
    Principal: { Federated: [Federated] },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition,
  }));
  if (uses.some(({ servesOthers }) => servesOthers)) note(words.otherRules);
  const permission = uses.flatMap((use) => permissions(use, provider, partitionOf(roleArn), note));
  for (const { source } of uses) {
    if (source.kind === 'webIdentity' && source.sessionPolicy !== undefined) note(words.sessionPolicy(source.id));
  }
  return {
    roleArn,
    identityPoolId: null,
    policyName: null,
    trust: policy(trust),
    permission: policy(distinct(permission)),
    notes: distinct(notes),
  };
}
