/** The app under test: started by Playwright on a test desktop, as the unprivileged user, with Chromium's sandbox on. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright';
import type { Desktop } from './desktop.ts';
import type { Environment, Finished } from './run-as.ts';

const LAUNCH_LIMIT_MS = 60_000;
const CLOSE_LIMIT_MS = 5_000;

/** How to start the app. */
export interface LaunchOptions {
  /** What a user would write behind the app's name: a link, a profile file. */
  readonly args?: readonly string[];
  /** Added to the desktop's environment. */
  readonly env?: Environment;
  /** The app's data; one folder per desktop by default. */
  readonly userDataDir?: string;
}

/** A running app. */
export interface PailApp {
  readonly electronApp: ElectronApplication;
  /** The first window. */
  readonly page: Page;
  readonly userDataDir: string;
  /** What instances of the app have printed on this desktop since this one was started. */
  logs(): string;
  /** The process that the first window's page runs in. */
  rendererPid(): Promise<number>;
  /** The fields of /proc/<pid>/status. */
  processStatus(pid: number): Promise<Readonly<Record<string, string>>>;
  /** Starts the app once more with the same data and this argument, and waits until that instance has ended. */
  secondInstance(argument: string): Promise<Finished>;
  /** Quits the app; kills it when it does not end in time. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts the app and waits for its first window. Links go to this instance from now on. */
export async function launchApp(desktop: Desktop, options: LaunchOptions = {}): Promise<PailApp> {
  const { args = [], env = {}, userDataDir = path.join(desktop.home, 'user-data') } = options;
  const appArguments = desktop.appArguments(userDataDir);
  await desktop.handleLinksWith(appArguments);

  const logStart = statSync(desktop.logFile).size;
  const logs = (): string => readFileSync(desktop.logFile).subarray(logStart).toString();
  let electronApp: ElectronApplication | undefined;
  try {
    electronApp = await electron.launch({
      executablePath: desktop.launcher,
      args: [...appArguments, ...args],
      cwd: desktop.home,
      env: { ...desktop.env, ...env },
      chromiumSandbox: true,
      timeout: LAUNCH_LIMIT_MS,
    });
    const page = await electronApp.firstWindow({ timeout: LAUNCH_LIMIT_MS });
    return appOf(desktop, electronApp, page, userDataDir, logs);
  } catch (error) {
    if (electronApp !== undefined) await close(electronApp, electronApp.process());
    throw new Error(`The app did not start. It printed:\n${logs()}`, { cause: error });
  }
}

function appOf(
  desktop: Desktop,
  electronApp: ElectronApplication,
  page: Page,
  userDataDir: string,
  logs: () => string,
): PailApp {
  const child = electronApp.process();
  let closing: Promise<void> | undefined;
  return {
    electronApp,
    page,
    userDataDir,
    logs,
    async rendererPid() {
      const window = await electronApp.browserWindow(page);
      return window.evaluate((browserWindow) => browserWindow.webContents.getOSProcessId());
    },
    async processStatus(pid) {
      const lines = (await readFile(`/proc/${pid}/status`, 'utf8')).trimEnd().split('\n');
      return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)));
    },
    secondInstance: (argument) => desktop.runApp([...desktop.appArguments(userDataDir), argument]),
    close() {
      closing ??= close(electronApp, child);
      return closing;
    },
  };
}

/** Ends the app, unless it has ended. */
async function close(electronApp: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => {
    console.warn(`The app did not quit within ${CLOSE_LIMIT_MS / 1000} s and was killed.`);
    child.kill('SIGKILL');
  }, CLOSE_LIMIT_MS);
  await electronApp.close();
  clearTimeout(timer);
}
