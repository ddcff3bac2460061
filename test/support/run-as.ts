/**
 * Children as an unprivileged user. Chromium's sandbox does not work for root, and a sandbox that is off would make every
 * statement of the tests about the renderer worthless; so root's tests start the app as nobody.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chown, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/**
 * What a command line starts with to run as an unprivileged user (as ourselves where we are not root), and to end when the
 * process that started it dies, however that happens.
 */
export const unprivilegedPrefix: readonly string[] = [
  'setpriv',
  ...(isRoot ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []),
  '--pdeathsig=TERM',
  '--',
];

/** The environment of a child: complete, nothing is inherited. */
export type Environment = Readonly<Record<string, string>>;

/** What {@link runUnprivileged} answers. */
export interface Finished {
  /** -1 where a signal ended the program, or it could not be started. */
  readonly code: number;
  /** Its stdout and stderr, in the order in which they came. */
  readonly output: string;
}

/** Starts a program as the unprivileged user. */
export function spawnUnprivileged(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { env: Environment },
): ChildProcess {
  const [program = command, ...rest] = [...unprivilegedPrefix, command, ...args];
  return spawn(program, rest, { cwd: '/', ...options });
}

/** Runs a program as the unprivileged user to its end; it is killed after `timeoutMs`. */
export async function runUnprivileged(
  command: string,
  args: readonly string[],
  { env, timeoutMs = 20_000 }: { env: Environment; timeoutMs?: number },
): Promise<Finished> {
  const child = spawnUnprivileged(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, output: error.message }));
    // Not 'close': something that the program left running may hold the pipes.
    child.once('exit', (code) => setImmediate(() => resolve({ code: code ?? -1, output })));
  });
}

/** Gives a file or a folder with all that is in it to the unprivileged user. */
export async function giveToUnprivileged(target: string): Promise<void> {
  if (!isRoot) return;
  const entries = await readdir(target, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const entry of ['', ...entries]) await chown(path.join(target, entry), NOBODY, NOBODY);
}

/** Ends a child: SIGTERM, then SIGKILL when it has not ended in time. */
export async function endChild(child: ChildProcess, graceMs = 3_000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

/**
 * Ends every process of a test desktop: all whose command line or environment names its home, a path that nobody else has
 * (Chromium overwrites its environment, so that alone does not tell). A desktop starts programs on request of others, a
 * browser for a link, a service for a D-Bus name; they are not our children.
 */
export async function endProcessesOf(home: string, graceMs = 3_000): Promise<void> {
  const deadline = Date.now() + graceMs;
  for (let pids = await processesOf(home); pids.length > 0; pids = await processesOf(home)) {
    for (const pid of pids) signal(pid, Date.now() < deadline ? 'SIGTERM' : 'SIGKILL');
    await delay(50);
  }
}

async function processesOf(home: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const files = ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => ''));
      return (await Promise.all(files)).some((text) => text.includes(home));
    }),
  );
  return pids.filter((_, index) => found[index]).map(Number);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
