/** What is risky in how a credential source gets its keys: where the mapping tells people apart and no wall at the store can. Pure. */
import { type Condition, claimConditions } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { AllBucketsRule, LocationRule } from '../../shared/model/profile/locations.ts';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { changedStorage } from '../../shared/model/profile/storage.ts';
import { requires } from './condition.ts';
import { tagFor } from './principal-tags.ts';
import { isAwsSts } from './role-uses.ts';
import { insertionsOf, referredName } from './template.ts';
import { inPolicy, isNamedBy, subVariable, type VariableOf } from './wall.ts';

/** What a warning about the keys of a source is about. Codes are stable: administrators' scripts read them. */
export type SourceRiskCode =
  /** STS of AWS gives no keys without a role. */
  | 'role-missing'
  /** People get different places by a role that the identity pool chooses without this profile. */
  | 'pool-chooses-role'
  /** The identity pool gives no role but those of the token. */
  | 'role-not-from-token'
  /** One role for people with different places, which only Pail keeps apart. */
  | 'session-policy-only';

/** A warning, and which field of the source it is about; `null` for the source as a whole. */
export interface SourceRisk {
  readonly code: SourceRiskCode;
  readonly field: 'roleArn' | 'sessionPolicy' | null;
}

type UsingRule = Partial<Pick<LocationRule, 'bucket' | 'prefix' | 'forEach'>> &
  Pick<AllBucketsRule, 'when' | 'storage'>;
type Of<Kind extends CredentialSource['kind']> = Extract<CredentialSource, { kind: Kind }>;

/** The lists of a token whose values are roles, or stand for one each. */
const LISTS_OF_ROLES = new Set(['cognito:roles', 'cognito:groups']);

/** True where a policy of one role has the places of a rule for everybody, `variableOf` standing for what depends on the person. */
function fitsOneRole(
  { bucket = '', prefix = '' }: UsingRule,
  roleTemplate: string | null,
  variableOf: VariableOf,
): boolean {
  return [bucket, prefix].every(
    (template) => isNamedBy(template, roleTemplate) || inPolicy(template, variableOf) !== null,
  );
}

/** True where the pool alone cannot know whom a rule is for: a condition, a list, or what no principal tag holds. */
const isLeftToPool = (source: Of<'identityPool'>, rule: UsingRule): boolean =>
  source.when !== undefined ||
  rule.when !== undefined ||
  rule.forEach !== undefined ||
  !fitsOneRole(rule, null, tagFor);

/** True where a role comes from what the token says of roles and groups. */
function isFromToken({ roleArn = '', when }: Of<'identityPool'>, rules: readonly UsingRule[]): boolean {
  const asked = (condition: Condition | undefined): boolean =>
    requires(condition, ({ claim, has }) => claim === 'cognito:roles' && has === roleArn);
  if (insertionsOf(roleArn).length === 0)
    return asked(when) || (rules.length > 0 && rules.every((rule) => asked(rule.when)));
  return insertionsOf(roleArn).every((reference) =>
    reference === 'item'
      ? rules.every(({ forEach }) => forEach !== undefined && LISTS_OF_ROLES.has(forEach.claim))
      : reference === 'claim:cognito:preferred_role',
  );
}

function poolRisks(source: Of<'identityPool'>, rules: readonly UsingRule[]): SourceRisk[] {
  if (source.roleArn === undefined) {
    return rules.some((rule) => isLeftToPool(source, rule)) ? [{ code: 'pool-chooses-role', field: null }] : [];
  }
  return isFromToken(source, rules) ? [] : [{ code: 'role-not-from-token', field: 'roleArn' }];
}

/** What a trust at AWS can ask of a user pool's token. */
const SEEN_BY_AWS = new Set(['aud', 'sub']);

/** The claims that say for whom a rule and its role are. */
function claimsBeside({ when, roleArn = '' }: Of<'webIdentity'>, rule: UsingRule): string[] {
  const asked = [when, rule.when].flatMap((condition) => (condition ? claimConditions(condition) : []));
  const named = insertionsOf(roleArn).filter((reference) => reference !== 'item');
  return [
    ...asked.map(({ claim }) => claim),
    ...(rule.forEach ? [rule.forEach.claim] : []),
    ...named.map(referredName),
  ];
}

function webIdentityRisks(source: Of<'webIdentity'>, rules: readonly UsingRule[], { storage }: Profile): SourceRisk[] {
  const { roleArn, sessionPolicy } = source;
  const endpointFor = (rule: UsingRule): string | undefined =>
    changedStorage(storage, source.storage, rule.storage).endpoint;
  if (roleArn === undefined) {
    return rules.some((rule) => isAwsSts(source, endpointFor(rule))) ? [{ code: 'role-missing', field: null }] : [];
  }
  const isOnlyCut = (rule: UsingRule): boolean => {
    const isAws = endpointFor(rule) === undefined;
    if (isAws && claimsBeside(source, rule).some((claim) => !SEEN_BY_AWS.has(claim))) return true;
    return !fitsOneRole(rule, roleArn, subVariable(isAws ? 'sub' : null));
  };
  if (sessionPolicy === undefined || !rules.some(isOnlyCut)) return [];
  return [{ code: 'session-policy-only', field: 'sessionPolicy' }];
}

/** What is risky in how a source gets keys for the rules that may use it. */
export function keyRisks(source: CredentialSource, rules: readonly UsingRule[], profile: Profile): SourceRisk[] {
  if (source.kind === 'identityPool') return poolRisks(source, rules);
  return source.kind === 'webIdentity' ? webIdentityRisks(source, rules, profile) : [];
}
