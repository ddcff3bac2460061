import type { BrowserWindow } from 'electron';
import type { AppInfo } from '../../shared/api.ts';
import type { CommandContext } from '../../shared/commands.ts';
import type { AccountSummary } from '../../shared/model/account.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { CredentialBroker } from '../credentials/broker.ts';
import type { BucketLists } from '../engine-host/bucket-lists.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { StagedFiles } from '../engine-host/staged-files.ts';
import type { Accounts } from '../identity/accounts.ts';
import type { ProfileImports } from '../profiles/profile-imports.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import type { ProfileUpdates } from '../profiles/profile-updates.ts';
import type { SettingsStore, StoredSettings } from '../settings/settings.ts';

/** Saves a change, and it holds at once. Throws PailError `settings-unwritable`. */
export type ChangeSettings = (change: Partial<StoredSettings>) => Promise<Settings>;

/** What the handlers of the contract stand on; made once by the composition root. */
export interface Services {
  readonly profiles: ProfileStore;
  readonly imports: ProfileImports;
  readonly updates: ProfileUpdates;
  readonly accounts: Accounts;
  /** The accounts as the window gets them: with their buckets, and what is out of reach. */
  readonly summaries: () => AccountSummary[];
  readonly credentials: Pick<CredentialBroker, 'keysOf'>;
  readonly bucketLists: BucketLists;
  readonly engine: EngineHost;
  readonly stagedFiles: StagedFiles;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly changeSettings: ChangeSettings;
  readonly info: AppInfo;
  /** The window that dialogs belong to. */
  readonly window: () => BrowserWindow | null;
  readonly showMenu: (context: CommandContext) => void;
  readonly profilesChanged: () => Promise<void>;
}
