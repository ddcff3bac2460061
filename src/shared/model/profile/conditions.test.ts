import { describe, expect, it } from 'vitest';
import { condition, MAX_CONDITION_DEPTH, MAX_CONDITIONS } from './conditions.ts';

const problems = (value: unknown): string[] =>
  (condition.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

const leaf = { claim: 'a', exists: true };
const nested = (depth: number): object => (depth === 0 ? leaf : { not: nested(depth - 1) });

describe('condition', () => {
  it('takes conditions as deep and as many as it says, and no more', () => {
    expect(problems(nested(MAX_CONDITION_DEPTH))).toEqual([]);
    expect(problems(nested(MAX_CONDITION_DEPTH + 1))).not.toEqual([]);
    const many = (count: number): object => ({
      any: [{ all: Array(MAX_CONDITIONS - 1).fill(leaf) }, { all: Array(count).fill(leaf) }],
    });
    expect(problems(many(1))).toEqual([]);
    expect(problems(many(2))).toEqual([`: at most ${MAX_CONDITIONS} conditions on claims in one rule`]);
  });

  it('says what is wrong where it is wrong', () => {
    expect(problems({ any: [leaf, { equals: 'x' }] })).toEqual([
      'any.1.claim: the name of a claim, or in its place all, any or not',
    ]);
    expect(problems({ claim: 'a' })).toEqual([expect.stringContaining('exactly one of equals, notEquals')]);
    expect(problems({ claim: 'a', has: 'x', equals: 'x' })).toEqual([expect.stringContaining('exactly one of')]);
    expect(problems({ ...leaf, not: leaf })).toEqual([expect.stringContaining('nothing beside it')]);
    expect(problems({ all: [leaf], any: [leaf] })).toEqual([expect.stringContaining('nothing beside it')]);
    expect(problems({ all: [] })).toHaveLength(1);
  });

  it('is not followed as deep as a hostile file goes', () => {
    const deep = `${'{"not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
    expect(problems(JSON.parse(deep))).not.toEqual([]);
  });
});
