/**
 * Conditions in three values. A claim that is missing, or of another form than is asked about, makes a condition unknown;
 * `not` leaves that unknown, and only `true` opens. So leaving a claim out never opens anything, but by `exists: false`.
 */
import type { ConditionOutcome, Truth } from '../../shared/model/explanation.ts';
import { type ClaimCondition, type Condition, OPERATORS, partsOf } from '../../shared/model/profile/conditions.ts';
import { text } from '../../shared/text/index.ts';
import { type Claims, claimValue, scalarText, textList } from './claims.ts';

/** Most characters that are looked through for others, and most values of a list: a condition on more stays unknown. Tokens may have a megabyte. */
const MAX_SEARCHED = 16_384;
const MAX_VALUES = 10_000;
/** Most characters of a condition in words. */
const MAX_WORDS = 300;

const truthOf = (isTrue: boolean): Truth => (isTrue ? 'true' : 'false');

function judgeClaim(condition: ClaimCondition, claims: Claims): Truth {
  const value = claimValue(claims, condition.claim);
  if (condition.exists !== undefined) return truthOf((value !== undefined) === condition.exists);
  if (value === undefined) return 'unknown';
  if (condition.has !== undefined) {
    const list = Array.isArray(value) && value.length > MAX_VALUES ? null : textList(value);
    return list === null ? 'unknown' : truthOf(list.includes(condition.has));
  }
  const single = scalarText(value);
  if (single === null) return 'unknown';
  if (condition.equals !== undefined) return truthOf(single === condition.equals);
  if (condition.notEquals !== undefined) return truthOf(single !== condition.notEquals);
  if (condition.startsWith !== undefined) return truthOf(single.startsWith(condition.startsWith));
  if (condition.contains !== undefined) {
    return single.length > MAX_SEARCHED ? 'unknown' : truthOf(single.includes(condition.contains));
  }
  return 'unknown';
}

/** `all` for decisive `false`, `any` for decisive `true`: one decisive part decides, else an unknown one leaves it unknown. */
function combined(parts: readonly ConditionOutcome[], decisive: Truth, otherwise: Truth): Truth {
  if (parts.some((part) => part.truth === decisive)) return decisive;
  return parts.some((part) => part.truth === 'unknown') ? 'unknown' : otherwise;
}

const OPPOSITE: Readonly<Record<Truth, Truth>> = { true: 'false', false: 'true', unknown: 'unknown' };

function kindOf(condition: Condition): ConditionOutcome['kind'] {
  if ('all' in condition) return 'all';
  if ('any' in condition) return 'any';
  return 'not' in condition ? 'not' : 'claim';
}

/** What a condition comes to for these claims, with every condition in it. */
export function judge(condition: Condition, claims: Claims): ConditionOutcome {
  const kind = kindOf(condition);
  const parts = partsOf(condition).map((part) => judge(part, claims));
  const words = shortened(describeCondition(condition));
  switch (kind) {
    case 'all':
      return { kind, words, parts, truth: combined(parts, 'false', 'true') };
    case 'any':
      return { kind, words, parts, truth: combined(parts, 'true', 'false') };
    case 'not':
      return { kind, words, parts, truth: OPPOSITE[parts[0]?.truth ?? 'unknown'] };
    case 'claim':
      return { kind, words, parts, truth: judgeClaim(condition as ClaimCondition, claims) };
  }
}

/** True where a condition holds only with a condition on a claim in it that is `such`. */
export function requires(condition: Condition | undefined, such: (part: ClaimCondition) => boolean): boolean {
  if (!condition) return false;
  if ('all' in condition) return condition.all.some((part) => requires(part, such));
  if ('any' in condition) return condition.any.every((part) => requires(part, such));
  return 'claim' in condition && such(condition);
}

/** The condition that keeps another from being true: of `all` the first that is not, else itself. */
export function decisive(outcome: ConditionOutcome): ConditionOutcome {
  const failed = outcome.kind === 'all' ? outcome.parts.find((part) => part.truth === outcome.truth) : undefined;
  return failed ? decisive(failed) : outcome;
}

function shortened(words: string): string {
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS - 1)}…` : words;
}

/** A condition in words, for "why is this not there". */
export function describeCondition(condition: Condition): string {
  if ('claim' in condition) {
    const operator = OPERATORS.find((name) => condition[name] !== undefined) ?? 'exists';
    return operator === 'exists'
      ? text.mapping.claimExists(condition.claim, condition.exists !== false)
      : text.mapping.claimIs(condition.claim, operator, condition[operator] ?? '');
  }
  const parts = partsOf(condition).map((part) => {
    const words = describeCondition(part);
    return 'claim' in part ? words : `(${words})`;
  });
  if ('not' in condition) return text.mapping.not(parts[0] ?? '');
  return 'all' in condition ? text.mapping.all(parts) : text.mapping.any(parts);
}
