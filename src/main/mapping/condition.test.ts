import { describe, expect, it } from 'vitest';
import type { Truth } from '../../shared/model/explanation.ts';
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { decisive, describeCondition, judge } from './condition.ts';

const claims = { one: 'abc', many: ['x', 'y'], yes: true, mixed: ['x', 1], thing: { a: 1 }, none: null, blank: '' };
/** One condition for each truth. */
const CONDITION: Readonly<Record<Truth, Condition>> = {
  true: { claim: 'one', equals: 'abc' },
  false: { claim: 'one', equals: 'x' },
  unknown: { claim: 'missing', equals: 'x' },
};
const truth = (condition: Condition): Truth => judge(condition, claims).truth;
const ALL = Object.keys(CONDITION) as Truth[];

describe('judge', () => {
  it.each<[Condition, Truth]>([
    [{ claim: 'missing', notEquals: 'x' }, 'unknown'],
    [{ claim: 'none', startsWith: '' }, 'unknown'],
    [{ claim: 'blank', equals: '' }, 'unknown'],
    [{ claim: 'missing', has: 'x' }, 'unknown'],
    [{ claim: 'missing', exists: false }, 'true'],
    [{ claim: 'many', equals: 'x' }, 'unknown'],
    [{ claim: 'many', notEquals: 'x' }, 'unknown'],
    [{ claim: 'many', has: 'z' }, 'false'],
    [{ claim: 'mixed', has: 'x' }, 'unknown'],
    [{ claim: 'thing', contains: 'a' }, 'unknown'],
    [{ claim: 'thing', exists: true }, 'true'],
    [{ claim: 'one', has: 'abc' }, 'true'],
    [{ claim: 'toString', exists: true }, 'false'],
  ])('%j is %s', (condition, expected) => {
    expect(truth(condition)).toBe(expected);
  });

  it('puts conditions together in three values', () => {
    for (const a of ALL) {
      expect(truth({ not: CONDITION[a] })).toBe({ true: 'false', false: 'true', unknown: 'unknown' }[a]);
      for (const b of ALL) {
        const pair = [CONDITION[a], CONDITION[b]];
        const has = (wanted: Truth): boolean => a === wanted || b === wanted;
        expect(truth({ all: pair })).toBe(has('false') ? 'false' : has('unknown') ? 'unknown' : 'true');
        expect(truth({ any: pair })).toBe(has('true') ? 'true' : has('unknown') ? 'unknown' : 'false');
      }
    }
  });

  it('reads roles as a list in both forms that Cognito sends', () => {
    const roles = ['arn:aws:iam::1:role/a,b', 'arn:aws:iam::1:role/c'];
    for (const form of [roles, roles.join(',')]) {
      const holds = (has: string): Truth => judge({ claim: 'cognito:roles', has }, { 'cognito:roles': form }).truth;
      expect([holds(roles[0] ?? ''), holds(roles[1] ?? ''), holds('arn:aws:iam::1:role/a')]).toEqual([
        'true',
        'true',
        'false',
      ]);
    }
  });

  it('names the part that decides, and says the whole in words', () => {
    const condition: Condition = { all: [CONDITION.true, { any: [CONDITION.false, { not: CONDITION.true }] }] };
    expect(describeCondition(condition)).toBe('“one” is “abc” and (“one” is “x” or (not “one” is “abc”))');
    expect(decisive(judge(condition, claims)).words).toBe('“one” is “x” or (not “one” is “abc”)');
    expect(judge({ all: Array(50).fill(CONDITION.true) }, claims).words.length).toBeLessThanOrEqual(300);
  });
});

it('a value that is too long to be looked through, and a list that is too long, are unknown', () => {
  const text: Condition = { claim: 'long', contains: 'b' };
  const list: Condition = { claim: 'many', has: 'b' };
  const sized = (length: number) => ({
    long: `b${'a'.repeat(length - 1)}`,
    many: ['b', ...Array(length - 1).fill('a')],
  });
  expect(judge(text, sized(16_384)).truth).toBe('true');
  expect(judge(list, sized(10_000)).truth).toBe('true');
  for (const condition of [text, list]) {
    expect(judge(condition, sized(16_385)).truth).toBe('unknown');
    expect(judge({ not: condition }, sized(16_385)).truth).toBe('unknown');
  }
});
