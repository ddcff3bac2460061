/**
 * From a profile and verified claims to locations. Fails closed: what cannot be mapped is not there, with its reason.
 * This is navigation, not access control; the store decides (docs/security.md). The language: docs/mapping.md.
 */
import { createHash } from 'node:crypto';
import type {
  AbsenceReason,
  BucketListOutcome,
  ConditionOutcome,
  MappingExplanation,
  PlaceOutcome,
  RuleOutcome,
} from '../../shared/model/explanation.ts';
import type { AbsentLocation, Action, Location } from '../../shared/model/location.ts';
import type { Condition } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import { isLocalStore } from '../../shared/model/profile/fields.ts';
import type { AllBucketsRule, AnyRule, LocationRule } from '../../shared/model/profile/locations.ts';
import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { changedStorage, type Storage } from '../../shared/model/profile/storage.ts';
import { text } from '../../shared/text/index.ts';
import { type Claims, claimValue, textList } from './claims.ts';
import { decisive, judge } from './condition.ts';
import { MAX_INSERTED, OUTPUT_CHECKS, type OutputChecks } from './output-checks.ts';
import { chooseSource, type ResolvedCredentials, resolveSource, shownCredentials } from './sources.ts';
import { evaluateTemplate, type Scope } from './template.ts';
import { shownValue, Unmapped } from './unmapped.ts';

export type { ResolvedCredentials } from './sources.ts';

/** Most values of one `forEach`; Cognito's limit of groups per user. */
export const MAX_ITEMS = 100;
/** Most places that are tried for one person: locations, and what would be one. */
export const MAX_PLACES = 2000;

export interface MappedLocation {
  readonly location: Location;
  readonly credentials: ResolvedCredentials;
  /** The profile's, with the changes of the credential source and of the rule. */
  readonly storage: Storage;
}

/** All buckets that some keys may list; which they are the store says. */
export interface MappedBucketList {
  readonly id: string;
  readonly label: string;
  readonly actions: readonly Action[];
  readonly mayCreate: boolean;
  readonly mayDelete: boolean;
  readonly credentials: ResolvedCredentials;
  readonly storage: Storage;
}

export interface Mapping {
  readonly locations: readonly MappedLocation[];
  readonly bucketLists: readonly MappedBucketList[];
  readonly absent: readonly AbsentLocation[];
  /** What came of every rule and every value of its `forEach`. */
  readonly explain: MappingExplanation;
}

/** The values of a rule's `forEach`, each once. Throws Unmapped where there are none or too many. */
function itemsOf({ claim, startsWith, contains }: NonNullable<LocationRule['forEach']>, claims: Claims): string[] {
  const values = textList(claimValue(claims, claim)) ?? [];
  const matching = values.filter(
    (item) =>
      item !== '' &&
      (startsWith === undefined || item.startsWith(startsWith)) &&
      (contains === undefined || item.includes(contains)),
  );
  const items = [...new Set(matching)];
  if (items.length === 0) throw new Unmapped('no-items', text.mapping.noItems(claim), { claim });
  if (items.length > MAX_ITEMS) {
    throw new Unmapped('too-many-items', text.mapping.tooManyItems(claim, MAX_ITEMS), { claim });
  }
  return items;
}

/** A name for a value that is the same in every run: views and bookmarks refer to locations by it. */
export function stableId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** What would be filled in is what is missing. */
const withoutInsertions = (template: string): string => template.replace(/\$\{[^}]*\}/g, '…');

/** What a rule is called where its label has no value; one that is all insertion says nothing, so its place stands for it. */
function nameOf(rule: AnyRule & Partial<Pick<LocationRule, 'bucket' | 'prefix'>>): string {
  const label = withoutInsertions(rule.label);
  const says = label.replaceAll('…', '').trim() !== '';
  return says || rule.bucket === undefined ? label : withoutInsertions(`${rule.bucket}/${rule.prefix ?? ''}`);
}

/** What the first look at a rule of either kind tells. */
interface Opening extends Pick<RuleOutcome, 'label' | 'when' | 'reason' | 'sources'> {
  /** Null where the rule gives nothing. */
  readonly source: CredentialSource | null;
}

/** Evaluates the rules of one profile for one person. */
class Evaluation {
  /** By id: the same location from two rules is one. */
  readonly locations = new Map<string, MappedLocation>();
  readonly bucketLists = new Map<string, MappedBucketList>();
  readonly #accountId: string;
  readonly #profile: Profile;
  readonly #issuer: string;
  readonly #scope: Scope;
  readonly #outcomes = new Map<Condition, ConditionOutcome>();
  #tried = 0;

  constructor(accountId: string, profile: Profile, scope: Scope) {
    this.#accountId = accountId;
    this.#profile = profile;
    this.#issuer = issuerOf(profile);
    this.#scope = scope;
  }

