/** Starts of an app, watched from outside. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import { endChild, spawnUnprivileged } from '../../support/run-as.ts';
import { cpuSeconds } from '../process-usage.ts';
import { type BenchDesktop, electronFlags } from './desktop.ts';

/** Until an app that has started does nothing any more. */
const SETTLE_MS = 4_000;
const START_LIMIT_MS = 60_000;

/** What a start took, and what the app holds when it idles afterwards. */
export interface Start {
  /** Seconds from the spawn until the window can be used. */
  readonly wall: number;
  /** CPU seconds of all processes until the app idles. */
  readonly cpu: number;
  /** Bytes: working sets of all processes, and their proportional shares, in which shared memory counts once. */
  readonly workingSets: number;
  readonly proportional: number;
  readonly processes: number;
}

interface Metric {
  readonly pid: number;
  /** KiB. */
  readonly memory: { readonly workingSetSize: number };
}

/** Starts an app on a desktop, waits until it is ready and then idle, measures it and ends it. */
export async function measureStart(desktop: BenchDesktop, userDataDir: string, app: readonly string[]): Promise<Start> {
  const { executable } = await electronRuntime({ quiet: true });
  const args = ['-r', desktop.watcher, ...electronFlags(desktop, userDataDir), ...app];
  const begin = performance.now();
  const child = spawnUnprivileged(executable, args, {
    env: desktop.env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const end = once(child, 'exit');
  try {
    await heard(child, 'ready');
    const wall = (performance.now() - begin) / 1000;
    await delay(SETTLE_MS);
    child.send('measure');
    const { metrics = [] } = await heard(child, 'metrics');
    const each = async (of: (pid: number) => Promise<number>): Promise<number> => {
      const values = await Promise.all(metrics.map(({ pid }) => of(pid)));
      return values.reduce((sum, value) => sum + value, 0);
    };
    const workingSets = metrics.reduce((sum, { memory }) => sum + memory.workingSetSize * 1024, 0);
    return {
      wall,
      cpu: await each(cpuSeconds),
      workingSets,
      proportional: await each(proportionalBytes),
      processes: metrics.length,
    };
  } finally {
    if (child.connected) child.send('quit');
    await Promise.race([end, delay(3_000, undefined, { ref: false })]);
    await endChild(child);
  }
}

/** What the watcher says. */
interface Message {
  readonly kind: string;
  readonly reason?: string;
  readonly metrics?: readonly Metric[];
}

async function heard(child: ChildProcess, kind: string): Promise<Message> {
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`the app ended with ${code}`);
  });
  exit.catch(() => undefined);
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  for (;;) {
    const [message] = (await Promise.race([once(child, 'message', { signal: limit }), exit])) as [Message];
    if (message.kind === kind) return message;
    if (message.kind === 'failed') throw new Error(message.reason);
  }
}

async function proportionalBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s*(\d+) kB$/m.exec(text)?.[1]) * 1024;
}
