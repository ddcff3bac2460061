/**
 * Main behind the contract, in plain Node: the register, the handlers, the profiles, the accounts, the settings and an engine are Pail's; only
 * the process boundary of the engine, the dialogs and the store are not. Ana is signed in as far as the engine knows; Ben was before her.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEngine } from '../../src/main/engine/engine.ts';
import type { EngineMethods, LocationGrant } from '../../src/main/engine/protocol.ts';
import { BucketLists } from '../../src/main/engine-host/bucket-lists.ts';
import type { EngineHost } from '../../src/main/engine-host/engine-host.ts';
import { StagedFiles } from '../../src/main/engine-host/staged-files.ts';
import { Accounts } from '../../src/main/identity/accounts.ts';
import { accessHandlers } from '../../src/main/ipc/access-handlers.ts';
import { accountHandlers } from '../../src/main/ipc/account-handlers.ts';
import type { AllHandlers } from '../../src/main/ipc/answer.ts';
import { appHandlers } from '../../src/main/ipc/app-handlers.ts';
import { bucketHandlers } from '../../src/main/ipc/bucket-handlers.ts';
import { diagnosticsHandlers } from '../../src/main/ipc/diagnostics-handlers.ts';
import { dragOutHandlers } from '../../src/main/ipc/drag-out-handlers.ts';
import { profileHandlers } from '../../src/main/ipc/profile-handlers.ts';
import type { Services } from '../../src/main/ipc/services.ts';
import { settingsHandlers } from '../../src/main/ipc/settings-handlers.ts';
import {
  listingHandlers,
  objectHandlers,
  transferHandlers,
  uploadHandlers,
} from '../../src/main/ipc/storage-handlers.ts';
import { ProfileUpdates } from '../../src/main/profiles/profile-updates.ts';
import { type ImportSetup, importSetup, plainFile } from '../../src/main/profiles/testing/import-setup.ts';
import { openSettings, shownSettings, stayChoicesIn } from '../../src/main/settings/settings.ts';
import { PailError, toFailure } from '../../src/shared/errors.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';
import { hasEnded } from '../../src/shared/model/transfer.ts';
import type { Message } from './contract-messages.ts';
import type { KnownThings } from './contract-values.ts';
import { listen } from './strict-store/listen.ts';
import { BUCKET, StrictStore } from './strict-store/strict-store.ts';

const OBJECTS = ['ana/a.txt', 'ana/docs/b.txt', 'ana/docs/c.txt', 'ben/secret.txt', 'outside.txt'];

/** In place of ids of Ana's views, which a page can close. */
const VIEWS = ['a view of Ana’s', 'a tree of Ana’s'] as const;

/** What there is to reach for. */
export interface ContractWorld {
  readonly handlers: AllHandlers;
  readonly store: StrictStore;
  /** Ids of Ana's, and of a profile. */
  readonly own: KnownThings['ids'];
  /** Ids that were good while Ben was signed in. */
  readonly ofBen: KnownThings['ids'];
  /** The folder that dialogs answer with where something comes in. */
  readonly chosen: string;
  /** A folder beside it, and what was in it at first: nothing else may ever be. */
  readonly beside: string;
  /** A message in which {@link VIEWS} are views of Ana's that are open, and there is something to see in them. */
  resolved(message: Message): Message;
  /** Requests at the store since Ben is gone. */
  requests(): StrictStore['requests'];
  /** What was told to nobody in particular. */
  readonly reported: readonly unknown[];
  stop(): Promise<void>;
}

export async function startContractWorld(): Promise<ContractWorld> {
  const base = await mkdtemp(path.join(tmpdir(), 'pail-contract-'));
  const [chosen, beside] = ['chosen', 'beside'].map((name) => path.join(base, name)) as [string, string];
  await mkdir(chosen);
  await mkdir(beside);
  await writeFile(path.join(beside, 'kept.txt'), 'kept');

  const store = new StrictStore();
  for (const key of OBJECTS) store.put(key, `content of ${key}`);
  const listening = await listen(store);
  const setup = await importSetup();
  const reported: unknown[] = [];
  const engine = createEngine({
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 's' }),
    emit: () => undefined,
    journals: path.join(base, 'journals'),
  });
  const place = (owner: string): LocationGrant => ({
    id: `home of ${owner}`,
    accountId: owner,
    label: 'Home',
    bucket: BUCKET,
    prefix: `${owner}/`,
    actions: ['list', 'read', 'write', 'delete'],
    storage: { region: 'us-east-1', endpoint: listening.endpoint, pathStyle: true },
    credentialsId: owner,
  });
  const ofBen = await traces(engine, place('ben'), beside);
  const own = await traces(engine, place('ana'), beside);
  const switched = store.requests.length;
  await setup.imports.take(await plainFile());

  const views = new Map<string, string>();
  const viewOf = (name: (typeof VIEWS)[number]): string => {
    const open = (): string =>
      engine.openListing('home of ana', '', DEFAULT_ARRANGEMENT, name === VIEWS[0] ? 'folder' : 'tree').viewId;
    const known = views.get(name) ?? open();
    views.set(name, isOpen(engine, known) ? known : open());
    return views.get(name) ?? '';
  };

  const services = servicesOf({ base, setup, engine, reported });
  return {
    handlers: handlersOf(services),
    store,
    own: { ...own, view: VIEWS, id: [...own.id, ...setup.profiles.list().map(({ id }) => id), 'no such thing'] },
    ofBen,
    chosen,
    beside,
    reported,
    resolved: (message) => {
      if (!store.objects.has(OBJECTS[0] ?? ''))
        for (const key of OBJECTS) if (key.startsWith('ana/')) store.put(key, 'again');
      const { args } = message;
      return Array.isArray(args)
        ? { ...message, args: args.map((one) => (VIEWS.includes(one) ? viewOf(one) : one)) }
        : message;
    },
    requests: () => store.requests.slice(switched),
    stop: async () => {
      await engine.close();
      engine.setLocations([]);
      listening.stop();
      await setup.tidy();
      await rm(base, { recursive: true });
    },
  };
}

