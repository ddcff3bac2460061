/**
 * A user's desktop for one test, on Linux, before anything of Pail is on it: a home, a session bus, a system browser and,
 * where wanted, a keyring. Nothing of the machine's own user is read or changed.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright';
import type { Display } from './display.ts';
import { type Environment, endProcessesOf, giveToUnprivileged, spawnUnprivileged } from './run-as.ts';
import { installLinkHandler, startBus, startKeyring } from './session.ts';
import { SystemBrowser } from './system-browser.ts';

export interface BareDesktopOptions {
  readonly display: Display;
  /** The scheme that trusted pages may open without a question. */
  readonly scheme: string;
  /** A session with an unlocked keyring; without one Electron has nothing to encrypt with. */
  readonly keyring?: boolean;
}

export interface BareDesktop {
  /** HOME: a temporary folder that belongs to the unprivileged user. */
  readonly home: string;
  /** The whole environment of programs on this desktop. */
  readonly env: Environment;
  /** Opens an address as a click on a link does. Does not wait: what it starts may run for long. */
  open(url: string): void;
  /** Lets pages of this origin open the app without a question. Only before the browser has started. */
  trustBrowserOrigin(origin: string): Promise<void>;
  /** The system browser, once a link has started it. */
  browser(): Promise<Browser>;
  /** Ends every program of this desktop and removes the home. */
  stop(): Promise<void>;
}

/** Makes a desktop. */
export async function createBareDesktop({
  display,
  scheme,
  keyring = false,
}: BareDesktopOptions): Promise<BareDesktop> {
  if (process.platform !== 'linux') throw new Error('Test desktops exist on Linux only.');
  const home = await mkdtemp(path.join(tmpdir(), 'pail-home-'));
  const env = environmentOf(home, keyring, display);
  const browser = new SystemBrowser(home, scheme);
  const desktop: BareDesktop = {
    home,
    env,
    open(url) {
      spawnUnprivileged('xdg-open', [url], { env, stdio: 'ignore' });
    },
    trustBrowserOrigin: (origin) => browser.trust(origin),
    browser: () => browser.connect(),
    async stop() {
      await browser.disconnect();
      await endProcessesOf(home);
      await rm(home, { recursive: true });
    },
  };
  try {
    await makeFolders(home, env);
    const script = path.join(home, 'bin/open-web');
    await writeScript(script, browser.script());
    await giveToUnprivileged(home);
    await startBus(env);
    if (keyring) await startKeyring(env);
    await installLinkHandler({ entry: 'browser.desktop', title: 'Browser', script, schemes: ['http', 'https'] }, env);
    return desktop;
  } catch (error) {
    await desktop.stop();
    throw error;
  }
}

/** Runs `body` on a desktop of its own. */
export async function withBareDesktop(
  options: BareDesktopOptions,
  body: (desktop: BareDesktop) => Promise<void>,
): Promise<void> {
  const desktop = await createBareDesktop(options);
  try {
    await body(desktop);
  } finally {
    await desktop.stop();
  }
}

/** Writes an executable script for bash. */
export async function writeScript(file: string, body: string): Promise<void> {
  await writeFile(file, `#!/bin/bash\n${body}\n`);
  await chmod(file, 0o755);
}

function environmentOf(home: string, keyring: boolean, display: Display): Environment {
  const runtime = path.join(home, 'run');
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: home,
    TMPDIR: path.join(home, 'tmp'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(runtime, 'bus')}`,
    // Electron takes the keyring from the kind of desktop. Without one it uses none, and does not ask anybody.
    ...(keyring ? { XDG_CURRENT_DESKTOP: 'GNOME' } : {}),
    // The stand-in runtime is older than the SDK likes; a line about it on every start helps nobody.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...display.env,
  };
}

async function makeFolders(home: string, env: Environment): Promise<void> {
  for (const name of ['TMPDIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME']) {
    await mkdir(env[name] ?? '', { recursive: true, mode: 0o700 });
  }
  await mkdir(path.join(env['XDG_DATA_HOME'] ?? '', 'applications'));
  await mkdir(path.join(home, 'bin'));
}
