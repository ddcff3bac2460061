/** Who can write a claim of a Cognito ID token, and so what a rule that reads it is worth. */

/** What to know of a claim that a rule reads. Null: nothing against it is known. */
export type ClaimDoubt =
  /** People change it themselves, whatever the pool says. */
  | 'user-writable-claim'
  /** People can change it unless the app clients of the pool are kept from it. */
  | 'untrusted-custom-claim'
  /** It is whatever the person says until it is verified. */
  | 'unverified-claim'
  /** Chosen at sign-up, and free again for somebody else after a deletion. */
  | 'reusable-name';

/** The standard attributes of OpenID Connect that Cognito lets people write, and has no verification of. */
const USER_WRITABLE = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
  ...['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address', 'updated_at'],
]);

/** The claim that says of another one that it is the person's. */
const VERIFIED_BY: Readonly<Record<string, string>> = {
  email: 'email_verified',
  phone_number: 'phone_number_verified',
};

/** The claim without which this one says nothing; null where there is none. */
export function verifierOf(claim: string): string | null {
  return Object.hasOwn(VERIFIED_BY, claim) ? (VERIFIED_BY[claim] ?? null) : null;
}

/** What is to be said against trusting a claim. `trusted` are those that the administrator answers for. */
export function doubtOf(claim: string, trusted: readonly string[]): ClaimDoubt | null {
  if (trusted.includes(claim)) return null;
  if (claim.startsWith('custom:')) return 'untrusted-custom-claim';
  if (claim === 'cognito:username') return 'reusable-name';
  if (verifierOf(claim) !== null) return 'unverified-claim';
  return USER_WRITABLE.has(claim) ? 'user-writable-claim' : null;
}
