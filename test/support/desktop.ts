/**
 * A user's desktop for one test, on Linux: a home, a session bus, a handler for Pail's links, a system browser and, where
 * wanted, a keyring. Nothing of the machine's own user is read or changed.
 */
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import type { Display } from './display.ts';
import {
  type Environment,
  endProcessesOf,
  type Finished,
  giveToUnprivileged,
  runUnprivileged,
  spawnUnprivileged,
  unprivilegedPrefix,
} from './run-as.ts';
import { installLinkHandler, startBus, startKeyring } from './session.ts';
import { SystemBrowser } from './system-browser.ts';

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What of an app's folder runs: the rest of the app is bundled into `out`. */
const APP_PARTS = ['package.json', 'out', 'resources'];

/** What a test may choose about its desktop. */
export interface DesktopOptions {
  readonly display: Display;
  /** The folder of a built app (package.json, out/, perhaps resources/); the repository by default. */
  readonly appFolder?: string;
  /** The scheme whose links start the app. */
  readonly scheme?: string;
  /** A session with an unlocked keyring; without one Electron has nothing to encrypt with. */
  readonly keyring?: boolean;
}

/** One test's desktop. */
export interface Desktop {
  /** HOME: a temporary folder that belongs to the unprivileged user. */
  readonly home: string;
  /** The whole environment of programs on this desktop. */
  readonly env: Environment;
  /** The program that Playwright starts: it gives up root, then becomes Electron. */
  readonly launcher: string;
  /** What all instances of the app print, from their first line on. */
  readonly logFile: string;
  /** The arguments that start the app with this user data folder; what a user would add comes after. */
  appArguments(userDataDir: string): string[];
  /** Links start the app with these arguments from now on: those of the instance that should get them. */
  handleLinksWith(appArguments: readonly string[]): Promise<void>;
  /** Opens an address as a click on a link does. Does not wait: what it starts may run for long. */
  open(url: string): void;
  /** Starts the app without Playwright, as a user who clicks its icon, and waits for its end. */
  runApp(args: readonly string[]): Promise<Finished>;
  /** Lets pages of this origin open the app without a question. Only before the browser has started. */
  trustBrowserOrigin(origin: string): Promise<void>;
  /** The system browser, once a link has started it. */
  browser(): Promise<Browser>;
  /** Ends every program of this desktop and removes the home. */
  stop(): Promise<void>;
}

/** Makes a desktop with the app installed on it. */
export async function createDesktop(options: DesktopOptions): Promise<Desktop> {
  if (process.platform !== 'linux') throw new Error('Test desktops exist on Linux only.');
  const { display, appFolder = repositoryRoot, scheme = 'pail-dev', keyring = false } = options;
  const home = await mkdtemp(path.join(tmpdir(), 'pail-home-'));
  const at = (name: string): string => path.join(home, name);
  const env = environmentOf(home, keyring, display);
  const logFile = at('app.log');
  const scripts = {
    app: at('bin/app'),
    launcher: at('bin/launch'),
    link: at('bin/open-link'),
    web: at('bin/open-web'),
  };
  const browser = new SystemBrowser(home, scheme);

  const desktop: Desktop = {
    home,
    env,
    launcher: scripts.launcher,
    logFile,
    appArguments: (userDataDir) => [
      `--user-data-dir=${userDataDir}`,
      // Layout and colours of screenshots must not depend on the display.
      '--force-device-scale-factor=1',
      '--force-color-profile=srgb',
      // A virtual display has no GPU: the GPU process would fail twice before Chromium does without.
      '--disable-gpu',
      at('app'),
    ],
    handleLinksWith: (args) => writeScript(scripts.link, `exec ${quote([scripts.app, ...args])} "$@"`),
    open(url) {
      spawnUnprivileged('xdg-open', [url], { env, stdio: 'ignore' });
    },
    runApp: (args) => runUnprivileged(scripts.app, args, { env }),
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
    await stageApp(appFolder, at('app'));
    await writeAppScripts(scripts, logFile);
    await desktop.handleLinksWith(desktop.appArguments(at('user-data')));
    await writeScript(scripts.web, browser.script());
    await giveToUnprivileged(home);
    await startBus(env);
    if (keyring) await startKeyring(env);
    const entry = await desktopEntryName(appFolder);
    await installLinkHandler({ entry, title: 'Pail', script: scripts.link, schemes: [scheme] }, env);
    const web = { entry: 'browser.desktop', title: 'Browser', script: scripts.web, schemes: ['http', 'https'] };
    await installLinkHandler(web, env);
    return desktop;
  } catch (error) {
    await desktop.stop();
    throw error;
  }
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

/** The clone may lie where the unprivileged user cannot read. */
async function stageApp(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const part of APP_PARTS) {
    await cp(path.join(source, part), path.join(target, part), { recursive: true }).catch((error) => {
      if (error.code !== 'ENOENT' || part === 'package.json') throw error;
    });
  }
}

async function writeAppScripts(scripts: { app: string; launcher: string }, logFile: string): Promise<void> {
  const { executable } = await electronRuntime({ quiet: true });
  const log = quote([logFile]);
  // Playwright's pipes can be read only after it has attached, and links start instances that have no pipe to us.
  const copyOutput = `exec > >(exec tee -a ${log}) 2> >(exec tee -a ${log} >&2)`;
  await writeFile(logFile, '');
  await writeScript(scripts.app, `${copyOutput}\nexec ${quote([executable])} "$@"`);
  await writeScript(scripts.launcher, `exec ${quote([...unprivilegedPrefix, scripts.app])} "$@"`);
}

/** The name that Electron gives to the app's desktop entry. */
async function desktopEntryName(appFolder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(appFolder, 'package.json'), 'utf8'));
  return manifest.desktopName ?? `${manifest.productName ?? manifest.name}.desktop`;
}

async function writeScript(file: string, body: string): Promise<void> {
  await writeFile(file, `#!/bin/bash\n${body}\n`);
  await chmod(file, 0o755);
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
