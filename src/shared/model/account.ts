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
export type ProfileSecretName = 'clientSecret' | 'encryptionKey' | `secretAccessKey:${string}`;

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
  readonly signIn: SignInState;
}

/** One person signed in through one profile. `expired` means: sign in again; what is on screen stays. */
export interface AccountSummary {
  readonly id: string;
  readonly profileId: string;
  readonly profileName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly state: 'active' | 'expired';
  /** False where tokens live in memory only, for want of an OS keyring. */
  readonly remembered: boolean;
  readonly locations: readonly Location[];
  readonly absent: readonly AbsentLocation[];
}
