/** Pail as its package puts it on this machine: made, installed, started and driven, and removed again. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { run } from '../../scripts/lib/run.mjs';
import type { BareDesktop } from './bare-desktop.ts';
import { endChild, spawnUnprivileged } from './run-as.ts';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE_LIMIT_MS = 180_000;
const START_LIMIT_MS = 30_000;
/** Attaching takes half a second, or for ever when a page is replaced meanwhile; the next try then works. */
const ATTACH_LIMIT_MS = 5_000;

/** Where a package puts the program. */
export const INSTALLED_PROGRAM = '/usr/bin/pail';

/** Where the installed app keeps its data on a desktop. */
export const userData = (desktop: BareDesktop): string => path.join(desktop.env['XDG_CONFIG_HOME'] ?? '', 'Pail');

/** The packages of one run of `npm run package`. */
export interface Packages {
  readonly deb: string;
  readonly tarball: string;
  /** The unpacked app. */
  readonly folder: string;
}

/** Makes packages of what is in out/. */
export async function makePackages(output: string): Promise<Packages> {
  const args = ['scripts/package.mjs', '--built', '--output', output];
  const made = await run(process.execPath, args, { cwd: repositoryRoot, timeoutMs: PACKAGE_LIMIT_MS });
  if (made.code !== 0) throw new Error(`npm run package failed (${made.code}):\n${made.output}`);
  const names = await readdir(output);
  const find = (ending: string): string => {
    const [name, ...others] = names.filter((one) => one.endsWith(ending));
    if (name === undefined || others.length > 0) throw new Error(`Not one ${ending} among: ${names.join(', ')}.`);
    return path.join(output, name);
  };
  return { deb: find('.deb'), tarball: find('.tar.gz'), folder: find('-unpacked') };
}

/** Installs a .deb, as a person would who opens it. Refuses where that would replace somebody's own Pail. */
export async function install(deb: string): Promise<void> {
  const present = await installedVersion();
  if (present !== null && !present.endsWith('unsupported')) {
    throw new Error(`Pail ${present} is installed on this machine. The test would remove it: remove it first.`);
  }
  await aptGet('--no-install-recommends', '--reinstall', 'install', deb);
}

/** Removes what {@link install} has installed, and its settings on this machine. */
export async function uninstall(): Promise<void> {
  if ((await installedVersion()) !== null) await aptGet('purge', 'pail');
}

/** The version that is installed; `null` where none is. */
export async function installedVersion(): Promise<string | null> {
  const { code, output } = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Version}', 'pail']);
  return code === 0 && output.startsWith('installed ') ? output.slice('installed '.length) : null;
}

async function aptGet(...args: readonly string[]): Promise<void> {
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  // Not written through to the disk: nothing of it is to outlast the test.
  const settings = ['DPkg::Lock::Timeout=120', 'DPkg::Options::=--force-unsafe-io'].flatMap((one) => ['-o', one]);
  const whole = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...settings, ...args];
  const [program = 'env', ...rest] = [...prefix, ...whole];
  const { code, output } = await run(program, rest, { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(`apt-get ${args.join(' ')} failed (${code}):\n${output}`);
}

/** A running Pail of the package. */
export interface InstalledPail {
  readonly page: Page;
  /** Of the main process. */
  readonly pid: number;
  /** What it has printed. */
  logs(): string;
  close(): Promise<void>;
}

/**
 * Starts the installed app and attaches to its window. Its fuses leave no way in for Node's inspector, by which Playwright
 * starts apps, but Chromium's own port, which whoever starts a program may open.
 */
export async function startInstalled(desktop: BareDesktop, args: readonly string[] = []): Promise<InstalledPail> {
  // A virtual display has no GPU: the GPU process would fail twice before Chromium does without.
  const child = spawnUnprivileged(INSTALLED_PROGRAM, ['--remote-debugging-port=0', '--disable-gpu', ...args], {
    env: desktop.env,
    cwd: desktop.home,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const address = (): string | undefined => /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
  try {
    const browser = await attach(address);
    const page = await firstWindow(browser);
    return {
      page,
      pid: child.pid ?? 0,
      logs: () => printed,
      async close() {
        await browser.close();
        await endChild(child, 5_000);
      },
    };
  } catch (error) {
    await endChild(child);
    throw new Error(`The installed app did not start. It printed:\n${printed}`, { cause: error });
  }
}

async function attach(address: () => string | undefined): Promise<Browser> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const endpoint = address();
      if (endpoint === undefined) throw new Error('It has not said where it listens.');
      return await chromium.connectOverCDP(endpoint, { timeout: ATTACH_LIMIT_MS });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function firstWindow(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('It has no context.');
  return context.pages()[0] ?? context.waitForEvent('page', { timeout: START_LIMIT_MS });
}

/** A process of the installed app on one desktop. */
export interface AppProcess {
  readonly pid: number;
  readonly args: readonly string[];
  /** The fields of /proc/<pid>/status. */
  readonly status: Readonly<Record<string, string>>;
}

/** The helpers of the installed app on one desktop: its renderers, its network and so on. */
export async function appProcesses(desktop: BareDesktop): Promise<AppProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProcess(Number(pid))));
  return found
    .filter((one) => one !== null)
    .filter(({ args }) => args.includes(`--user-data-dir=${userData(desktop)}`));
}

async function readProcess(pid: number): Promise<AppProcess | null> {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const [commandLine, status] = await Promise.all([read('cmdline'), read('status')]);
  // It has ended meanwhile.
  if (status === '') return null;
  const fields = status.trimEnd().split('\n');
  return {
    pid,
    // Chromium writes over its own, with spaces between.
    args: commandLine.split(/[\0 ]/),
    status: Object.fromEntries(fields.map((line) => line.split(/:\s*/, 2))),
  };
}
