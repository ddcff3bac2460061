import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_GRACE_MS = 500;
const POLL_MS = 20;
const LOG_TAIL_LINES = 30;

/** Those that must not outlive this process. */
const running = new Set<Daemons>();

function endAll(): void {
  for (const daemons of running) {
    daemons.endNow();
  }
}

function onSignal(signal: NodeJS.Signals): void {
  // Whoever else listens decides what the signal means; if it ends the process, `exit` comes.
  if (process.listenerCount(signal) === 1) {
    endAll();
    process.off(signal, onSignal);
    process.kill(process.pid, signal); // To die of it, as it would have without this listener.
  }
}

function register(daemons: Daemons): void {
  if (running.size === 0) {
    process.on('exit', endAll);
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  }
  running.add(daemons);
}

function unregister(daemons: Daemons): void {
  if (running.delete(daemons) && running.size === 0) {
    process.off('exit', endAll);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/**
 * Server processes over one data directory, children of this process that do not outlive it: they are killed and the
 * directory is removed when this process exits or dies of SIGINT or SIGTERM.
 */
export class Daemons {
  readonly dataDir: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #children = new Map<string, ChildProcess>();

  /** `dataDir` exists, holds nothing else, and is removed in the end. `env` is the children's environment. */
  constructor(dataDir: string, env: NodeJS.ProcessEnv) {
    this.dataDir = dataDir;
    this.#env = env;
    register(this);
  }

  /** Starts a program, which must stay in the foreground. Its output goes to `logFile(program)`. */
  start(program: string, ...args: string[]): void {
    const log = openSync(this.logFile(program), 'a');
    // Where util-linux is there, the kernel ends the child with this process even when that is killed outright.
    const guard = onPath('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];
    const [command, ...rest] = [...guard, program, ...args] as [string, ...string[]];
    const child = spawn(command, rest, { stdio: ['ignore', log, log], env: this.#env });
    closeSync(log);
    child.once('error', () => undefined); // Seen as a daemon that does not run, by answering().
    this.#children.set(program, child);
  }

  logFile(program: string): string {
    return join(this.dataDir, `${program}.log`);
  }

  /** Resolves when `endpoint` answers http at all; rejects when one of the processes has ended, or on `signal`. */
  async answering(endpoint: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const ended = [...this.#children].find(([, child]) => !isRunning(child));
      if (ended) {
        throw new Error(`${ended[0]} ended with ${ended[1].exitCode ?? ended[1].signalCode}`);
      }
      try {
        const response = await fetch(endpoint, { signal });
        await response.body?.cancel();
        return;
      } catch {
        await delay(POLL_MS, undefined, { signal });
      }
    }
  }

  /** The ids of those that run now. */
  pids(): number[] {
    return [...this.#children.values()].filter(isRunning).flatMap((child) => child.pid ?? []);
  }

  /** The last lines of every log, under the programs' names. */
  async logTail(): Promise<string> {
    const tails = [...this.#children.keys()].map(async (program) => {
      const text = await readFile(this.logFile(program), 'utf8').catch(() => '(no log)');
      return [`--- ${program}`, ...text.trimEnd().split('\n').slice(-LOG_TAIL_LINES)].join('\n');
    });
    return (await Promise.all(tails)).join('\n');
  }

  /** Ends all, by SIGTERM and half a second later by SIGKILL, and removes the data directory. Safe to call twice. */
  async stop(): Promise<void> {
    unregister(this);
    await Promise.all([...this.#children.values()].map(end));
    this.#children.clear();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Kills all and removes the data directory, without waiting for anything. */
  endNow(): void {
    for (const child of this.#children.values()) {
      child.kill('SIGKILL');
    }
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Whether a program of this name lies in a folder of PATH. */
export function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) {
    return;
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}
