import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellFigures } from '../../../test/support/figures.ts';
import { claimSet, openingCondition, validProfile } from '../../../test/support/mapping-arbitraries.ts';
import { violations } from '../../../test/support/mapping-oracle.ts';
import { inTier, SEED } from '../../../test/support/tier.ts';
import { openedBesides } from '../../../test/support/wall-oracle.ts';
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import type { Claims } from './claims.ts';
import { judge } from './condition.ts';
import { evaluateMapping, MAX_PLACES } from './evaluate.ts';
import { OUTPUT_CHECKS, type OutputChecks } from './output-checks.ts';
import { wallsOf } from './walls.ts';

const PROFILES = inTier(400, 10_000);
const CLAIM_SETS_EACH = 10;
const LIMIT_MS = inTier(60_000, 1_800_000);

const claimSets = fc.array(claimSet, { minLength: CLAIM_SETS_EACH, maxLength: CLAIM_SETS_EACH });

/** Profiles, each with some claim sets; what was counted is told. */
function propertyOf(checks: OutputChecks, counted = { sets: 0, locations: 0, absent: 0 }): fc.IProperty<unknown> {
  return fc.property(validProfile, claimSets, (profile, sets) => {
    for (const claims of sets) {
      const mapping = evaluateMapping('account', profile, claims, checks);
      const found = violations(profile, claims, mapping);
      if (found.length > 0) throw new Error(found.join('; '));
      counted.sets++;
      counted.locations += mapping.locations.length;
      counted.absent += mapping.absent.length;
    }
  });
}

/** What the property says when a check is taken away. */
const MISSED_WITHOUT: Readonly<Record<keyof OutputChecks, string>> = {
  insertedLength: 'inserted: ',
  insertedSlash: 'another number of /',
  insertedWildcard: 'brings wildcards',
  bucketName: 'bucket: ',
  bucketDots: 'bucket: dots',
  bucketAddress: 'bucket: address',
  prefixSegments: 'prefix: segments',
  prefixLength: 'prefix: length',
  prefixCharacters: 'prefix: characters',
  prefixVariable: 'prefix: variable',
  roleArn: 'role: ',
  labelLength: 'label: length',
  labelCharacters: 'label: characters',
};

describe('for any profile and any claims', () => {
  it(
    'there is a valid location inside the literal parts of its rule, or none with a reason',
    () => {
      const counted = { sets: 0, locations: 0, absent: 0 };
      fc.assert(propertyOf(OUTPUT_CHECKS, counted), { numRuns: PROFILES, seed: SEED });
      tellFigures(
        `${PROFILES} profiles, ${counted.sets} claim sets: ${counted.locations} locations, ${counted.absent} absences with a reason`,
      );
      // A property over locations says nothing where there are none.
      expect(counted.locations).toBeGreaterThan(PROFILES);
      expect(counted.absent).toBeGreaterThan(PROFILES);
    },
    LIMIT_MS,
  );

  it.each(Object.entries(MISSED_WITHOUT))(
    'without the check %s the property finds “%s”',
    (name, missed) => {
      const without = { ...OUTPUT_CHECKS, [name]: () => true };
      const result = fc.check(propertyOf(without), { numRuns: 20_000, seed: SEED, endOnFailure: true });
      expect(result.failed).toBe(true);
      expect(String(result.errorInstance)).toContain(missed);
    },
    LIMIT_MS,
  );

  it(
    'a claim that is left out makes no condition true, where none asks whether it exists',
    () => {
      const property = fc.property(openingCondition, claimSet, fc.nat(), (condition, claims, which) => {
        const names = Object.keys(claims);
        const left = names[which % names.length];
        const fewer = Object.fromEntries(Object.entries(claims).filter(([name]) => name !== left));
        const before = judge(condition as Condition, claims).truth;
        const after = judge(condition as Condition, fewer).truth;
        // What was known stays or becomes unknown; it never turns around.
        expect([before, 'unknown']).toContain(after);
        expect(judge(condition as Condition, {}).truth).toBe('unknown');
      });
      fc.assert(property, { numRuns: inTier(2000, 100_000), seed: SEED });
    },
    LIMIT_MS,
  );

  it(
    'the policies that enforce it open nothing but its locations',
    () => {
      const counted = { role: 0, pool: 0, tag: 0, policy: 0, buckets: 0 };
      const judged = (profile: Profile, claims: Claims): void => {
        const mapping = evaluateMapping('account', profile, claims);
        for (const wall of wallsOf(profile, claims, mapping).walls) {
          expect(openedBesides(wall, claims, mapping)).toEqual([]);
          // Nobody's value is a variable of a trust.
          const conditions = JSON.stringify(wall.trust?.Statement.map(({ Condition }) => Condition) ?? []);
          expect(conditions.replace(/\$\{[*?$]\}/g, '_')).not.toContain('${');
          expect(wall.trust?.Statement).not.toEqual([]);
          const permissions = JSON.stringify(wall.permission);
          counted.role += Number(wall.roleArn !== null);
          counted.pool += Number(wall.identityPoolId !== null);
          counted.tag += Number(permissions.includes('PrincipalTag'));
          counted.policy += Number(wall.trust === null);
          counted.buckets += Number(permissions.includes(':::*'));
        }
      };
      const property = fc.property(validProfile, claimSets, (profile, sets) => {
        for (const claims of sets) judged(profile, claims);
      });
      fc.assert(property, { numRuns: PROFILES, seed: SEED });
      // Of what was never there nothing was shown.
      for (const [kind, count] of Object.entries(counted)) expect(count, kind).toBeGreaterThan(10);
    },
    LIMIT_MS,
  );

  it('no more places are tried than there may be', () => {
    const profile = profileSchema.parse({
      version: 1,
      name: 'Large',
      signIn: { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'abc' },
      storage: { region: 'eu-west-1' },
      credentials: [{ id: 'main', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/pail' }],
      locations: Array.from({ length: 200 }, (_, index) => ({
        label: '${item}'.repeat(100),
        bucket: 'teams',
        prefix: `${index}/\${item|lower}/`,
        forEach: { claim: 'cognito:groups' },
      })),
    });
    const groups = Array.from({ length: 100 }, (_, index) => `g${index % 10}${'x'.repeat(index % 2)}${index}`);
    const { explain } = evaluateMapping('account', profile, { 'cognito:groups': groups });
    const tried = explain.rules.reduce((sum, { places }) => sum + places.length, 0);
    expect(tried).toBe(MAX_PLACES);
    expect(explain.rules.at(-1)?.reason?.code).toBe('too-many-locations');
  });
});
