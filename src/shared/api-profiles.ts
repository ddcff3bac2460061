import type { DroppedFiles } from './api-transfers.ts';
import type { Result } from './errors.ts';
import type { ProfileSecretName, ProfileSummary } from './model/account.ts';
import type { ProfileReview } from './model/profile-review.ts';

export interface ProfilesMethods {
  list(): Promise<Result<ProfileSummary[]>>;
  /**
   * Asks for a file and imports it; `null` when the person cancels, and where there is something to ask first: a file that is signed
   * or sealed, or that would change an imported profile. The question comes as `profiles.asked`. Codes: `profile-*`.
   */
  importFromDialog(): Promise<Result<ProfileSummary | null>>;
  /**
   * Imports each dropped profile file, but for those that have to be asked about; none where one of them is no profile, or where
   * they were dragged out of Pail. Codes: `profile-*`.
   */
  importDropped(files: DroppedFiles): Promise<Result<ProfileSummary[]>>;
  /** The questions about profiles that are open, oldest first. */
  reviews(): Promise<Result<ProfileReview[]>>;
  /**
   * Answers a question. A no imports nothing. A yes to a link fetches its file, which becomes the next question. `passphrase` opens
   * sealed secrets, and is kept nowhere. Answers the profile that was imported. Codes: `passphrase-wrong`, and the question stays;
   * `profile-*`; `not-found` where it is not asked any more.
   */
  answerReview(reviewId: string, accept: boolean, passphrase: string | null): Promise<Result<ProfileSummary | null>>;
  /**
   * Goes back to the version that the present one took the place of; the present one is not offered as an update again. For a profile
   * that nobody signed it ends the sign-in. Codes: `not-found`, `profile-expired`.
   */
  rollBack(profileId: string): Promise<Result<void>>;
  /** Looks for an update now. Answers whether there was one, or a question about one. Codes: `not-found`, `profile-*`. */
  checkForUpdate(profileId: string): Promise<Result<'none' | 'asked' | 'updated'>>;
  /**
   * Signs its account out and forgets the profile and its secrets. Codes: `not-found`, `profile-managed`; `revoke-failed`,
   * `session-not-forgotten`, and it is gone.
   */
  remove(profileId: string): Promise<Result<void>>;
  /** Gives a secret that the profile needs and that could not be kept. Codes: `not-found`. */
  provideSecret(profileId: string, name: ProfileSecretName, value: string): Promise<Result<void>>;
}
