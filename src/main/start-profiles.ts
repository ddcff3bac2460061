/** Profiles as files: those of the machine and those that were imported, the ways in, and their updates. */
import path from 'node:path';
import type { PailEvents } from '../shared/api.ts';
import { type Failure, failure } from '../shared/errors.ts';
import { failureNotice } from '../shared/notice.ts';
import { text } from '../shared/text/index.ts';
import type { Accounts } from './identity/accounts.ts';
import { httpGet } from './platform/http-get.ts';
import { machineOwners, machineProfilesFolder } from './platform/machine-folder.ts';
import type { SecretStore } from './platform/secret-store.ts';
import { downloadProfile } from './profiles/download-profile.ts';
import { type ManagedProfiles, readManagedProfiles } from './profiles/managed-profiles.ts';
import { ProfileImports } from './profiles/profile-imports.ts';
import { ProfileStore } from './profiles/profile-store.ts';
import { ProfileUpdates } from './profiles/profile-updates.ts';

export interface OpenedProfiles {
  readonly profiles: ProfileStore;
  readonly managed: ManagedProfiles;
  /** What could not be read or trusted. */
  readonly failures: readonly Failure[];
}

/** Reads the machine's profiles and the imported ones. */
export async function openProfiles(userData: string, secrets: SecretStore): Promise<OpenedProfiles> {
  const { platform, env } = process;
  const folder = machineProfilesFolder(platform, env);
  const { managed, failures } = await readManagedProfiles(folder, machineOwners(platform));
  const profiles = new ProfileStore(path.join(userData, 'profiles'), secrets, { managed });
  const unreadable = await profiles.load();
  return {
    profiles,
    managed,
    failures: [...failures, ...unreadable.map((subject) => failure('profile-unreadable', { subject }))],
  };
}

export interface ProfileWaysOptions {
  readonly profiles: ProfileStore;
  readonly accounts: Accounts;
  readonly publish: () => Promise<void>;
  readonly send: <E extends keyof PailEvents>(event: E, payload: PailEvents[E]) => void;
  readonly onError: (error: unknown) => void;
}

/** The ways by which profiles come in and are kept up to date. */
export function profileWays({ profiles, accounts, publish, send, onError }: ProfileWaysOptions): {
  readonly imports: ProfileImports;
  readonly updates: ProfileUpdates;
} {
  const download = (url: URL) => downloadProfile(url, httpGet);
  const imports = new ProfileImports({
    profiles,
    download,
    endSignIn: (id) => accounts.forget(id),
    isSignedIn: (id) => accounts.list().some(({ profileId }) => profileId === id),
    onChange: (id) => {
      accounts.remap(id);
      return publish();
    },
    onReviews: (reviews) => send('profiles.asked', [...reviews]),
    onTaken: (name, outcome) => {
      // With nobody signed in the profile's own view is what the window shows; that says that it is in.
      if (outcome === 'imported' && accounts.list().length === 0) return;
      send('notice', { kind: 'info', message: text.notices.profiles[outcome](name), details: '' });
    },
    now: Date.now,
  });
  const updates = new ProfileUpdates({
    profiles,
    imports,
    download,
    onUpdated: (name, changes) =>
      send('notice', { kind: 'info', message: text.notices.profiles.updated(name, changes), details: '' }),
    onTrouble: (name, why) =>
      send('notice', { ...failureNotice(why), message: text.notices.profiles.updateTrouble(name, why.message) }),
    onExpired: (name) =>
      send('notice', { kind: 'error', message: text.notices.profiles.expired(name), details: 'profile-expired' }),
    onTick: publish,
    onError,
    now: Date.now,
  });
  return { imports, updates };
}
