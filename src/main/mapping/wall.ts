/** What enforces a part of a mapping, and how its places stand in the policies of that. Pure. */
import { type Insertion, parseTemplate } from '../../shared/model/template.ts';
import { literal, type PolicyDocument, type PolicyPlace } from './policy.ts';
import type { RoleUse } from './role-uses.ts';
import { insertionsOf } from './template.ts';

/** What enforces the part of a mapping that one role, or one policy of the store, has. */
export interface Wall {
  /** Null where the identity pool chooses the role, and where none is sent. */
  readonly roleArn: string | null;
  /** The identity pool that gives keys of the role; null for others. */
  readonly identityPoolId: string | null;
  /** Where no role is sent: the name that the policy must have; null where no rule says it, and where there is a role. */
  readonly policyName: string | null;
  /** The `AssumeRolePolicyDocument` of the role; null where none is sent. */
  readonly trust: PolicyDocument | null;
  /** A policy of the role, or of the store. */
  readonly permission: PolicyDocument;
  /** What these policies cannot say, and what they need, in sentences. */
  readonly notes: readonly string[];
}

/** Takes a sentence about a wall. */
export type Note = (text: string) => void;

/** True where a role of its own stands for all that a template inserts: whoever has the role has that value. */
export function isNamedBy(template: string, roleTemplate: string | null): boolean {
  const named = insertionsOf(roleTemplate ?? '');
  return named.includes('claim:sub') || insertionsOf(template).every((reference) => named.includes(reference));
}

/** The variable of a policy that has the value of an insertion as it is; null where there is none. */
export type VariableOf = (insertion: Insertion) => string | null;

/** The variable of a store that has but the person's `sub`; null for one that has not even that. */
export const subVariable =
  (variable: string | null): VariableOf =>
  ({ reference, filters }) =>
    reference === 'claim:sub' && filters.length === 0 ? variable : null;

/** A template as a policy has it; null where something that it inserts has no variable. */
export function inPolicy(template: string, variableOf: VariableOf): string | null {
  const parts = parseTemplate(template).map((part) => (typeof part === 'string' ? literal(part) : variableOf(part)));
  return parts.includes(null) ? null : parts.join('');
}

/**
 * A place as the policy of its role has it: as it is where the role is for it alone, else with variables. `untold` gets the fields that
 * neither can say; they stand there as they are for this one person.
 */
export function placeInPolicy(
  { rule, roleTemplate, place }: Pick<RoleUse, 'rule' | 'roleTemplate' | 'place'>,
  variableOf: VariableOf,
  untold: (field: 'bucket' | 'prefix') => void,
): PolicyPlace {
  const written = (field: 'bucket' | 'prefix'): string | null => {
    if (isNamedBy(rule[field], roleTemplate)) return null;
    const text = inPolicy(rule[field], variableOf);
    if (text === null) untold(field);
    return text;
  };
  // No wildcard is in a bucket's name, but in that of all buckets.
  const bucket = written('bucket') ?? place.bucket;
  return { bucket, prefix: written('prefix') ?? literal(place.prefix), actions: place.actions };
}
