/** A user's desktop for one test, with the built app on it and a handler for its links. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { type BareDesktop, createBareDesktop, writeScript } from './bare-desktop.ts';
import type { Display } from './display.ts';
import { type Finished, giveToUnprivileged, runUnprivileged, unprivilegedPrefix } from './run-as.ts';
import { installLinkHandler } from './session.ts';

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
export interface Desktop extends BareDesktop {
  /** The program that Playwright starts: it gives up root, then becomes Electron. */
  readonly launcher: string;
  /** What all instances of the app print, from their first line on. */
  readonly logFile: string;
  /** The arguments that start the app with this user data folder; what a user would add comes after. */
  appArguments(userDataDir: string): string[];
  /** Links start the app with these arguments from now on: those of the instance that should get them. */
  handleLinksWith(appArguments: readonly string[]): Promise<void>;
  /** Starts the app without Playwright, as a user who clicks its icon, and waits for its end. */
  runApp(args: readonly string[]): Promise<Finished>;
}

/** Makes a desktop with the app installed on it. */
export async function createDesktop(options: DesktopOptions): Promise<Desktop> {
  const { display, appFolder = repositoryRoot, scheme = 'pail-dev', keyring = false } = options;
  const bare = await createBareDesktop({ display, scheme, keyring });
  const { home, env } = bare;
  const at = (name: string): string => path.join(home, name);
  const logFile = at('app.log');
  const scripts = { app: at('bin/app'), launcher: at('bin/launch'), link: at('bin/open-link') };

  const desktop: Desktop = {
    ...bare,
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
    runApp: (args) => runUnprivileged(scripts.app, args, { env }),
  };

  try {
    await stageApp(appFolder, at('app'));
    await writeAppScripts(scripts, logFile);
    await desktop.handleLinksWith(desktop.appArguments(at('user-data')));
    for (const made of ['app', 'bin', 'app.log']) await giveToUnprivileged(at(made));
    const entry = await desktopEntryName(appFolder);
    await installLinkHandler({ entry, title: 'Pail', script: scripts.link, schemes: [scheme] }, env);
    return desktop;
  } catch (error) {
    await desktop.stop();
    throw error;
  }
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

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
