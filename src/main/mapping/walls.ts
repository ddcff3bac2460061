/** The policies that enforce what a mapping shows, for each way to keys: one for each role, or for each policy that the store finds itself. Pure. */
import type { Profile } from '../../shared/model/profile/profile.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { claimPolicy, policyNameOf } from './claim-policies.ts';
import type { Claims } from './claims.ts';
import type { Mapping } from './evaluate.ts';
import { identityPoolWall } from './identity-pool-walls.ts';
import { distinct } from './policy.ts';
import { type PersonalSource, type RoleUse, roleUsesOf } from './role-uses.ts';
import type { Wall } from './wall.ts';
import { webIdentityWall } from './web-identity-walls.ts';

/** What uses have in common that have one wall. */
function wallKey(use: RoleUse): string {
  const { source, roleArn } = use;
  if (roleArn !== null) return JSON.stringify([source.kind, roleArn]);
  return JSON.stringify([source.kind, source.kind === 'identityPool' ? source.identityPoolId : policyNameOf(use)]);
}

function isOf<Kind extends PersonalSource['kind']>(
  uses: readonly RoleUse[],
  kind: Kind,
): uses is RoleUse<Extract<PersonalSource, { kind: Kind }>>[] {
  return uses.every(({ source }) => source.kind === kind);
}

/** The policies that enforce a mapping, a wall for each role, and what no policy can. */
export function wallsOf(
  profile: Profile,
  claims: Claims,
  mapping: Mapping,
): { readonly walls: readonly Wall[]; readonly notes: readonly string[] } {
  const { uses, notes } = roleUsesOf(profile, mapping);
  const walls = distinct(uses.map((use) => wallKey(use))).map((key) => {
    const alike = uses.filter((use) => wallKey(use) === key);
    if (isOf(alike, 'identityPool')) return identityPoolWall(alike, profile, claims);
    const roleArn = alike[0]?.roleArn ?? null;
    return roleArn === null ? claimPolicy(alike) : webIdentityWall(roleArn, alike, profile, claims);
  });
  const named = uses.filter(({ source, roleArn }) => source.kind === 'webIdentity' && roleArn === null);
  const namedBy = distinct(named.flatMap((use) => policyNameOf(use)?.claim ?? []));
  return { walls, notes: namedBy.length > 1 ? [...notes, cliEn.walls.severalPolicyClaims(namedBy)] : notes };
}
