import type { Failure } from '../errors.ts';
import type { AbsentLocation, Location } from './location.ts';
import type { ProfileFacts } from './profile-review.ts';

/**
 * Where a profile's sign-in stands. `waiting` is the person's turn, in the browser; `exchanging` is ours.
 * `failed` keeps its failure until the next attempt.
 */
export type SignInState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'preparing' }
  | { readonly phase: 'waiting'; readonly host: string; readonly expiresAt: number }
  | { readonly phase: 'exchanging' }
  | { readonly phase: 'failed'; readonly failure: Failure };

/** A secret that a profile needs and that this run does not have, because the OS has no keyring to keep it. */
export type ProfileSecretName =
  | 'clientSecret'
  | 'encryptionKey'
  | `secretAccessKey:${string}`
  | `sessionToken:${string}`;

/** An imported profile, as the renderer sees it: without secrets. */
export interface ProfileSummary {
  readonly id: string;
  readonly name: string;
  readonly publisher: string | null;
  /** Host and path of the issuer, for showing. */
  readonly issuer: string;
  /** How many locations the profile describes, before mapping. */
  readonly locationRules: number;
  readonly missingSecrets: readonly ProfileSecretName[];
  /** Where it comes from, how far it is trusted and how it is kept up to date. */
  readonly facts: ProfileFacts;
  /** A sign-in outlasts this run: as the person chose, else as the profile says; never without a keyring. */
  readonly staySignedIn: boolean;
  readonly signIn: SignInState;
}

/** All buckets that some keys of an account may list, as far as the store has told. */
export interface BucketListSummary {
  readonly id: string;
  readonly label: string;
  readonly phase: 'loading' | 'listed' | 'failed';
  /** Why it could not be listed, or not again: then the buckets are those of before. */
  readonly failure: Failure | null;
  /** Buckets that are not shown: beyond {@link MAX_LISTED_BUCKETS}, or with names that no request can bear. */
  readonly hidden: number;
  readonly mayCreate: boolean;
  readonly mayDelete: boolean;
}

/** Most buckets of one list that are locations. */
export const MAX_LISTED_BUCKETS = 1000;

/** One person signed in through one profile. `expired` means: sign in again; what is on screen stays. */
export interface AccountSummary {
  readonly id: string;
  readonly profileId: string;
  readonly profileName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly state: 'active' | 'expired';
  /** Whether the next run is signed in; false where tokens live in memory only, by choice or for want of an OS keyring. */
  readonly remembered: boolean;
  /** The browser's own session can be ended at a sign-out. */
  readonly endsInBrowser: boolean;
  readonly locations: readonly Location[];
  /** Lists of buckets; each bucket is among `locations`. */
  readonly bucketLists: readonly BucketListSummary[];
  readonly absent: readonly AbsentLocation[];
}

/** What a sign-out ended beside what Pail itself had, which is always gone. */
export interface SignOutOutcome {
  /**
   * What the sign-in service did with the session: `not-offered` where it cannot be told to end one, `nothing-left` where there was none to
   * end, `failed` where it could not be told.
   */
  readonly service: 'revoked' | 'not-offered' | 'nothing-left' | 'failed';
  /** Why it `failed`. */
  readonly failure: Failure | null;
  /** The browser's own session: its sign-out page was opened, could not be opened, or was not asked for. */
  readonly browser: 'opened' | 'failed' | 'left';
}
