import { createHash } from 'node:crypto';
import type { AccountSummary, ProfileSummary } from '../../shared/model/account.ts';
import { issuerOf } from '../../shared/model/profile/profile.ts';
import { type Claims, claimValue, scalarText } from '../mapping/claims.ts';
import { evaluateMapping, type Mapping } from '../mapping/evaluate.ts';
import type { StoredProfile } from '../profiles/profile-store.ts';
import type { Session } from './session.ts';

/** One person signed in through one profile. */
export interface Account {
  readonly id: string;
  readonly profileId: string;
  readonly session: Session;
  mapping: Mapping;
  state: 'active' | 'expired';
  /** The next run signs in with it. */
  remembered: boolean;
}

/** The id of an account: the same person through the same profile is the same account, in every run. */
export function accountIdOf(profileId: string, sub: string): string {
  return createHash('sha256').update(`${profileId}\n${sub}`).digest('base64url').slice(0, 22);
}

export function mapAccount(accountId: string, stored: StoredProfile, claims: Claims): Mapping {
  return evaluateMapping(accountId, stored.profile, claims);
}

/** Most characters of a person's name that are shown. */
export const MAX_DISPLAY_NAME = 100;

const NAME_CLAIMS = ['name', 'preferred_username', 'cognito:username', 'email', 'sub'];

function displayName(claims: Claims): string {
  for (const name of NAME_CLAIMS) {
    const value = scalarText(claimValue(claims, name));
    if (value !== null) return value.slice(0, MAX_DISPLAY_NAME);
  }
  return '';
}

/** The account as the renderer sees it: no token, no key, no role. */
export function summarize(account: Account, stored: StoredProfile): AccountSummary {
  const { claims } = account.session;
  return {
    id: account.id,
    profileId: stored.id,
    profileName: stored.profile.name,
    displayName: displayName(claims),
    email: scalarText(claimValue(claims, 'email')),
    state: account.state,
    remembered: account.remembered,
    endsInBrowser: account.session.browserSignOut() !== null,
    locations: account.mapping.locations.map(({ location }) => location),
    // Whoever asks the store fills in the rest.
    bucketLists: [],
    absent: account.mapping.absent,
  };
}

/** A profile as the renderer sees it, with where its sign-in stands. */
export function summarizeProfile(
  { id, profile }: StoredProfile,
  standing: Pick<ProfileSummary, 'facts' | 'missingSecrets' | 'staySignedIn' | 'signIn'>,
): ProfileSummary {
  return {
    id,
    name: profile.name,
    publisher: profile.publisher ?? null,
    issuer: issuerOf(profile).replace(/^https?:\/\//, ''),
    locationRules: profile.locations.length,
    ...standing,
  };
}
