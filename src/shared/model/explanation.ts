/** Why a mapping gives what it gives: one structure for the app and for `pail profile explain`. Holds no secret. */
import type { Location } from './location.ts';

/** What a condition comes to. `unknown`: the claim is missing, or has not the form that was asked about. Only `true` opens. */
export type Truth = 'true' | 'false' | 'unknown';

/** What came of one condition, and of those in it. */
export interface ConditionOutcome {
  readonly kind: 'claim' | 'all' | 'any' | 'not';
  /** The whole condition in words, shortened where it is long. */
  readonly words: string;
  readonly truth: Truth;
  /** Those inside `all`, `any` and `not`; of a condition on a claim none. */
  readonly parts: readonly ConditionOutcome[];
}

/** The fields of a rule that are filled in for a person. */
export type MappedField = 'bucket' | 'prefix' | 'label' | 'role';

/** Why a location is not there. Codes are stable: tests and administrators' scripts read them. */
export type AbsenceCode =
  /** The rule's `when` is false. */
  | 'rule-not-met'
  /** The rule's `when` asks about a claim that is missing or of another form. */
  | 'rule-unknown'
  /** `forEach`: the claim is missing, no list of texts, or none of its values match. */
  | 'no-items'
  /** `forEach`: more values match than one rule may have. */
  | 'too-many-items'
  /** The profile gives more places to this person than a mapping may have. */
  | 'too-many-locations'
  /** No credential source is for this person. */
  | 'no-credentials'
  /** A claim that a field needs is missing, or a filter left nothing of it. */
  | 'missing-claim'
  /** A claim that a field needs is a list or an object. */
  | 'not-one-value'
  /** A value does not fit where it would be inserted. */
  | 'value-refused'
  /** A field, filled in, is none: no bucket name, prefix, label or role. */
  | 'field-refused';

/** Why a location is not there, for people and for programs. */
export interface AbsenceReason {
  readonly code: AbsenceCode;
  /** One sentence for the person who is signed in. */
  readonly message: string;
  /** The field that had no value, or a wrong one. */
  readonly field?: MappedField;
  /** The claim it is about; `item` for the present value of `forEach`. */
  readonly claim?: string;
  /** The check that refused. */
  readonly check?: string;
}

/** What became of a credential source for one rule. */
export interface SourceOutcome {
  readonly id: string;
  readonly kind: string;
  /**
   * `not-named`: the rule names another source. `not-met`: its `when` is false or unknown. `chosen`: the first that is left.
   * `later`: it stands behind the chosen one, and was not looked at.
   */
  readonly outcome: 'not-named' | 'not-met' | 'chosen' | 'later';
  /** What its `when` came to; null where it has none or was not looked at. */
  readonly when: ConditionOutcome | null;
}

/** The credentials of a location, as far as they may be shown. */
export interface ShownCredentials {
  readonly sourceId: string;
  readonly kind: string;
  /** Null where the source names no role. */
  readonly roleArn: string | null;
}

/** One place that a rule tried: its one, or that of one value of `forEach`. */
export type PlaceOutcome = {
  /** The value of `forEach`, cut off where it is longer than may be inserted; null without one. */
  readonly item: string | null;
} & (
  | { readonly location: Location; readonly credentials: ShownCredentials }
  | { readonly location: null; readonly label: string; readonly reason: AbsenceReason }
);

/** What came of one rule of a profile's `locations`. */
export interface RuleOutcome {
  /** Its place in `locations`, from 0. */
  readonly index: number;
  /** Its label as in the profile, `…` where something is inserted. */
  readonly label: string;
  /** What its `when` came to; null where it has none. */
  readonly when: ConditionOutcome | null;
  /** Why the rule as a whole gives nothing; null where places were tried. */
  readonly reason: AbsenceReason | null;
  /** In the order of the profile; empty where the rule did not get as far. */
  readonly sources: readonly SourceOutcome[];
  readonly places: readonly PlaceOutcome[];
}

/** What came of one rule of a profile's `allBuckets`. */
export interface BucketListOutcome {
  /** Its place in `allBuckets`, from 0. */
  readonly index: number;
  readonly label: string;
  readonly when: ConditionOutcome | null;
  /** Why it gives nothing; null where it gives a list. */
  readonly reason: AbsenceReason | null;
  readonly sources: readonly SourceOutcome[];
  /** Null where it gives nothing. */
  readonly credentials: ShownCredentials | null;
}

/** What came of every rule, in the order of the profile. */
export interface MappingExplanation {
  readonly rules: readonly RuleOutcome[];
  readonly bucketLists: readonly BucketListOutcome[];
}
