import os from 'node:os';
import type { Handlers } from '../../shared/api.ts';
import type { AccessMethods } from '../../shared/api-access.ts';
import { type AccountAccess, type ShownKeys, shownClaim } from '../../shared/model/access.ts';
import { accessText } from '../../shared/model/access-text.ts';
import { issuerOf } from '../../shared/model/profile/profile.ts';
import { shownCredentials } from '../mapping/sources.ts';
import { copyText } from '../platform/clipboard.ts';
import { claimedWords, osUserName } from './personal-words.ts';
import { redacted } from './redact.ts';
import type { Services } from './services.ts';

/** The keys of an account, each once: locations with the same ones share them. */
function keysOf({ credentials: broker }: Services, accountId: string): ShownKeys[] {
  return broker.keysOf(accountId).map(({ credentials, isHeld, until }) => ({
    ...shownCredentials(credentials),
    state: isHeld ? 'held' : 'none',
    until,
  }));
}

function readAccess(services: Services, accountId: string): AccountAccess {
  const { accounts, profiles } = services;
  const { session, mapping, profileId } = accounts.get(accountId);
  const { profile } = profiles.get(profileId);
  const { displayName, state, remembered } = accounts.summary(accountId);
  const names = Object.keys(session.claims).sort();
  return {
    displayName,
    profileName: profile.name,
    issuer: issuerOf(profile),
    state,
    tokenUntil: session.tokenUntil,
    renews: session.renews,
    remembered,
    claims: names.map((name) => shownClaim(name, session.claims[name])),
    keys: keysOf(services, accountId),
    explanation: mapping.explain,
  };
}

export function accessHandlers(services: Services): Handlers<AccessMethods> {
  return {
    read: (accountId) => readAccess(services, accountId),
    copy: (accountId, withValues) => {
      const iso = (time: number): string => new Date(time).toISOString();
      const whole = accessText(readAccess(services, accountId), withValues, iso);
      const names = withValues ? [] : claimedWords(services.accounts.get(accountId), osUserName());
      copyText(redacted(whole, { home: os.homedir(), names }));
    },
  };
}
