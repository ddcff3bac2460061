import { z } from 'zod';
import { claimName } from './fields.ts';

/** How deep `all`, `any` and `not` may stand in each other. */
export const MAX_CONDITION_DEPTH = 4;
/** Most conditions on a claim in one `when`. */
export const MAX_CONDITIONS = 50;

/** What a condition on one claim may ask. They bear AWS's rule names where AWS has them. */
export const OPERATORS = ['equals', 'notEquals', 'startsWith', 'contains', 'has', 'exists'] as const;

const operators = {
  equals: z.string().max(1024).optional(),
  notEquals: z.string().max(1024).optional(),
  startsWith: z.string().max(1024).optional(),
  contains: z.string().max(1024).optional(),
  has: z.string().max(1024).optional(),
  exists: z.boolean().optional(),
};

/** A condition on one claim: exactly one of the operators is there. */
export interface ClaimCondition {
  readonly claim: string;
  readonly equals?: string | undefined;
  readonly notEquals?: string | undefined;
  readonly startsWith?: string | undefined;
  readonly contains?: string | undefined;
  readonly has?: string | undefined;
  readonly exists?: boolean | undefined;
}

/** When a rule applies: a condition on one claim, or conditions put together. */
export type Condition =
  | ClaimCondition
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const COMBINATIONS = ['all', 'any', 'not'] as const;

/** Puts what is wrong with the form of one condition at the place where it is wrong. */
function checkForm(value: object, context: z.RefinementCtx): void {
  const given = Object.keys(value);
  const object = value as Record<string, unknown>;
  if (given.some((name) => COMBINATIONS.includes(name as (typeof COMBINATIONS)[number]))) {
    if (given.length === 1) return;
    context.addIssue({ code: 'custom', message: 'all, any or not, and nothing beside it', input: value });
  } else if (object['claim'] === undefined) {
    const message = 'the name of a claim, or in its place all, any or not';
    context.addIssue({ code: 'custom', message, path: ['claim'], input: undefined });
  } else if (given.length !== 2) {
    context.addIssue({ code: 'custom', message: `exactly one of ${OPERATORS.join(', ')}`, input: value });
  }
}

/**
 * The conditions that may stand `depth` levels of `all`, `any` and `not` below. Each depth is a schema of its own: one that
 * refers to itself would follow a hostile file as deep as that goes.
 */
function conditionAbove(depth: number): z.ZodType<Condition> {
  const claim = claimName.optional();
  const level =
    depth === 0
      ? z.strictObject({ claim, ...operators }).superRefine(checkForm)
      : combining({ claim, ...operators }, conditionAbove(depth - 1));
  // By its form it is one of the four; the type of the object alone cannot say so.
  return level.meta({ id: `condition${depth}` }) as unknown as z.ZodType<Condition>;
}

function combining(fields: { claim: z.ZodType } & typeof operators, inner: z.ZodType<Condition>): z.ZodType {
  const several = z.array(inner).min(1).max(MAX_CONDITIONS).optional();
  return z.strictObject({ ...fields, all: several, any: several, not: inner.optional() }).superRefine(checkForm);
}

/** The conditions right below one; none below a condition on a claim. */
export function partsOf(condition: Condition): readonly Condition[] {
  if ('all' in condition) return condition.all;
  if ('any' in condition) return condition.any;
  return 'not' in condition ? [condition.not] : [];
}

/** All conditions on a claim in a condition. */
export function claimConditions(condition: Condition): ClaimCondition[] {
  if ('claim' in condition) return [condition];
  return partsOf(condition).flatMap((part) => claimConditions(part));
}

/** A condition, at most {@link MAX_CONDITION_DEPTH} deep and with at most {@link MAX_CONDITIONS} on claims. */
export const condition = conditionAbove(MAX_CONDITION_DEPTH).refine(
  (value) => claimConditions(value).length <= MAX_CONDITIONS,
  { error: `at most ${MAX_CONDITIONS} conditions on claims in one rule` },
);

/** Of somebody who wrote the name of the claim alone, the way to write it. */
function insteadOf(given: unknown): string | undefined {
  const named = claimName.safeParse(given);
  return named.success ? `an object such as { "claim": ${JSON.stringify(named.data)} }` : undefined;
}

/** The list claim whose values give one location each, and which of its values do. */
export const forEach = z.strictObject(
  {
    claim: claimName,
    startsWith: z.string().min(1).max(1024).optional(),
    contains: z.string().min(1).max(1024).optional(),
  },
  { error: ({ code, input }) => (code === 'invalid_type' ? insteadOf(input) : undefined) },
);
