/**
 * Main as far as transfers know it, in plain Node: it starts the engine, and again when that dies, tells it the locations, gives it keys, and asks
 * for transfers over the same RPC. Told what to do by the first message of its parent.
 */
import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  EngineEvents,
  EngineHostMethods,
  EngineMethods,
  LocationGrant,
  StorageCredentials,
} from '../../../src/main/engine/protocol.ts';
import { createRpc, type Rpc } from '../../../src/main/rpc/rpc.ts';
import { toFailure } from '../../../src/shared/errors.ts';
import { NO_IDS } from '../../../src/shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src/shared/model/listing.ts';
import { hasEnded } from '../../../src/shared/model/transfer.ts';

/** What it is told once. */
export interface Orders {
  /** The script of the engine. */
  readonly engine: string;
  readonly journals: string;
  /** `from` and `to`: locations with keys of their own. */
  readonly grants: readonly LocationGrant[];
  readonly keys: StorageCredentials;
  /** Files and folders that go to the folder `up/` of `from`. */
  readonly upload: readonly string[];
  /** Where all of the folder `down/` of `from` goes. All of its folder `leaves/` moves to `came/` of `to`. */
  readonly target: string;
  /** Whether the transfers were started by an earlier process. */
  readonly started: boolean;
}

/** What it tells: each engine, that all transfers are remembered, and that all have ended. */
export type News =
  | { readonly kind: 'engine'; readonly pid: number }
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly states: readonly string[]; readonly items: readonly unknown[] };

type Engine = Rpc<EngineMethods, Record<never, never>, EngineEvents>;

let engine: Engine;
process.once('message', (orders: Orders) => void work(orders));

function start(orders: Orders): void {
  const child = fork(orders.engine, [orders.journals], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const rpc = createRpc<EngineHostMethods, EngineMethods, Record<never, never>, EngineEvents>(
    {
      // A message to an engine that has just died is for nobody.
      postMessage: (message) => child.connected && child.send(message as object, () => undefined),
      onMessage: (listener) => child.on('message', listener),
    },
    { credentials: async () => orders.keys, route: async () => 'DIRECT' },
  );
  child.once('exit', () => {
    rpc.close('killed');
    start(orders);
  });
  engine = rpc;
  tell({ kind: 'engine', pid: child.pid as number });
  void orBeforeItsDeath(rpc.call('setLocations', orders.grants));
}

/** The answer; `null` where the engine died over it. */
async function orBeforeItsDeath<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error: unknown) => {
    if (toFailure(error).code === 'engine-stopped') return null;
    throw error;
  });
}

async function work(orders: Orders): Promise<void> {
  start(orders);
  if (!orders.started) {
    await engine.call('startUpload', 'from', 'up/', orders.upload, { onConflict: 'skip', emptyFolders: true });
    await engine.call('startDownload', await listed('down/'), { allExcept: NO_IDS }, orders.target, 'skip');
    await engine.call('startCopy', await listed('leaves/'), { allExcept: NO_IDS }, 'to', 'came/', 'move', 'skip');
    // Before anything is done it is remembered.
    while ((await engine.call('transfers')).some(({ state }) => state === 'preparing')) await delay(2);
    tell({ kind: 'started' });
  }
  for (;;) {
    const ended = await orBeforeItsDeath(outcome());
    if (ended) return tell(ended);
    await delay(10);
  }
}

async function listed(folder: string): Promise<string> {
  const { viewId } = await engine.call('openListing', 'from', folder, DEFAULT_ARRANGEMENT, 'folder');
  while ((await engine.call('arrange', viewId, DEFAULT_ARRANGEMENT)).phase === 'loading') await delay(5);
  return viewId;
}

async function outcome(): Promise<News | null> {
  const { call } = engine;
  const all = await call('transfers');
  if (!all.every(hasEnded)) return null;
  const windows = await Promise.all(all.map(({ id }) => call('items', id, 0, 200)));
  const items = windows.flatMap((window) => window.items.filter(({ state }) => state !== 'done'));
  return { kind: 'ended', states: all.map(({ kind, state }) => `${kind} ${state}`).sort(), items };
}

function tell(news: News): void {
  process.send?.(news);
}
