import path from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { AppInfo, PailEvents } from '../shared/api.ts';
import type { CommandContext } from '../shared/commands.ts';
import { type Failure, toFailure } from '../shared/errors.ts';
import type { ProfileSummary } from '../shared/model/account.ts';
import { isActive, type TransferSummary } from '../shared/model/transfer.ts';
import { failureNotice } from '../shared/notice.ts';
import { serially } from '../shared/serially.ts';
import { text } from '../shared/text/index.ts';
import { CredentialBroker } from './credentials/broker.ts';
import { mintGrants } from './credentials/grants.ts';
import { ProfileKeySources } from './credentials/key-sources.ts';
import type { EngineEvents } from './engine/protocol.ts';
import { BucketLists } from './engine-host/bucket-lists.ts';
import { EngineHost } from './engine-host/engine-host.ts';
import { OutOfReach } from './engine-host/out-of-reach.ts';
import { StagedFiles } from './engine-host/staged-files.ts';
import { Accounts } from './identity/accounts.ts';
import { accessHandlers } from './ipc/access-handlers.ts';
import { accountHandlers } from './ipc/account-handlers.ts';
import type { AllHandlers } from './ipc/answer.ts';
import { appHandlers } from './ipc/app-handlers.ts';
import { bucketHandlers } from './ipc/bucket-handlers.ts';
import { diagnosticsHandlers } from './ipc/diagnostics-handlers.ts';
import { dragOutHandlers } from './ipc/drag-out-handlers.ts';
import { importProfiles, profileHandlers } from './ipc/profile-handlers.ts';
import type { Services } from './ipc/services.ts';
import { settingsHandlers } from './ipc/settings-handlers.ts';
import { listingHandlers, objectHandlers, transferHandlers, uploadHandlers } from './ipc/storage-handlers.ts';
import { fetchOver } from './network/fetch-over.ts';
import { addressOfBuild, buildKind } from './platform/build.ts';
import { openInBrowser } from './platform/external-links.ts';
import { openSecretStore } from './platform/keyring.ts';
import { showNotification } from './platform/notifications.ts';
import { routeTo } from './platform/proxy.ts';
import { type SettingsStore, stayChoicesIn } from './settings/settings.ts';
import { startNetwork } from './start-network.ts';
import { openProfiles, profileWays } from './start-profiles.ts';
import { startSettings } from './start-settings.ts';
import { TransferNews } from './transfer-news.ts';

export interface StartOptions {
  readonly userData: string;
  readonly engineEntry: string;
  readonly settings: SettingsStore;
  readonly window: () => BrowserWindow | null;
  readonly send: <E extends keyof PailEvents>(event: E, payload: PailEvents[E]) => void;
  readonly showMenu: (context: CommandContext) => void;
  /** Brings the window to the front; opens it where it was closed. */
  readonly focus: () => void;
}

export interface Running {
  readonly handlers: AllHandlers;
  readonly accounts: Accounts;
  readonly engine: EngineHost;
  /** What went wrong on the way, to be told to the person. */
  readonly startFailures: readonly Failure[];
  importFiles(files: readonly string[]): Promise<ProfileSummary[]>;
  /** Asks whether to fetch a profile from an address that came in a link. */
  askAboutProfile(url: URL): void;
  /** Signs in again those whom the last run left signed in. */
  restore(): Promise<void>;
  /** The transfers that have not ended, of those who are signed in. */
  transfers(): readonly TransferSummary[];
  /** Ends what runs beside the window, and leaves the transfers for the next run. */
  stop(): Promise<void>;
}

const PLATFORMS = new Set(['darwin', 'win32', 'linux']);

function appInfo(secretStorage: AppInfo['secretStorage']): AppInfo {
  const platform = PLATFORMS.has(process.platform) ? (process.platform as AppInfo['platform']) : 'other';
  return {
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    platform,
    build: buildKind(),
    secretStorage,
  };
}

