/** Which profile file may take the place of which profile. Pure. */
import { PailError } from '../../shared/errors.ts';
import { expiryOf, type Profile } from '../../shared/model/profile/profile.ts';
import type { ProfileFile } from './profile-file.ts';
import { revisionOf, type StoredProfile } from './stored-profile.ts';

/** True once a profile has expired. */
export function isExpired(profile: Pick<Profile, 'expires'>, now: number): boolean {
  const expires = expiryOf(profile);
  return expires !== null && expires <= now;
}

/** Throws PailError `profile-expired`. */
export function checkNotExpired({ name, expires }: Pick<Profile, 'name' | 'expires'>, now: number): void {
  if (isExpired({ expires }, now)) throw new PailError('profile-expired', { subject: name, found: expires ?? '' });
}

/**
 * Whether a file may be imported, in place of `stored` where that is an earlier version of it. `differs`: it would change
 * something. Throws PailError `profile-expired`, `profile-managed`, `profile-unsigned`, `profile-other-key`, `profile-not-newer`.
 */
export function checkImport(
  { profile, signature }: ProfileFile,
  stored: StoredProfile | null,
  differs: boolean,
  now: number,
): void {
  const subject = profile.name;
  checkNotExpired(profile, now);
  if (!stored || !differs) return;
  if (stored.managed) throw new PailError('profile-managed', { subject });
  // Whoever imports an unsigned profile trusts where they had it from, each time anew.
  if (stored.signedBy === null) return;
  if (signature === null) throw new PailError('profile-unsigned', { subject });
  if (signature.key !== stored.signedBy && !signature.vouchedBy.includes(stored.signedBy)) {
    throw new PailError('profile-other-key', { subject });
  }
  const [found, expected] = [revisionOf(profile), revisionOf(stored.profile)];
  if (found > expected) return;
  throw new PailError('profile-not-newer', { subject, found: String(found), expected: String(expected) });
}
