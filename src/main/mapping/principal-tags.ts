/** Which principal tags an identity pool can make of claims (“attributes for access control”). Pure. */
import type { Insertion } from '../../shared/model/template.ts';
import { referredName } from './template.ts';

/** What the pool's default mappings make, by the claim. */
export const DEFAULT_TAGS: Readonly<Record<string, string>> = { sub: 'username', aud: 'client' };

/** Claims that are lists, or made of several values: a tag has one. */
const LISTS = new Set(['cognito:groups', 'cognito:roles', 'identities']);

/** Most characters of a tag's key. */
const MAX_KEY = 128;

/** The tag for a claim; null for what no tag can hold. */
function tagOf(claim: string): string | null {
  if (LISTS.has(claim)) return null;
  if (Object.hasOwn(DEFAULT_TAGS, claim)) return DEFAULT_TAGS[claim] ?? null;
  const tag = claim.replace(/[^\w.=+@-]/g, '-');
  return tag.length <= MAX_KEY ? tag : null;
}

/** The tag that has just what an insertion puts in; null where none does: a tag is a claim as it is. */
export function tagFor({ reference, filters, isPath }: Insertion): string | null {
  // The one filter that changes nothing is `path`.
  const isChanged = filters.length > (isPath ? 1 : 0);
  return reference === 'item' || isChanged ? null : tagOf(referredName(reference));
}
