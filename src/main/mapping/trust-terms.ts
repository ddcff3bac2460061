/** What a trust can say of a rule's condition. Pure. */
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { literal, plain } from './policy.ts';

/** A claim that the trust compares, in IAM's terms. */
export interface Term {
  readonly operator: 'StringEquals' | 'StringNotEquals' | 'StringLike' | 'ForAnyValue:StringEquals' | 'Null';
  readonly claim: string;
  readonly value: string;
}

/** The conditions that must all hold, as terms of a trust; those that none can say are told by `untold`. */
export function termsOf(condition: Condition | undefined, untold: (condition: Condition) => void): Term[] {
  if (!condition) return [];
  if ('all' in condition) return condition.all.flatMap((part) => termsOf(part, untold));
  if ('claim' in condition) {
    const { claim, equals, notEquals, startsWith, contains, has, exists } = condition;
    if (exists !== undefined) return [{ operator: 'Null', claim, value: String(!exists) }];
    if (equals !== undefined) return [{ operator: 'StringEquals', claim, value: plain(equals) }];
    if (notEquals !== undefined) {
      // Of a claim that is not there StringNotEquals says yes.
      const present: Term = { operator: 'Null', claim, value: 'false' };
      return [{ operator: 'StringNotEquals', claim, value: plain(notEquals) }, present];
    }
    if (has !== undefined) return [{ operator: 'ForAnyValue:StringEquals', claim, value: plain(has) }];
    if (startsWith !== undefined) return [{ operator: 'StringLike', claim, value: `${literal(startsWith)}*` }];
    if (contains !== undefined) return [{ operator: 'StringLike', claim, value: `*${literal(contains)}*` }];
  }
  untold(condition);
  return [];
}
