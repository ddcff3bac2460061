import type { Condition } from '../../shared/model/profile/conditions.ts';
import { type Claims, claimValue, scalarText, textList } from './claims.ts';

/**
 * Whether a rule's condition holds. A missing claim meets nothing but `exists: false` - not even `notEquals`, so that
 * leaving a claim out never opens anything. A list has no single value: only `has` and `exists` apply to it.
 */
export function holds(condition: Condition, claims: Claims): boolean {
  const value = claimValue(claims, condition.claim);
  if (condition.exists !== undefined) return (value !== undefined) === condition.exists;
  if (value === undefined) return false;
  if (condition.has !== undefined) return textList(value)?.includes(condition.has) ?? false;
  const text = scalarText(value);
  if (text === null) return false;
  if (condition.equals !== undefined) return text === condition.equals;
  if (condition.notEquals !== undefined) return text !== condition.notEquals;
  if (condition.startsWith !== undefined) return text.startsWith(condition.startsWith);
  if (condition.contains !== undefined) return text.includes(condition.contains);
  return false;
}

/** A condition in words, for "why is this not there". */
export function describeCondition(condition: Condition): string {
  const { claim, ...operator } = condition;
  const [name, wanted] = Object.entries(operator)[0] ?? ['exists', true];
  if (name === 'exists') return `“${claim}” is ${wanted ? 'present' : 'absent'}`;
  const words: Record<string, string> = {
    equals: 'is',
    notEquals: 'is not',
    startsWith: 'begins with',
    contains: 'contains',
    has: 'includes',
  };
  return `“${claim}” ${words[name] ?? name} “${String(wanted)}”`;
}
