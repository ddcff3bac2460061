/**
 * From a profile and verified claims to locations. Fails closed: what cannot be mapped is not there, with its reason.
 * This is navigation, not access control; the store decides (docs/security.md).
 */
import { createHash } from 'node:crypto';
import type { AbsentLocation, Location } from '../../shared/model/location.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';
import type { LocationRule } from '../../shared/model/profile/locations.ts';
import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { text } from '../../shared/text/index.ts';
import { type Claims, claimValue, textList } from './claims.ts';
import { describeCondition, holds } from './condition.ts';
import { checkBucket, checkLabel, checkPrefix, checkRoleArn } from './output-checks.ts';
import { evaluateTemplate, type Scope, Unmapped } from './template.ts';

/** Most values of one `forEach`; Cognito's limit of groups per user. */
export const MAX_ITEMS = 100;

/** A credential source with its templates filled in for one person. Secrets are not in it: the broker gets those. */
export type ResolvedCredentials =
  | { readonly kind: 'static'; readonly sourceId: string; readonly accessKeyId: string }
  | {
      readonly kind: 'webIdentity';
      readonly sourceId: string;
      /** Left out: none is sent. */
      readonly roleArn?: string;
      /** Left out: AWS. */
      readonly stsEndpoint?: string;
      readonly region: string;
      readonly durationSeconds: number;
      /** Whether the keys are cut to the location that they are for. */
      readonly sessionPolicy?: 'location';
    }
  | {
      readonly kind: 'identityPool';
      readonly sourceId: string;
      readonly identityPoolId: string;
      readonly region: string;
      /** Left out: the pool chooses. */
      readonly roleArn?: string;
      /** Left out: AWS. */
      readonly endpoint?: string;
      /** What the pool knows the sign-in service by: its issuer without the scheme. */
      readonly provider: string;
    };

export interface MappedLocation {
  readonly location: Location;
  readonly credentials: ResolvedCredentials;
}

export interface Mapping {
  readonly locations: readonly MappedLocation[];
  readonly absent: readonly AbsentLocation[];
}

function scopesOf(rule: LocationRule, claims: Claims): Scope[] {
  if (!rule.forEach) return [{ claims }];
  const { claim, startsWith = '' } = rule.forEach;
  const values = textList(claimValue(claims, claim) ?? []) ?? [];
  const items = [...new Set(values.filter((item) => item !== '' && item.startsWith(startsWith)))];
  if (items.length === 0) throw new Unmapped(text.mapping.noItems(claim));
  if (items.length > MAX_ITEMS) throw new Unmapped(text.mapping.tooManyItems(claim, MAX_ITEMS));
  return items.map((item) => ({ claims, item }));
}

function sourceFor(profile: Profile, rule: LocationRule, claims: Claims): CredentialSource {
  const candidates = profile.credentials.filter(
    (source) => rule.credentials === undefined || source.id === rule.credentials,
  );
  const source = candidates.find((candidate) => candidate.when === undefined || holds(candidate.when, claims));
  if (!source) throw new Unmapped(text.mapping.noCredentials);
  return source;
}

function resolve(profile: Profile, source: CredentialSource, scope: Scope): ResolvedCredentials {
  if (source.kind === 'static') return { kind: 'static', sourceId: source.id, accessKeyId: source.accessKeyId };
  const role = source.roleArn === undefined ? {} : { roleArn: checkRoleArn(evaluateTemplate(source.roleArn, scope)) };
  if (source.kind === 'identityPool') {
    const { id: sourceId, kind, identityPoolId, endpoint } = source;
    const region = source.region ?? identityPoolId.replace(/:.*$/, '');
    const provider = issuerOf(profile).replace(/^https?:\/\//, '');
    return { kind, sourceId, identityPoolId, region, provider, ...role, ...(endpoint !== undefined && { endpoint }) };
  }
  const stsEndpoint = source.stsEndpoint ?? profile.storage.endpoint;
  return {
    kind: 'webIdentity',
    sourceId: source.id,
    ...role,
    region: profile.storage.region,
    durationSeconds: source.durationSeconds,
    ...(stsEndpoint !== undefined && { stsEndpoint }),
    ...(source.sessionPolicy !== undefined && { sessionPolicy: source.sessionPolicy }),
  };
}

/** A name for a value that is the same in every run: views and bookmarks refer to locations by it. */
function stableId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

function mapRule(accountId: string, profile: Profile, rule: LocationRule, scope: Scope): MappedLocation {
  const source = sourceFor(profile, rule, scope.claims);
  const bucket = checkBucket(evaluateTemplate(rule.bucket, scope));
  const prefix = checkPrefix(evaluateTemplate(rule.prefix, scope));
  const label = checkLabel(evaluateTemplate(rule.label, scope));
  const { endpoint } = profile.storage;
  const location: Location = {
    id: stableId(accountId, source.id, bucket, prefix, label),
    label,
    bucket,
    prefix,
    actions: rule.actions,
    sharedKey: source.kind === 'static',
    local: endpoint !== undefined && isLoopbackUrl(new URL(endpoint)),
  };
  return { location, credentials: resolve(profile, source, scope) };
}

/**
 * Evaluates every rule of a valid profile. Total and bounded: any claims give locations or reasons.
 */
export function evaluateMapping(accountId: string, profile: Profile, claims: Claims): Mapping {
  const locations = new Map<string, MappedLocation>();
  const absent: AbsentLocation[] = [];
  const attempt = (template: string, work: () => void): void => {
    // What would be filled in is what is missing.
    const label = template.replace(/\$\{[^}]*\}/g, '…');
    try {
      work();
    } catch (error) {
      if (!(error instanceof Unmapped)) throw error;
      absent.push({ label, reason: error.message });
    }
  };
  for (const rule of profile.locations) {
    attempt(rule.label, () => {
      if (rule.when && !holds(rule.when, claims))
        throw new Unmapped(text.mapping.ruleNotMet(describeCondition(rule.when)));
      for (const scope of scopesOf(rule, claims)) {
        attempt(scope.item ?? rule.label, () => {
          const mapped = mapRule(accountId, profile, rule, scope);
          if (!locations.has(mapped.location.id)) locations.set(mapped.location.id, mapped);
        });
      }
    });
  }
  return { locations: [...locations.values()], absent };
}

/**
 * The name that main and engine use for keys: equal for equal credentials of one account. `cut`: what they are limited to besides, where
 * they are.
 */
export function credentialsId(accountId: string, credentials: ResolvedCredentials, cut?: object): string {
  return stableId(accountId, JSON.stringify(cut === undefined ? credentials : [credentials, cut]));
}