  rule(rule: LocationRule, index: number): RuleOutcome {
    const { claims } = this.#scope;
    const { source, ...opening } = this.#open(rule);
    const outcome: RuleOutcome = { index, ...opening, places: [] };
    if (!source) return outcome;
    const { sources } = opening;
    try {
      const items = rule.forEach ? itemsOf(rule.forEach, claims) : [null];
      if (this.#tried + items.length > MAX_PLACES) {
        throw new Unmapped('too-many-locations', text.mapping.tooManyLocations(MAX_PLACES));
      }
      this.#tried += items.length;
      return { ...outcome, sources, places: items.map((item) => this.#place(rule, source, item)) };
    } catch (error) {
      if (!(error instanceof Unmapped)) throw error;
      return { ...outcome, sources, reason: error.reason };
    }
  }

  bucketList(rule: AllBucketsRule, index: number): BucketListOutcome {
    const { source, ...opening } = this.#open(rule);
    const outcome: BucketListOutcome = { index, ...opening, credentials: null };
    if (!source) return outcome;
    try {
      const label = evaluateTemplate(rule.label, this.#scope, 'label');
      const storage = changedStorage(this.#profile.storage, source.storage, rule.storage);
      const credentials = this.#resolved(source, storage, this.#scope);
      const id = stableId(this.#accountId, 'all buckets', source.id, label);
      const { actions, create: mayCreate, delete: mayDelete } = rule;
      this.bucketLists.set(id, { id, label, actions, mayCreate, mayDelete, credentials, storage });
      return { ...outcome, credentials: shownCredentials(credentials) };
    } catch (error) {
      if (!(error instanceof Unmapped)) throw error;
      return { ...outcome, reason: error.reason };
    }
  }

  /** Whether a rule is for this person, and which credential source it then has. */
  #open(rule: AnyRule): Opening {
    const when = rule.when ? this.#judged(rule.when) : null;
    const opening: Opening = { label: nameOf(rule), when, reason: null, sources: [], source: null };
    if (when !== null && when.truth !== 'true') {
      const { words, truth } = decisive(when);
      const reason: AbsenceReason =
        truth === 'unknown'
          ? { code: 'rule-unknown', message: text.mapping.ruleUnknown(words) }
          : { code: 'rule-not-met', message: text.mapping.ruleNotMet(words) };
      return { ...opening, reason };
    }
    const { source, outcomes: sources } = chooseSource(this.#profile.credentials, rule, this.#judged);
    if (source) return { ...opening, sources, source };
    return { ...opening, sources, reason: { code: 'no-credentials', message: text.mapping.noCredentials } as const };
  }

  /** Each condition is judged once: that of a source counts for every rule. */
  readonly #judged = (condition: Condition): ConditionOutcome => {
    const outcome = this.#outcomes.get(condition) ?? judge(condition, this.#scope.claims);
    this.#outcomes.set(condition, outcome);
    return outcome;
  };

  #place(rule: LocationRule, source: CredentialSource, item: string | null): PlaceOutcome {
    const shown = item === null ? null : item.slice(0, MAX_INSERTED);
    try {
      const mapped = this.#map(rule, source, item === null ? this.#scope : { ...this.#scope, item });
      if (!this.locations.has(mapped.location.id)) this.locations.set(mapped.location.id, mapped);
      return { item: shown, location: mapped.location, credentials: shownCredentials(mapped.credentials) };
    } catch (error) {
      if (!(error instanceof Unmapped)) throw error;
      const label = item === null ? nameOf(rule) : withoutInsertions(shownValue(item));
      return { item: shown, location: null, label, reason: error.reason };
    }
  }

  #map(rule: LocationRule, source: CredentialSource, scope: Scope): MappedLocation {
    const bucket = evaluateTemplate(rule.bucket, scope, 'bucket');
    const prefix = evaluateTemplate(rule.prefix, scope, 'prefix');
    const label = evaluateTemplate(rule.label, scope, 'label');
    const storage = changedStorage(this.#profile.storage, source.storage, rule.storage);
    const location: Location = {
      id: stableId(this.#accountId, source.id, bucket, prefix, label),
      label,
      bucket,
      prefix,
      actions: rule.actions,
      sharedKey: source.kind === 'static',
      local: isLocalStore(storage),
    };
    return { location, credentials: this.#resolved(source, storage, scope), storage };
  }

  #resolved(source: CredentialSource, storage: Storage, scope: Scope): ResolvedCredentials {
    const { certificateAuthorities } = this.#profile.storage;
    return resolveSource(source, { storage, issuer: this.#issuer, certificateAuthorities, scope });
  }
}

/** What is not there, for a list: rules and single values alike. */
function absentOf(rule: Pick<RuleOutcome, 'label' | 'reason'> & Partial<RuleOutcome>): AbsentLocation[] {
  if (rule.reason) return [{ label: rule.label, reason: rule.reason.message }];
  return (rule.places ?? []).flatMap((place) =>
    place.location === null ? [{ label: place.label, reason: place.reason.message }] : [],
  );
}

/**
 * Evaluates every rule of a valid profile. Total and bounded: any claims give locations or reasons. `checks` are given by
 * tests alone, to see each of them missed.
 */
export function evaluateMapping(
  accountId: string,
  profile: Profile,
  claims: Claims,
  checks: OutputChecks = OUTPUT_CHECKS,
): Mapping {
  const evaluation = new Evaluation(accountId, profile, { claims, checks });
  const rules = profile.locations.map((rule, index) => evaluation.rule(rule, index));
  const bucketLists = profile.allBuckets.map((rule, index) => evaluation.bucketList(rule, index));
  return {
    locations: [...evaluation.locations.values()],
    bucketLists: [...evaluation.bucketLists.values()],
    absent: [...rules, ...bucketLists].flatMap((rule) => absentOf(rule)),
    explain: { rules, bucketLists },
  };
}

/**
 * The name that main and engine use for keys: equal for equal credentials of one account. `cut`: what they are limited to besides, where
 * they are.
 */
export function credentialsId(accountId: string, credentials: ResolvedCredentials, cut?: object): string {
  return stableId(accountId, JSON.stringify(cut === undefined ? credentials : [credentials, cut]));
}
