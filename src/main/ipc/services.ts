import type { BrowserWindow } from 'electron';
import type { AppInfo } from '../../shared/api.ts';
import type { CommandContext } from '../../shared/commands.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Accounts } from '../identity/accounts.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';

/** What the handlers of the contract stand on; made once by the composition root. */
export interface Services {
  readonly profiles: ProfileStore;
  readonly accounts: Accounts;
  readonly engine: EngineHost;
  readonly info: AppInfo;
  /** The window that dialogs belong to. */
  readonly window: () => BrowserWindow | null;
  readonly showMenu: (context: CommandContext) => void;
  readonly profilesChanged: () => Promise<void>;
}
