/** What is shown of a profile and of a file that may become one. Pure. */
import { failure } from '../../shared/errors.ts';
import { expiryOf, issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import type { ProfileFacts, ProfileUpdateFacts, ProfileWarning } from '../../shared/model/profile-review.ts';
import type { ProfileFile } from './profile-file.ts';
import { secretPlaces } from './profile-secrets.ts';
import type { StoredProfile } from './stored-profile.ts';
import { isExpired } from './update-policy.ts';

/** Host and path of the issuer. */
export function shownIssuer(profile: Profile): string {
  return issuerOf(profile).replace(/^https?:\/\//, '');
}

/** The host of the store; AWS by its region. */
export function shownStorage({ storage: { endpoint, region } }: Profile): string {
  return endpoint === undefined ? `s3.${region}.amazonaws.com` : new URL(endpoint).host;
}

/** What a person should know of a file before importing it. */
export function warningsOf({ profile }: ProfileFile, managed: boolean): ProfileWarning[] {
  const hasPlain = secretPlaces(profile).some(({ value }) => !isSealed(value));
  const warnings: readonly [ProfileWarning, boolean][] = [
    ['plainSecrets', hasPlain && !managed],
    ['managedSecrets', hasPlain && managed],
    ['staticKeys', profile.credentials.some(({ kind }) => kind === 'static')],
  ];
  return warnings.flatMap(([warning, holds]) => (holds ? [warning] : []));
}

function updateFacts({ profile, updates, managed }: StoredProfile): ProfileUpdateFacts | null {
  // The machine's administrator sees to the files of the machine.
  if (profile.updateUrl === undefined || managed) return null;
  const { host } = new URL(profile.updateUrl);
  if (updates === null) return { host, checkedAt: null, trouble: null };
  const { checkedAt, reachedAt, failure: kept } = updates;
  if (kept === null) return { host, checkedAt, trouble: null };
  return { host, checkedAt, trouble: { failure: failure(kept.code, kept.detail), since: reachedAt } };
}

/** How an imported profile is trusted and kept up to date. `now` in ms since 1970. */
export function factsOf(stored: StoredProfile, now: number): ProfileFacts {
  const { profile, signedBy, managed, secretNames, sealed, previous } = stored;
  return {
    signedBy,
    revision: profile.revision ?? null,
    expires: expiryOf(profile),
    expired: isExpired(profile, now),
    managed,
    plainSecrets: secretNames.some((name) => sealed[name] === undefined),
    previous: previous && !isExpired(previous.profile, now) ? { revision: previous.profile.revision ?? null } : null,
    updates: updateFacts(stored),
  };
}
