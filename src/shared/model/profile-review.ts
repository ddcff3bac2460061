/** What a person is told and asked about a profile as a file: where it comes from, who signed it, what it changes. */
import type { Failure } from '../errors.ts';

/** The parts of a profile, other than its locations, that two versions may differ in. */
export const PROFILE_PARTS = ['publisher', 'signIn', 'storage', 'credentials', 'secrets', 'updates', 'expiry'] as const;
export type ProfilePart = (typeof PROFILE_PARTS)[number];

/** What one version of a profile has in place of another. */
export interface ProfileChanges {
  /** Labels of locations as the profile writes them, before mapping. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Labels of locations that are there in both, and differ. */
  readonly changed: readonly string[];
  readonly parts: readonly ProfilePart[];
}

/** What a person should know before importing. `staticKeys`: one key for everybody who has the file. */
export type ProfileWarning = 'plainSecrets' | 'managedSecrets' | 'staticKeys';

/** Where a profile file came from. `link` and `update` have the host that it was fetched from. */
export type ProfileSource =
  | { readonly kind: 'file' }
  | { readonly kind: 'link'; readonly host: string }
  | { readonly kind: 'update'; readonly host: string }
  | { readonly kind: 'managed' };

/** A question about a profile, which the window shows. `link`: whether to fetch anything at all. */
export type ProfileReview = LinkReview | ImportReview;

export interface LinkReview {
  readonly kind: 'link';
  readonly id: string;
  readonly host: string;
  /** The whole address, for whoever wants to read it. */
  readonly address: string;
}

export interface ImportReview {
  readonly kind: 'import';
  readonly id: string;
  readonly source: ProfileSource;
  readonly name: string;
  readonly publisher: string | null;
  /** The fingerprint of the key that signed it, as 64 hexadecimal digits; `null`: nobody did. */
  readonly signedBy: string | null;
  /** The fingerprint that was trusted so far, where another key takes its place. */
  readonly signedBefore: string | null;
  /** It is a version of a profile whose key is trusted already; that key has signed or vouched for it. */
  readonly pinned: boolean;
  readonly revision: number | null;
  /** Host and path of the issuer, for showing. */
  readonly issuer: string;
  /** The host of the store. */
  readonly storage: string;
  /** How many locations the profile describes, before mapping. */
  readonly locationRules: number;
  /** It has secrets that a passphrase opens, which Pail does not know. */
  readonly asksPassphrase: boolean;
  readonly warnings: readonly ProfileWarning[];
  /** Against the imported profile that it would replace; `null`: there is none. */
  readonly changes: ProfileChanges | null;
  /** Somebody is signed in through the imported profile, and would be signed out. */
  readonly endsSignIn: boolean;
}

/** How an imported profile is trusted and kept up to date. Times are ms since 1970. */
export interface ProfileFacts {
  readonly signedBy: string | null;
  readonly revision: number | null;
  readonly expires: number | null;
  /** No sign-in begins with it any more. */
  readonly expired: boolean;
  /** From the machine's folder: it can be neither changed nor removed here. */
  readonly managed: boolean;
  /** Secrets came in it as plain text. */
  readonly plainSecrets: boolean;
  /** The version that it took the place of, which can be had back. */
  readonly previous: { readonly revision: number | null } | null;
  /** `null`: it does not say where its updates are. */
  readonly updates: ProfileUpdateFacts | null;
}

export interface ProfileUpdateFacts {
  readonly host: string;
  readonly checkedAt: number | null;
  /** Why the last check failed, and since when none has succeeded. */
  readonly trouble: { readonly failure: Failure; readonly since: number } | null;
}