/** Has one person look at everything, send a file and end; answers the ids of all that. */
async function traces(engine: EngineMethods, place: LocationGrant, from: string): Promise<KnownThings['ids']> {
  engine.setLocations([place]);
  const views = (['folder', 'tree'] as const).map(
    (scope) => engine.openListing(place.id, '', DEFAULT_ARRANGEMENT, scope).viewId,
  );
  for (const view of views) while (engine.arrange(view, DEFAULT_ARRANGEMENT).phase === 'loading') await delay(2);
  const options = { onConflict: 'overwrite', emptyFolders: true } as const;
  const upload = engine.startUpload(place.id, '', [path.join(from, 'kept.txt')], options).id;
  const copy = engine.startCopy(views[0] ?? '', { allExcept: NO_IDS }, place.id, 'copies/', 'copy', 'overwrite').id;
  while (!(await engine.transfers()).every(hasEnded)) await delay(2);
  return { place: [place.id], view: views, transfer: [upload, copy], id: [place.accountId] };
}

function isOpen(engine: EngineMethods, viewId: string): boolean {
  try {
    engine.rows(viewId, 0, 1);
    return true;
  } catch (error) {
    if (toFailure(error).code === 'not-found') return false;
    throw error;
  }
}

interface Parts {
  readonly base: string;
  readonly setup: ImportSetup;
  readonly engine: EngineMethods;
  readonly reported: unknown[];
}

function servicesOf({ base, setup, engine, reported }: Parts): Services {
  const { profiles, imports, secrets } = setup;
  const settings = openSettings(base);
  const onError = (error: unknown): void => void reported.push(error);
  const call = async (method: keyof EngineMethods, ...args: never[]) =>
    (engine[method] as (...given: never[]) => unknown)(...args);
  const host = {
    call,
    startAgain: () => undefined,
    state: 'running',
    status: { pid: 1, startedAt: 0, restarts: 0 },
  } as unknown as EngineHost;
  const accounts = new Accounts({
    profiles,
    secrets,
    stayChoices: stayChoicesIn(settings),
    addressOfBuild: (address) => address,
    openBrowser: async () => undefined,
    // Nobody answers there.
    fetchFor: () => async () => {
      throw new TypeError('fetch failed');
    },
    onChange: () => undefined,
    onError,
  });
  const nothing = async (): Promise<void> => undefined;
  return {
    profiles,
    imports,
    updates: new ProfileUpdates({
      ...{ profiles, imports, onError, onTick: nothing, now: () => setup.now },
      ...{ onUpdated: () => undefined, onTrouble: () => undefined, onExpired: () => undefined },
      download: async () => {
        throw new PailError('profile-download-failed', { subject: 'x' });
      },
    }),
    accounts,
    summaries: () => accounts.summaries(),
    credentials: { keysOf: () => [] },
    bucketLists: new BucketLists({ engine: host, accounts: () => accounts.list(), changed: () => undefined }),
    engine: host,
    stagedFiles: new StagedFiles(path.join(base, 'dragged out'), host, onError),
    settings,
    changeSettings: async (change) => {
      settings.update(change);
      return shownSettings(settings.read());
    },
    info: { version: '0', electron: '0', platform: 'linux', build: 'package', secretStorage: 'memory' },
    window: () => null,
    showMenu: () => undefined,
    profilesChanged: nothing,
  };
}

function handlersOf(services: Services): AllHandlers {
  return {
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
  };
}

/** What of a request names a place in the store: keys and prefixes, as the store reads them. */
export function placesIn({ method, url, headers, body }: StrictStore['requests'][number]): string[] {
  const { searchParams } = new URL(url, 'http://store');
  // As it was sent: dots in it are a part of the key.
  const [pathname = ''] = url.split('?');
  // Whether there is a store at all is asked of its root.
  if (pathname === '/') return [];
  const key = decodeURIComponent(pathname.slice(`/${BUCKET}/`.length));
  if (key === '' && method === 'POST')
    return [...body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, name]) => name ?? '');
  if (key === '') return [searchParams.get('prefix') ?? ''];
  const source = headers['x-amz-copy-source'];
  return source === undefined ? [key] : [key, decodeURIComponent(source.slice(source.indexOf('/') + 1))];
}

/** The names in a folder, in order. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}
