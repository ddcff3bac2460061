/** What the policies that enforce a mapping open, said without the code that makes them. */
import type { Mapping } from '../../src/main/mapping/evaluate.ts';
import type { Wall } from '../../src/main/mapping/wall.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The claims of generated profiles by the principal tag that is made of them. */
const CLAIM_OF_TAG: ReadonlyMap<string, string> = new Map([
  ['username', 'sub'],
  ['custom-dept', 'custom:dept'],
  ...['email', 'constructor', '__proto__'].map((same) => [same, same]),
] as [string, string][]);

/** What a store puts in place of a variable, for one person; null for one that none has. */
function insertedFor(variable: string, claims: Claims): string | null {
  if (variable.length === 1 && '*?$'.includes(variable)) return variable;
  const tag = /^aws:PrincipalTag\/(.*)$/.exec(variable)?.[1];
  const isSub = variable === 'jwt:sub' || variable === 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123:sub';
  const claim = tag === undefined ? (isSub ? 'sub' : undefined) : CLAIM_OF_TAG.get(tag);
  if (claim === undefined || !Object.hasOwn(claims, claim)) return null;
  const value = claims[claim];
  return typeof value === 'object' ? null : String(value);
}

/** A name in a policy, read as a store reads it; null where it has another pattern than the one at its end, or a variable that no store knows. */
function readName(name: string, claims: Claims): string | null {
  if (/[*?]|\$\{/.test(name.replace(/\$\{[^}]*\}/g, '_'))) return null;
  let isKnown = true;
  const read = name.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    const value = insertedFor(variable, claims);
    isKnown &&= value !== null;
    return value ?? '';
  });
  return isKnown ? read : null;
}

/** What the permissions of a wall open to the person and the mapping does not give; empty where there is nothing. */
export function openedBesides({ permission }: Wall, claims: Claims, mapping: Mapping): string[] {
  const places = new Set(mapping.locations.map(({ location: { bucket, prefix } }) => `${bucket}/${prefix}`));
  const found: string[] = [];
  const judge = (bucket: string, prefix: string): void => {
    const place = `${readName(bucket, claims)}/${readName(prefix, claims)}`;
    if (!places.has(place)) found.push(place);
  };
  for (const { Action, Resource, Condition } of permission.Statement as Record<string, never>[]) {
    const resources = Resource as unknown as string[];
    for (const resource of resources) {
      const [, bucket = '', path] = /^arn:aws:s3:::((?:\$\{[^}]*\}|[^/])+)(?:\/(.*))?$/s.exec(resource) ?? [];
      if (bucket === '*') {
        if (mapping.bucketLists.length === 0 || !['*', undefined].includes(path)) found.push(resource);
      } else if (path !== undefined) judge(bucket, path.endsWith('*') ? path.slice(0, -1) : `${path}: no end`);
      else {
        if (JSON.stringify(Action) !== '["s3:ListBucket"]') found.push(`${Action} on ${bucket}`);
        const within = Condition as unknown as { StringLike: Record<'s3:prefix', [string, string]> } | undefined;
        const [prefix, below] = within?.StringLike['s3:prefix'] ?? ['', '*'];
        if (below !== `${prefix}*`) found.push(`${below} beside ${prefix}`);
        judge(bucket, prefix);
      }
    }
  }
  return found;
}
