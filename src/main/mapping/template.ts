/** Filling in templates of the mapping language (src/shared/model/template.ts) for one person. */
import { type Insertion, parseTemplate } from '../../shared/model/template.ts';
import { text } from '../../shared/text/index.ts';
import { type Claims, claimValue, scalarText } from './claims.ts';

export interface Scope {
  readonly claims: Claims;
  /** The present value of a `forEach`. */
  readonly item?: string;
}

/** Why a template has no value for this person. Not an error of the profile: the location is simply not there. */
export class Unmapped extends Error {
  override readonly name = 'Unmapped';
}

function referenced(reference: string, scope: Scope): string | undefined {
  if (reference === 'item') return scope.item;
  const name = reference.slice('claim:'.length);
  const value = claimValue(scope.claims, name);
  if (value === undefined) return undefined;
  const scalar = scalarText(value);
  if (scalar === null)
    throw new Unmapped(text.mapping.badValue(`“${name}”`, JSON.stringify(value).slice(0, 80), 'it is a list'));
  return scalar;
}

function insert(part: Insertion, scope: Scope): string {
  let value: string | undefined = referenced(part.reference, scope);
  for (const filter of part.filters) value = filter(value);
  const name = part.reference.replace(/^claim:/, '');
  if (value === undefined || value === '') throw new Unmapped(text.mapping.missingClaim(name));
  if (!part.isPath && value.includes('/'))
    throw new Unmapped(text.mapping.badValue(`“${name}”`, value, 'it contains “/”'));
  return value;
}

/** The value of a template for one person. Throws {@link Unmapped} where a claim is missing or does not fit. */
export function evaluateTemplate(template: string, scope: Scope): string {
  return parseTemplate(template)
    .map((part) => (typeof part === 'string' ? part : insert(part, scope)))
    .join('');
}
