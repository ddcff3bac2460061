/** A `window.pail` in memory for component tests: one profile, one account, a few entries. Every call is kept. */
import { API_METHODS, type PailApi, type PailBridge, type PailEvents } from '../../shared/api.ts';
import { type Failure, ok, type Result } from '../../shared/errors.ts';
import type { AccountSummary, ProfileSummary } from '../../shared/model/account.ts';
import { hasId, idSetOf } from '../../shared/model/id-set.ts';
import type { Arrangement, ListingStatus, Scope, Selection } from '../../shared/model/listing.ts';
import type { Location } from '../../shared/model/location.ts';
import { DEFAULT_SETTINGS, type SettingsChange } from '../../shared/model/settings.ts';

export interface FakeEntry {
  readonly id: number;
  readonly name: string;
  /** -1 for a folder. */
  readonly size: number;
}

export const LOCATION: Location = {
  id: 'mine',
  label: 'My files',
  bucket: 'acme',
  prefix: 'home/ana/',
  actions: ['list', 'read', 'write', 'delete', 'share'],
  sharedKey: false,
  local: false,
};

export const PROFILE: ProfileSummary = {
  id: 'profile',
  name: 'ACME',
  publisher: 'ACME Storage',
  issuer: 'login.example/pool',
  locationRules: 2,
  missingSecrets: [],
  facts: {
    signedBy: null,
    revision: null,
    expires: null,
    expired: false,
    managed: false,
    plainSecrets: false,
    previous: null,
    updates: null,
  },
  staySignedIn: true,
  signIn: { phase: 'idle' },
};

export const ACCOUNT: AccountSummary = {
  id: 'account',
  profileId: 'profile',
  profileName: 'ACME',
  displayName: 'Ana',
  email: null,
  state: 'active',
  remembered: true,
  endsInBrowser: false,
  locations: [LOCATION, { ...LOCATION, id: 'finance', label: 'Finance', actions: ['list', 'read'] }],
  bucketLists: [],
  absent: [],
};

export const ENTRIES: readonly FakeEntry[] = [
  { id: 1, name: 'drafts', size: -1 },
  { id: 2, name: 'reports', size: -1 },
  { id: 3, name: 'budget 2026.xlsx', size: 1_200_000 },
  { id: 4, name: 'notes.md', size: 812 },
];

/** A finished view, changed as the test likes. */
export function statusOf(change: Partial<ListingStatus>): ListingStatus {
  return {
    viewId: 'view-1',
    locationId: 'mine',
    folder: '',
    scope: 'folder',
    stale: false,
    phase: 'complete',
    count: ENTRIES.length,
    shown: ENTRIES.length,
    folders: 2,
    bytes: 1_200_812,
    version: 1,
    arrangement: { sortBy: 'name', descending: false, filter: '' },
    failure: null,
    ...change,
  };
}

type Call = readonly [method: string, ...args: unknown[]];
type AnyMethod = (...args: never[]) => unknown;
type Overrides = { [F in keyof PailApi]?: { [M in keyof PailApi[F]]?: AnyMethod } };

export interface FakePail {
  readonly calls: readonly Call[];
  /** The arguments of each call of one method. */
  callsOf(method: string): readonly (readonly unknown[])[];
  emit<E extends keyof PailEvents>(event: E, payload: PailEvents[E]): void;
}

export function fails(error: Failure): () => Promise<Result<never>> {
  return async () => ({ ok: false, error });
}

function isSelected(selection: Selection, id: number): boolean {
  if ('ids' in selection) return hasId(selection.ids, id);
  return 'pinned' in selection || !hasId(selection.allExcept, id);
}

function isStatus(value: unknown): value is ListingStatus {
  return typeof value === 'object' && value !== null && 'phase' in value && 'version' in value;
}

/** Puts a fake in `window.pail`. Methods answer `overrides`, else something plain. */
export function installFakePail(overrides: Overrides = {}): FakePail {
  const calls: Call[] = [];
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let views = 0;
  let settings = DEFAULT_SETTINGS;
  /** Rows are of the version that was told last: the window asks until they are. */
  let version = 1;
  const plain: Overrides = {
    app: {
      info: () => ({ version: '1', electron: '1', platform: 'linux', build: 'package', secretStorage: 'keyring' }),
      engine: () => 'running',
    },
    profiles: {
      list: () => [PROFILE],
      importFromDialog: () => null,
      importDropped: () => [PROFILE],
      reviews: () => [],
    },
    accounts: {
      list: () => [ACCOUNT],
      signOut: () => ({ service: 'revoked', failure: null, browser: 'left' }),
    },
    listings: {
      open: (locationId: string, folder: string, arrangement: Arrangement, scope: Scope) => {
        views += 1;
        return statusOf({ viewId: `view-${views}`, locationId, folder, arrangement, scope });
      },
      range: (_viewId: string, from: number, to: number) =>
        idSetOf(ENTRIES.slice(Math.min(from, to), Math.max(from, to) + 1).map((entry) => entry.id)),
      rows: (viewId: string, start: number, count: number) => {
        const page = ENTRIES.slice(start, start + count);
        return {
          viewId,
          version,
          start,
          ids: page.map((entry) => entry.id),
          names: page.map((entry) => entry.name),
          sizes: page.map((entry) => entry.size),
          modified: page.map((entry) => (entry.size < 0 ? -1 : 0)),
        };
      },
      find: (_viewId: string, prefix: string) => ENTRIES.findIndex((entry) => entry.name.startsWith(prefix)),
      summarize: (_viewId: string, selection: Selection) => {
        const chosen = ENTRIES.filter((entry) => isSelected(selection, entry.id));
        return {
          objects: chosen.filter((entry) => entry.size >= 0).length,
          folders: chosen.filter((entry) => entry.size < 0).length,
          bytes: chosen.reduce((sum, entry) => sum + Math.max(0, entry.size), 0),
          firstName: chosen[0]?.name ?? '',
          pinned: `pin of ${chosen.map((entry) => entry.id).join()}`,
        };
      },
      measure: () => ({ objects: 1204, bytes: 38e9, complete: true }),
    },
    transfers: { list: () => [] },
    settings: {
      get: () => settings,
      update: (change: SettingsChange) => {
        settings = { ...settings, ...change };
        return settings;
      },
    },
  };
  const answer = async (feature: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    calls.push([`${feature}.${method}`, ...args]);
    const find = (from: Overrides) => (from as Record<string, Record<string, AnyMethod>>)[feature]?.[method];
    const value = await (find(overrides) ?? find(plain))?.(...(args as never[]));
    if (isStatus(value)) version = Math.max(version, value.version);
    const isResult = typeof value === 'object' && value !== null && 'ok' in value;
    return isResult ? value : ok(value);
  };
  const api = Object.fromEntries(
    Object.entries(API_METHODS).map(([feature, methods]) => [
      feature,
      Object.fromEntries(
        Object.keys(methods).map((method) => [method, (...args: unknown[]) => answer(feature, method, args)]),
      ),
    ]),
  );
  const on: PailBridge['on'] = (event, listener) => {
    const those = listeners.get(event) ?? new Set();
    listeners.set(event, those.add(listener));
    return () => those.delete(listener);
  };
  Object.defineProperty(window, 'pail', { configurable: true, value: { ...api, on } });
  return {
    calls,
    callsOf: (method) => calls.filter(([name]) => name === method).map(([, ...args]) => args),
    emit: (event, payload) => {
      if (event === 'listing.changed') version = (payload as ListingStatus).version;
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    },
  };
}
