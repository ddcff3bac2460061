/** Pail with somebody signed in, before a store of the bench. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchApp, type PailApp } from '../../support/app.ts';
import { FetchBrowser } from '../../support/cognito/browser.ts';
import { startUserPool, type UserPool } from '../../support/cognito/user-pool.ts';
import type { Desktop } from '../../support/desktop.ts';
import { PailWindow } from '../../support/pail-window.ts';
import type { AccessKeys } from '../../support/rgw.ts';
import { giveToUnprivileged } from '../../support/run-as.ts';
import type { Bench } from '../bench.ts';
import { benchDesktop } from './desktop.ts';

const USER = {
  username: 'ana',
  password: 'demo',
  sub: '7b1f0c52-3a8e-4d16-9c47-5e2d8a90b601',
  email: 'ana@acme.example',
  emailVerified: true,
  groups: [],
};

/** What the person may see, in order: the first is shown after the sign-in. */
export interface Place {
  readonly label: string;
  readonly bucket: string;
  readonly prefix: string;
}

export interface SignedInOptions {
  readonly name: string;
  readonly endpoint: string;
  readonly keys: AccessKeys;
  readonly places: readonly Place[];
  readonly devicePixelRatio?: number;
}

/** A running Pail; it ends with the run. */
export interface SignedIn {
  readonly app: PailApp;
  readonly window: PailWindow;
  readonly desktop: Desktop;
}

/** Starts Pail with a profile of static keys, and signs in. */
export async function startSignedIn(bench: Bench, options: SignedInOptions): Promise<SignedIn> {
  const pool = await userPool(bench);
  const plain = await benchDesktop(bench);
  const scale = `--force-device-scale-factor=${options.devicePixelRatio ?? 1}`;
  const desktop: Desktop = {
    ...plain,
    appArguments: (userDataDir) =>
      plain.appArguments(userDataDir).map((one) => (one.startsWith('--force-device-scale-factor=') ? scale : one)),
  };
  const profile = path.join(desktop.home, `${options.name}.pail`);
  await writeFile(profile, JSON.stringify(profileOf(pool, options)));
  await giveToUnprivileged(profile);
  const userDataDir = path.join(desktop.home, `data-${options.name}`);
  const app = await launchApp(desktop, { args: [profile], userDataDir });
  bench.atEnd(() => app.close());
  const window = new PailWindow(app.page);
  await app.electronApp.evaluate(({ shell }) => {
    shell.openExternal = async (url) => {
      (globalThis as { openedUrl?: string }).openedUrl = url;
    };
  });
  await window.signInButton.click();
  await window.waitingForBrowser.waitFor();
  const address = await app.electronApp.evaluate(() => (globalThis as { openedUrl?: string }).openedUrl ?? '');
  desktop.open(await new FetchBrowser().signIn(address, { username: USER.username, password: USER.password }));
  await window.list.waitFor();
  return { app, window, desktop };
}

function userPool(bench: Bench): Promise<UserPool> {
  return bench.once('user pool', () =>
    bench.own(
      startUserPool({
        users: [USER],
        redirectUris: ['pail://auth/callback', 'pail-dev://auth/callback'],
        logoutUris: ['pail://auth/logout', 'pail-dev://auth/logout'],
      }),
    ),
  );
}

function profileOf({ issuer, clientId, clientSecret }: UserPool, { name, endpoint, keys, places }: SignedInOptions) {
  return {
    version: 1,
    name: `Bench ${name}`,
    signIn: { issuer, clientId, clientSecret, scopes: 'openid email' },
    storage: { region: 'us-east-1', endpoint, pathStyle: true },
    credentials: [{ id: 'shared', kind: 'static', ...keys }],
    locations: places.map((place) => ({ ...place, credentials: 'shared' })),
  };
}