/** Makes the services behind the contract and ties them together. */
export async function startServices(options: StartOptions): Promise<Running> {
  const { userData, send } = options;
  const secrets = await openSecretStore(path.join(userData, 'secrets.json'));
  const { profiles, managed, failures } = await openProfiles(userData, secrets);
  const startFailures = [...failures];

  const report = (error: unknown): void => send('notice', failureNotice(toFailure(error)));

  const network = startNetwork();
  const broker = new CredentialBroker(new ProfileKeySources(profiles, network));
  const outOfReach = new OutOfReach();
  const news = new TransferNews({
    isLookedAt: () => options.window()?.isFocused() ?? false,
    notify: (about) =>
      showNotification(about, () => {
        options.focus();
        send('transfers.shown', null);
      }),
    setProgress: ({ value, mode }) => options.window()?.setProgressBar(value, { mode }),
  });
  const engine = new EngineHost({
    entry: options.engineEntry,
    journals: path.join(userData, 'transfers'),
    credentials: (id, refused) => broker.get(id, refused),
    route: routeTo,
    onEvent: (event, payload) => {
      if (event === 'journals.unreadable') {
        for (const one of payload as readonly Failure[]) send('notice', failureNotice(one));
        return;
      }
      if (event === 'reach.changed') {
        const lost = payload as EngineEvents['reach.changed'];
        tellReach(lost);
        bucketLists.reachable(lost);
        return;
      }
      if (event === 'transfers.changed') {
        // It may have been on its way when its account signed out.
        const own = (payload as PailEvents['transfers.changed']).filter(({ accountId }) => accountIds().has(accountId));
        news.changed(own);
        send(event, own);
        return;
      }
      const told = event as Exclude<keyof EngineEvents & keyof PailEvents, 'transfers.changed'>;
      send(told, payload as PailEvents[typeof told]);
    },
    onDeath: (now) => {
      const interrupted = news.open.filter(isActive).length;
      news.forget();
      tellReach([]);
      send('engine.changed', now);
      // One that stays down is told for as long as it does, by the window itself.
      if (now === 'down') return;
      bucketLists.engineReplaced();
      send('notice', { kind: 'error', message: text.notices.engineRestarted(interrupted), details: 'engine-stopped' });
    },
    onReturn: () => {
      send('engine.changed', 'running');
      bucketLists.engineReplaced();
    },
    onError: (error) => {
      // That the engine died is told once, by its death.
      if (toFailure(error).code !== 'engine-stopped') report(error);
    },
  });
  const stagedFiles = new StagedFiles(path.join(userData, 'dragged out'), engine, report);
  // An earlier run that was killed left them.
  startFailures.push(...stagedFiles.clear());
  const settings = await startSettings(options.settings, { engine, network, send, onError: report });
  /**
   * Everything that a change of profiles or accounts means to others: keys first, then the engine, then the window. The
   * window does not wait for the engine's answer, only for its turn: messages to the engine keep their order.
   */
  const publish = serially(async () => {
    const {
      grants,
      requests,
      bucketLists: lists,
    } = await mintGrants(
      () => accounts.list(),
      profiles,
      (account) => bucketLists.locationsOf(account),
    );
    broker.setRequests(requests);
    engine.setLocations(grants, lists).catch(report);
    bucketLists.update();
    stagedFiles.keepOnly(new Set(grants.map(({ id }) => id)));
    news.keepOnly(accountIds());
    send('profiles.changed', await accounts.profileSummaries());
    send('accounts.changed', summaries());
  });
  const accounts = new Accounts({
    profiles,
    secrets,
    stayChoices: stayChoicesIn(options.settings),
    addressOfBuild: (address) => addressOfBuild(address),
    openBrowser: openInBrowser,
    fetchFor: ({ storage }) => fetchOver(network.trusting(storage.certificateAuthorities)),
    onChange: () => void publish().catch(report),
    onError: report,
  });
  const bucketLists = new BucketLists({
    engine,
    accounts: () => accounts.list(),
    changed: () => void publish().catch(report),
  });
  const summaries = () => accounts.summaries().map((summary) => outOfReach.marked(bucketLists.withBuckets(summary)));
  const tellReach = (locationIds: readonly string[]): void => {
    outOfReach.set(locationIds);
    send('accounts.changed', summaries());
  };
  const accountIds = (): ReadonlySet<string> => new Set(accounts.list().map(({ id }) => id));
  const { imports, updates } = profileWays({ profiles, accounts, publish, send, onError: report });

  const services: Services = {
    profiles,
    imports,
    updates,
    accounts,
    summaries,
    credentials: broker,
    bucketLists,
    engine,
    stagedFiles,
    settings: options.settings,
    changeSettings: settings.change,
    info: appInfo(secrets.kind),
    window: options.window,
    showMenu: options.showMenu,
    profilesChanged: publish,
  };
  return {
    accounts,
    engine,
    startFailures,
    importFiles: (files) => importProfiles(services, files),
    askAboutProfile: (url) => imports.askLink(url),
    restore: async () => {
      await accounts.restore();
      await imports.askManaged(managed.files());
      updates.start();
    },
    transfers: () => news.open,
    stop: async () => {
      updates.stop();
      settings.stop();
      await engine.stop();
      stagedFiles.clear();
    },
    handlers: {
      app: appHandlers(services),
      profiles: profileHandlers(services),
      accounts: accountHandlers(services),
      access: accessHandlers(services),
      buckets: bucketHandlers(services),
      listings: listingHandlers(services),
      objects: objectHandlers(services),
      transfers: transferHandlers(services),
      dragOut: dragOutHandlers(services),
      uploads: uploadHandlers(services),
      settings: settingsHandlers(services),
      diagnostics: diagnosticsHandlers(services),
    },
  };
}
