/** Profiles and accounts as main tells them, and who is where. */
import { create } from 'zustand';
import type { AppInfo } from '../../shared/api.ts';
import type { AccountSummary, BucketListSummary, ProfileSummary } from '../../shared/model/account.ts';
import type { Location } from '../../shared/model/location.ts';
import type { TransferSummary } from '../../shared/model/transfer.ts';
import { text } from '../../shared/text/index.ts';
import { onPail, pail } from '../bridge.ts';
import { report } from './notices.ts';

export interface SessionState {
  /** False until main has answered once: nothing is shown before. */
  readonly loaded: boolean;
  readonly profiles: readonly ProfileSummary[];
  readonly accounts: readonly AccountSummary[];
  readonly info: AppInfo | null;
}

export const NO_SESSION: SessionState = { loaded: false, profiles: [], accounts: [], info: null };

export const useSession = create<SessionState>(() => NO_SESSION);

/** Listens first and asks then, so that no change is missed; an event beats the answer to a question asked before it. */
export function startSession(): () => void {
  let profilesTold = false;
  let accountsTold = false;
  const stops = [
    onPail('profiles.changed', (profiles) => {
      profilesTold = true;
      useSession.setState({ profiles });
    }),
    onPail('accounts.changed', (accounts) => {
      accountsTold = true;
      useSession.setState({ accounts });
    }),
  ];
  const load = async () => {
    const [profiles, accounts, info] = await Promise.all([pail.profiles.list(), pail.accounts.list(), pail.app.info()]);
    useSession.setState((now) => ({
      loaded: true,
      info,
      profiles: profilesTold ? now.profiles : profiles,
      accounts: accountsTold ? now.accounts : accounts,
    }));
  };
  load().catch((error: unknown) => {
    useSession.setState({ loaded: true });
    report(error);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

export interface Owned {
  readonly account: AccountSummary;
  readonly location: Location;
}

/** A location and whose it is; `null` when nobody has it any more. */
export function ownedLocation(session: Pick<SessionState, 'accounts'>, locationId: string): Owned | null {
  for (const account of session.accounts) {
    const location = account.locations.find((one) => one.id === locationId);
    if (location) return { account, location };
  }
  return null;
}

/** A list of buckets; `null` when nobody has it any more. */
export function bucketList(session: Pick<SessionState, 'accounts'>, listId: string): BucketListSummary | null {
  return session.accounts.flatMap(({ bucketLists }) => bucketLists).find(({ id }) => id === listId) ?? null;
}

export function profileOf(session: Pick<SessionState, 'profiles'>, profileId: string): ProfileSummary | null {
  return session.profiles.find((profile) => profile.id === profileId) ?? null;
}

export function accountOf(session: Pick<SessionState, 'accounts'>, profileId: string): AccountSummary | null {
  return session.accounts.find((account) => account.profileId === profileId) ?? null;
}

/** What the window calls the folder of a transfer, also where its location is not there any more. */
export function transferFolder(
  session: Pick<SessionState, 'accounts'>,
  { locationId, folder, label }: Pick<TransferSummary, 'locationId' | 'folder' | 'label'>,
): string {
  return folderTitle(session, locationId, folder) || label;
}

/** A folder with whose it is, where several people are signed in: their locations may bear the same names. */
export function ownedTitle({ accounts }: Pick<SessionState, 'accounts'>, locationId: string, title: string): string {
  const owner = accounts.length > 1 ? ownedLocation({ accounts }, locationId)?.account : undefined;
  return owner ? text.ui.common.ofPerson(title, owner.displayName) : title;
}

/** What the window calls a folder: its last name, or the label of its location. */
export function folderTitle(session: Pick<SessionState, 'accounts'>, locationId: string, folder: string): string {
  const name = folder.slice(0, -1).split('/').at(-1);
  return folder !== '' && name ? name : (ownedLocation(session, locationId)?.location.label ?? '');
}
