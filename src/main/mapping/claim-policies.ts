/**
 * What enforces a mapping at a store that takes no role and finds its own policies by a claim of the token (MinIO with `claim_name`): the
 * policies, and the names that they must have. Pure.
 */
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { describeCondition } from './condition.ts';
import { distinct, everyBucket, isLiteral, permissionsOf, policy, type Statement } from './policy.ts';
import { conditionsOf, type RoleUse } from './role-uses.ts';
import { type Note, placeInPolicy, subVariable, type Wall } from './wall.ts';

const words = cliEn.walls;

/** A value of a claim that whoever gets a rule's places has: a policy may be named so. */
interface PolicyName {
  readonly claim: string;
  readonly name: string;
}

function namedIn(condition: Condition): PolicyName | null {
  if ('all' in condition) return condition.all.map(namedIn).find((name) => name !== null) ?? null;
  if (!('claim' in condition)) return null;
  const name = condition.has ?? condition.equals;
  return name === undefined || name === '' ? null : { claim: condition.claim, name };
}

/** What the policy for a use is named by; null where its rule asks for nothing that could name one. */
export function policyNameOf(use: RoleUse): PolicyName | null {
  const { forEach } = use.rule;
  if (forEach && use.item !== null) return { claim: forEach.claim, name: use.item };
  return (
    conditionsOf(use)
      .toReversed()
      .map(namedIn)
      .find((name) => name !== null) ?? null
  );
}

function permissions(use: RoleUse, note: Note): Statement[] {
  // The value of `forEach` is that of the policy: whoever has the policy has the value.
  const own = { ...use, roleTemplate: use.item === null ? null : '${item}' };
  const place = placeInPolicy(own, subVariable('${jwt:sub}'), (field) => note(words.onePersonOfPolicy(field)));
  if (!isLiteral(use.place.prefix)) note(words.wildcards(use.place.prefix));
  return [...permissionsOf(place, 'aws'), ...(use.list ? [everyBucket(use.list, 'aws')] : [])];
}

/** The policy of one name, for all that a profile uses it for. */
export function claimPolicy(uses: readonly RoleUse[]): Wall {
  const notes: string[] = [];
  const note: Note = (text) => notes.push(text);
  const [first] = uses;
  const named = first ? policyNameOf(first) : null;
  note(named ? words.policyNamed(named.claim, named.name) : words.policyUnnamed);
  const permission = distinct(uses.flatMap((use) => permissions(use, note)));
  for (const condition of uses.flatMap((use) => conditionsOf(use))) {
    const isTheName =
      'claim' in condition && condition.claim === named?.claim && (condition.has ?? condition.equals) === named.name;
    if (!isTheName) note(words.policyCondition(describeCondition(condition)));
  }
  for (const { source } of uses) {
    if (source.kind === 'webIdentity' && source.sessionPolicy !== undefined) note(words.sessionPolicy(source.id));
  }
  return {
    roleArn: null,
    identityPoolId: null,
    policyName: named?.name ?? null,
    trust: null,
    permission: policy(permission),
    notes: distinct(notes),
  };
}
