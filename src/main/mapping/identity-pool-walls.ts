/**
 * What enforces a mapping whose keys come from a Cognito identity pool: a trust that says only which pool, permissions that tell people
 * apart by principal tags, and how the pool must choose the role. Pure.
 */
import type { Condition } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import type { Insertion } from '../../shared/model/template.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { doubtOf } from './claim-trust.ts';
import { type Claims, claimValue, textList } from './claims.ts';
import { describeCondition } from './condition.ts';
import { distinct, everyBucket, partitionOf, permissionsOf, policy, type Statement } from './policy.ts';
import { DEFAULT_TAGS, tagFor } from './principal-tags.ts';
import { conditionsOf, type RoleUse } from './role-uses.ts';
import { insertionsOf, referredName } from './template.ts';
import { inPolicy, isNamedBy, type Note, placeInPolicy, type Wall } from './wall.ts';

const words = cliEn.walls;

type PoolUse = RoleUse<Extract<CredentialSource, { kind: 'identityPool' }>>;

/** How trusts name the service, by the region of the pool. */
function serviceOf(region: string): string {
  if (region === 'us-gov-east-1') return 'cognito-identity.us-gov-east-1.amazonaws.com';
  return region.startsWith('us-gov-') ? 'cognito-identity-us-gov.amazonaws.com' : 'cognito-identity.amazonaws.com';
}

function partitionIn(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

const regionOf = (identityPoolId: string): string => identityPoolId.replace(/:.*$/, '');

/** The principal tags that a policy reads, and the claims that they are made of. */
class Tags {
  readonly claimOf = new Map<string, string>();

  /** The tag that has the value of an insertion; null where none has it as it stands there. */
  readonly variableOf = (insertion: Insertion): string | null => {
    const claim = referredName(insertion.reference);
    const tag = tagFor(insertion);
    if (tag === null || (this.claimOf.get(tag) ?? claim) !== claim) return null;
    this.claimOf.set(tag, claim);
    return `\${aws:PrincipalTag/${tag}}`;
  };

  tell(trusted: readonly string[], note: Note): void {
    const mappings = [...this.claimOf].map(([tag, claim]) => `“${tag}” from “${claim}”`);
    if (mappings.length === 0) return;
    const isDefault = [...this.claimOf].every(([tag, claim]) => DEFAULT_TAGS[claim] === tag);
    note(isDefault ? words.defaultTags(mappings) : words.ownTags(mappings));
    for (const claim of this.claimOf.values()) if (doubtOf(claim, trusted) !== null) note(words.writableTag(claim));
  }
}

/** True where places of a profile are told apart by tags of a pool. It then sends them with each role that it gives. */
function makesTags(identityPoolId: string, { credentials, locations }: Profile): boolean {
  return credentials.some((source) => {
    if (source.kind !== 'identityPool' || source.identityPoolId !== identityPoolId) return false;
    const rules = locations.filter((rule) => rule.credentials === undefined || rule.credentials === source.id);
    return rules
      .flatMap(({ bucket, prefix }) => [bucket, prefix])
      .some((template) => !isNamedBy(template, source.roleArn ?? null) && inPolicy(template, tagFor) !== null);
  });
}

function trustOf(identityPoolId: string, hasTags: boolean): Statement {
  const service = serviceOf(regionOf(identityPoolId));
  return {
    Effect: 'Allow',
    Principal: { Federated: service },
    Action: ['sts:AssumeRoleWithWebIdentity', ...(hasTags ? ['sts:TagSession'] : [])],
    Condition: {
      StringEquals: { [`${service}:aud`]: identityPoolId },
      'ForAnyValue:StringLike': { [`${service}:amr`]: 'authenticated' },
    },
  };
}

function permissions(use: PoolUse, partition: string, tags: Tags, note: Note): Statement[] {
  const place = placeInPolicy(use, tags.variableOf, (field) => {
    const isOfList = insertionsOf(use.rule[field]).includes('item');
    note(isOfList && use.rule.forEach ? words.listTag(field, use.rule.forEach.claim) : words.noTag(field));
  });
  return [...permissionsOf(place, partition), ...(use.list ? [everyBucket(use.list, partition)] : [])];
}

/** AWS's names for what a rule of the pool may ask of one claim. */
const POOL_RULES = { equals: 'Equals', notEquals: 'NotEqual', startsWith: 'StartsWith', contains: 'Contains' } as const;

/** How the pool itself could ask a condition; null where it cannot. */
function poolRule(condition: Condition): string | null {
  if (!('claim' in condition)) return null;
  for (const [operator, name] of Object.entries(POOL_RULES)) {
    const value = condition[operator as keyof typeof POOL_RULES];
    if (value !== undefined) return `“${condition.claim}” ${name} “${value}”`;
  }
  return null;
}

/** What to know of a role that the pool chooses. */
function tellChosen(uses: readonly PoolUse[], note: Note): void {
  note(words.poolChooses);
  for (const condition of uses.flatMap((use) => conditionsOf(use))) {
    const rule = poolRule(condition);
    note(words.poolCondition(describeCondition(condition)) + (rule === null ? '' : ` ${words.poolRule(rule)}`));
  }
}

/** True where a condition says that the token has the role: what the pool asks, too. */
const asksForRole = (condition: Condition, roleArn: string): boolean =>
  'claim' in condition && condition.claim === 'cognito:roles' && condition.has === roleArn;

/** What to know of a role that the profile names. */
function tellNamed(roleArn: string, uses: readonly PoolUse[], claims: Claims, note: Note): void {
  note(words.roleFromToken);
  if (!textList(claimValue(claims, 'cognito:roles'))?.includes(roleArn)) note(words.roleNotInToken);
  if (uses.some(({ roleTemplate }) => insertionsOf(roleTemplate ?? '').includes('claim:cognito:preferred_role'))) {
    note(words.preferredRole);
  }
  for (const condition of uses.flatMap((use) => conditionsOf(use))) {
    if (!asksForRole(condition, roleArn)) note(words.roleCondition(describeCondition(condition)));
  }
}

/** The wall of a role of an identity pool, or of what the pool chooses, for all that a profile uses it for. */
export function identityPoolWall(uses: readonly PoolUse[], profile: Profile, claims: Claims): Wall {
  const notes: string[] = [];
  const note: Note = (text) => notes.push(text);
  const tags = new Tags();
  const pools = distinct(uses.map(({ source }) => source.identityPoolId));
  const [pool = ''] = pools;
  const roleArn = uses[0]?.roleArn ?? null;
  const partition = roleArn === null ? partitionIn(regionOf(pool)) : partitionOf(roleArn);
  const permission = distinct(uses.flatMap((use) => permissions(use, partition, tags, note)));
  if (roleArn === null) tellChosen(uses, note);
  else tellNamed(roleArn, uses, claims, note);
  tags.tell(profile.signIn.trustedClaims ?? [], note);
  if (distinct(uses.map((use) => conditionsOf(use))).length > 1) note(words.severalRules);
  if (uses.some(({ servesOthers }) => servesOthers)) note(words.otherRules);
  return {
    roleArn,
    identityPoolId: pool,
    policyName: null,
    trust: policy(pools.map((id) => trustOf(id, tags.claimOf.size > 0 || makesTags(id, profile)))),
    permission: policy(permission),
    notes: distinct(notes),
  };
}
