/** What every end-to-end test stands on: a display and a world for the run, a desktop for the test. */
import { chmod, mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { test as base, type ElectronApplication, expect } from '@playwright/test';
import { storeChoice } from '../../scripts/lib/store-choice.mjs';
import { type LaunchOptions, launchApp, type PailApp } from '../support/app.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { createDesktop, type Desktop } from '../support/desktop.ts';
import { type Display, ensureDisplay } from '../support/display.ts';
import { needsCeph } from '../support/needs-ceph.ts';
import { PailWindow } from '../support/pail-window.ts';
import { guardSamples, type SampleGuard } from '../support/sample-guard.ts';
import { startWorld, type World } from '../support/world.ts';

/** Pail running on its desktop, with the demo profile imported as an argument. */
export interface RunningPail extends PailApp {
  readonly window: PailWindow;
  /** Everything that the page printed or that was thrown in it, CSP violations included. */
  readonly pageErrors: readonly string[];
}

interface TestOptions {
  /** The desktop has one, so that Pail keeps sign-ins and secrets: `test.use({ keyring: true })`. */
  keyring: boolean;
}

interface TestFixtures {
  /** Skips what cannot run on this machine, with the reason. */
  onlyWhereItCan: undefined;
  /** Sees to it that the sample data is for the next test what it was for this one. */
  samplesAsBefore: undefined;
  desktop: Desktop;
  /** The demo profile as a file that the unprivileged user can read. */
  profileFile: string;
  /** Starts Pail; closed at the end of the test. */
  startPail: (options?: LaunchOptions) => Promise<RunningPail>;
  /** Pail with the demo profile, nobody signed in. */
  pail: RunningPail;
  /** A folder of the unprivileged user, for files of the test. */
  folder: string;
}

interface WorkerFixtures {
  display: Display;
  world: World;
  samples: SampleGuard;
}

export const test = base.extend<TestOptions & TestFixtures, WorkerFixtures>({
  keyring: [false, { option: true }],
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
    async ({}, use) => {
      const display = await ensureDisplay();
      await use(display);
      await display.stop();
    },
    { scope: 'worker' },
  ],
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
    async ({}, use) => {
      const world = await startWorld({ largeBytes: 8 * 1024 * 1024, manyCount: 1100 });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  samples: [
    async ({ world }, use) => {
      const s3 = world.rgw.adminS3();
      await use(await guardSamples(s3));
      s3.destroy();
    },
    { scope: 'worker' },
  ],
  onlyWhereItCan: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
    async ({}, use, { file }) => {
      test.skip(process.platform !== 'linux', 'the desktop of a test is one of Linux');
      const need = storeChoice() === 'ceph' ? null : needsCeph(path.basename(file));
      test.skip(need !== null, `there is no Ceph here, and it needs ${need}`);
      await use(undefined);
    },
    { auto: true },
  ],
  samplesAsBefore: [
    async ({ samples }, use) => {
      await use(undefined);
      // Whatever ran in the test has ended by now: what is asked for first is left last.
      expect(await samples.tidy(), 'sample data that this test has deleted, renamed or overwritten').toEqual([]);
    },
    { auto: true },
  ],
  desktop: async ({ display, world, keyring }, use) => {
    const desktop = await createDesktop({ display, keyring });
    await desktop.trustBrowserOrigin(world.pool.origin);
    await use(desktop);
    await desktop.stop();
  },
  profileFile: async ({ desktop, world }, use) => {
    const file = path.join(desktop.home, 'demo.pail');
    await world.writeProfile(file);
    await chmod(file, 0o644);
    await use(file);
  },
  folder: async ({ desktop }, use) => {
    const folder = await mkdtemp(path.join(desktop.home, 'tmp/test-'));
    await chmod(folder, 0o777);
    await use(folder);
  },
  startPail: async ({ desktop }, use) => {
    const running: PailApp[] = [];
    await use(async (options) => {
      const app = await launchApp(desktop, options);
      running.push(app);
      const pageErrors: string[] = [];
      app.page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') pageErrors.push(message.text());
      });
      app.page.on('pageerror', (error) => pageErrors.push(String(error)));
      return Object.assign(app, { window: new PailWindow(app.page), pageErrors });
    });
    for (const app of running.reverse()) await app.close();
  },
  pail: async ({ startPail, profileFile }, use) => {
    await use(await startPail({ args: [profileFile] }));
  },
});

/** Skips a single test where there is no Ceph; `need` is what only Ceph has. Whole files stand in `needs-ceph.ts`. */
export function needCeph(need: string): void {
  test.skip(storeChoice() !== 'ceph', `there is no Ceph here, and it needs ${need}`);
}

export { expect } from '@playwright/test';

/** Answers the next folder or file dialog with these paths, as a person would. */
export async function answerDialog(electronApp: ElectronApplication, filePaths: readonly string[]): Promise<void> {
  await electronApp.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = async () => ({ canceled: paths.length === 0, filePaths: [...paths] });
  }, filePaths);
}

/** Presses Sign in with no browser program at hand; answers the address that Pail asks the OS to open. */
export async function startSignIn(pail: RunningPail): Promise<string> {
  await pail.electronApp.evaluate(({ shell }) => {
    shell.openExternal = async (url) => {
      (globalThis as { openedUrl?: string }).openedUrl = url;
    };
  });
  await pail.window.signInButton.click();
  await pail.window.waitingForBrowser.waitFor();
  return pail.electronApp.evaluate(() => (globalThis as { openedUrl?: string }).openedUrl ?? '');
}

/**
 * Signs in without a browser program: a fetch plays the person, and the final address goes the real way, by the desktop's
 * link handler and a second instance.
 */
export async function signIn(pail: RunningPail, desktop: Desktop, username: string): Promise<void> {
  const address = await startSignIn(pail);
  desktop.open(await new FetchBrowser().signIn(address, { username, password: 'demo' }));
  await pail.window.list.waitFor();
}

/** The engine's process, while there is one. */
export function enginePid({ electronApp }: RunningPail): Promise<number | undefined> {
  return electronApp.evaluate(
    ({ app }) =>
      app.getAppMetrics().find(({ serviceName, name }) => `${serviceName} ${name}`.includes('Pail engine'))?.pid,
  );
}

/** How many bytes of the newest transfer are done. */
export function bytesDone({ page }: RunningPail): Promise<number> {
  return page.evaluate(async () => {
    const answer = await window.pail.transfers.list();
    return answer.ok ? (answer.value[0]?.bytesDone ?? 0) : 0;
  });
}

/** Makes a folder that the unprivileged user can write to. */
export async function makeTarget(parent: string, name: string): Promise<string> {
  const target = path.join(parent, name);
  await mkdir(target);
  await chmod(target, 0o777);
  return target;
}
