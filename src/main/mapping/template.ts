/** Filling in templates of the mapping language (src/shared/model/template.ts) for one person. */
import type { MappedField } from '../../shared/model/explanation.ts';
import { type Insertion, parseTemplate } from '../../shared/model/template.ts';
import { text } from '../../shared/text/index.ts';
import { type Claims, claimValue, scalarText } from './claims.ts';
import { checkField, checkInserted, OUTPUT_CHECKS, type OutputChecks } from './output-checks.ts';
import { Unmapped } from './unmapped.ts';

/** What templates may refer to, and what their values must be. */
export interface Scope {
  readonly claims: Claims;
  /** The present value of a `forEach`. */
  readonly item?: string;
  /** {@link OUTPUT_CHECKS}, where nothing else is given. */
  readonly checks?: OutputChecks;
}

/** The name of what a reference refers to: the claim, or `item`. */
export function referredName(reference: string): string {
  return reference.replace(/^claim:/, '');
}

/** What a template inserts, in its order: `item`, or `claim:NAME`. */
export const insertionsOf = (template: string): string[] =>
  parseTemplate(template).flatMap((part) => (typeof part === 'string' ? [] : [part.reference]));

function referenced(reference: string, scope: Scope, field: MappedField): string | undefined {
  if (reference === 'item') return scope.item;
  const claim = referredName(reference);
  const value = claimValue(scope.claims, claim);
  if (value === undefined) return undefined;
  const single = scalarText(value);
  if (single === null) throw new Unmapped('not-one-value', text.mapping.notOneValue(claim), { field, claim });
  return single;
}

function insert(part: Insertion, scope: Scope, field: MappedField): string {
  const { checks = OUTPUT_CHECKS } = scope;
  const claim = referredName(part.reference);
  const about = { field, claim };
  let value = referenced(part.reference, scope, field);
  // Before the filters: none of them has to look through a megabyte.
  if (value !== undefined) checkInserted(about, value, ['insertedLength'], checks);
  // What a filter leaves empty is missing to the next one, too: a `default` behind it counts.
  for (const filter of part.filters) value = filter(value) || undefined;
  if (value === undefined) {
    throw new Unmapped(
      'missing-claim',
      text.mapping.missingClaim(claim === 'item' ? text.mapping.theItem : claim),
      about,
    );
  }
  if (!part.isPath) checkInserted(about, value, ['insertedSlash'], checks);
  if (field === 'prefix' || field === 'role') checkInserted(about, value, ['insertedWildcard'], checks);
  return value;
}

/**
 * The value of a field's template for one person. Throws {@link Unmapped} where a claim is missing, or does not fit, or what
 * comes of it is no such field.
 */
export function evaluateTemplate(template: string, scope: Scope, field: MappedField): string {
  const value = parseTemplate(template)
    .map((part) => (typeof part === 'string' ? part : insert(part, scope, field)))
    .join('');
  return checkField(field, value, scope.checks ?? OUTPUT_CHECKS);
}
