/**
 * Main as far as transfers know it, in plain Node: it starts the engine, and again when that dies, tells it the locations, gives it keys, and asks
 * for transfers over the same RPC. Told what to do by the first message of its parent.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { LocationGrant, StorageCredentials } from '../../../src/main/engine/protocol.ts';
import { NO_IDS } from '../../../src/shared/model/id-set.ts';
import { hasEnded } from '../../../src/shared/model/transfer.ts';
import { KillableEngine, orBeforeItsDeath } from './killable-engine.ts';

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

let engine: KillableEngine;
process.once('message', (orders: Orders) => void work(orders));

async function work(orders: Orders): Promise<void> {
  const { engine: script, journals, grants, keys } = orders;
  engine = new KillableEngine({ script, journals, grants, keys, onStart: (pid) => tell({ kind: 'engine', pid }) });
  if (!orders.started) {
    await engine.call('startUpload', 'from', 'up/', orders.upload, { onConflict: 'skip', emptyFolders: true });
    await engine.call(
      'startDownload',
      await engine.listed('from', 'down/'),
      { allExcept: NO_IDS },
      orders.target,
      'skip',
    );
    await engine.call(
      'startCopy',
      await engine.listed('from', 'leaves/'),
      { allExcept: NO_IDS },
      'to',
      'came/',
      'move',
      'skip',
    );
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
