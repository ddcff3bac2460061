/** What differs between two versions of a profile, for people. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { AnyRule } from '../../shared/model/profile/locations.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import type { ProfileChanges, ProfilePart } from '../../shared/model/profile-review.ts';

/** Everything that a profile makes locations of. */
export function rulesOf({ locations, allBuckets }: Profile): readonly AnyRule[] {
  return [...locations, ...allBuckets];
}

/** Takes one equal rule after the other out of both: what is left was added, removed or changed. */
function unmatched(before: readonly AnyRule[], after: readonly AnyRule[]) {
  const left = [...before];
  const fresh = after.filter((rule) => {
    const index = left.findIndex((other) => isDeepStrictEqual(other, rule));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return { left, fresh };
}

/** The parts that differ between two profiles without secrets. */
function changedParts(before: Profile, after: Profile): ProfilePart[] {
  const differ = (...fields: readonly (keyof Profile)[]): boolean =>
    fields.some((field) => !isDeepStrictEqual(before[field], after[field]));
  const parts: readonly [ProfilePart, boolean][] = [
    ['publisher', differ('publisher')],
    ['signIn', differ('signIn')],
    ['storage', differ('storage')],
    ['credentials', differ('credentials')],
    ['updates', differ('updateUrl')],
    ['expiry', differ('expires')],
  ];
  return parts.flatMap(([part, isOther]) => (isOther ? [part] : []));
}

/**
 * What `after` has in place of `before`, both without their secrets; `secretsDiffer` tells of those. A location that has
 * kept its label counts as changed.
 */
export function profileChanges(before: Profile, after: Profile, secretsDiffer: boolean): ProfileChanges {
  const { left, fresh } = unmatched(rulesOf(before), rulesOf(after));
  const gone = left.map(({ label }) => label);
  const added: string[] = [];
  const changed: string[] = [];
  for (const { label } of fresh) {
    const index = gone.indexOf(label);
    if (index < 0) added.push(label);
    else changed.push(...gone.splice(index, 1));
  }
  const parts = changedParts(before, after);
  return { added, removed: gone, changed, parts: secretsDiffer ? [...parts, 'secrets'] : parts };
}
