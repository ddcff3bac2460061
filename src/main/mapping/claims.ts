/** The verified claims of an ID token, as the mapping sees them. */
export type Claims = Readonly<Record<string, unknown>>;

/** A list by its meaning, which Cognito sends as a list or as one text with commas between the ARNs. */
const ROLES_CLAIM = 'cognito:roles';

/**
 * A claim by its own name: nothing inherited (`constructor` is no claim), and an empty text or list counts as missing,
 * as Cognito leaves claims without a value out.
 */
export function claimValue(claims: Claims, name: string): unknown {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  // A name of a role may have a comma, an ARN begins behind one that separates.
  if (name === ROLES_CLAIM && typeof value === 'string') return rolesIn(claims, value);
  return value;
}

const knownRoles = new WeakMap<Claims, readonly string[]>();

/** Cut once for each token: a thousand conditions may ask. */
function rolesIn(claims: Claims, value: string): readonly string[] {
  const roles = knownRoles.get(claims) ?? value.split(/,(?=arn:)/);
  knownRoles.set(claims, roles);
  return roles;
}

/** The text of a claim that is one value: a list is an error for its reader, not a joined text. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  return null;
}

/** The texts of a claim that may be a list; a single text is a list of one. Null for anything else, and for mixed lists. */
export function textList(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value as string[];
  return null;
}
