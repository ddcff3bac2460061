/**
 * The tour: the main job from sign-in to sign-out in the real app, with the real browser and the real link, driven by nobody.
 * Writes screenshots to artifacts/tour/ and ends with one line of JSON. Exit code 0 only if every step held.
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { MISSING_WITHOUT_CEPH } from '../../../scripts/lib/store-choice.mjs';
import { launchApp, type PailApp } from '../app.ts';
import { createDesktop, type Desktop } from '../desktop.ts';
import { ensureDisplay } from '../display.ts';
import { pageOf, signInOnPage } from '../hosted-page.ts';
import { PailWindow } from '../pail-window.ts';
import { giveToUnprivileged } from '../run-as.ts';
import { makeSampleTree } from '../sample-tree.ts';
import { storedNames, storedTreeHash } from '../store-reader.ts';
import { treeHash } from '../tree-hash.ts';
import { demoLargeBytes, startWorld, type World } from '../world.ts';

const SCREENSHOTS = path.join(import.meta.dirname, '../../../artifacts/tour');
const FOLDER = 'field notes';

interface Outcome {
  ok: boolean;
  readonly store?: string;
  readonly steps: string[];
  sourceSha256?: string;
  storedSha256?: string;
  downloadedSha256?: string;
  error?: string;
}

function assert(held: boolean, what: string): asserts held {
  if (!held) throw new Error(`It did not hold: ${what}.`);
}

class Tour {
  readonly outcome: Outcome;
  readonly #world: World;
  readonly #desktop: Desktop;
  readonly #app: PailApp;
  readonly #window: PailWindow;

  constructor(world: World, desktop: Desktop, app: PailApp) {
    this.outcome = { ok: false, store: world.store, steps: [] };
    this.#world = world;
    this.#desktop = desktop;
    this.#app = app;
    this.#window = new PailWindow(app.page);
  }

  async run(): Promise<void> {
    await this.#step('profile', () => this.#window.signInButton.waitFor());
    await this.#step('sign-in', () => this.#signIn());
    await this.#step('browse', () => this.#browse());
    await this.#step('upload', () => this.#upload());
    await this.#step('download', () => this.#download());
    await this.#step('delete', () => this.#delete());
    await this.#step('sign-out', () => this.#signOut());
    this.outcome.ok = true;
  }

  async #step(name: string, work: () => Promise<void>): Promise<void> {
    console.log(`${this.outcome.steps.length + 1}. ${name}`);
    await work();
    this.outcome.steps.push(name);
    const number = String(this.outcome.steps.length).padStart(2, '0');
    await this.#app.page.screenshot({ path: path.join(SCREENSHOTS, `${number}-${name}.png`) });
  }

  async #signIn(): Promise<void> {
    await this.#window.signInButton.click();
    await this.#window.waitingForBrowser.waitFor();
    const page = await pageOf(await this.#desktop.browser(), this.#world.pool.origin);
    await page.screenshot({ path: path.join(SCREENSHOTS, '02-sign-in-browser.png') });
    await signInOnPage(page, 'ana', 'demo');
    await this.#window.list.waitFor();
    const names = await this.#window.locations.allTextContents();
    assert(
      names.some((name) => name.includes('team-a')),
      `Ana sees team-a, of ${names.join(', ')}`,
    );
    assert(!names.some((name) => name.includes('team-b')), 'Ana does not see team-b');
  }

  async #browse(): Promise<void> {
    await this.#window.openFolder('Documents');
    await this.#app.page.getByRole('button', { name: 'Enclosing folder' }).click();
    await this.#window.row('Documents').waitFor();
    await this.#window.openFolder('Odd names');
    await this.#app.page.getByRole('button', { name: 'Back', exact: true }).click();
    await this.#window.openLocation('team-a');
  }

  async #upload(): Promise<void> {
    const parent = path.join(this.#desktop.home, 'tmp');
    const source = await makeSampleTree(parent);
    await giveToUnprivileged(source);
    this.outcome.sourceSha256 = await treeHash(source);
    await this.#window.drop([source]);
    const end = await this.#window.transferEnd(`Upload ${FOLDER}`);
    assert(end.startsWith('Completed'), `the upload completed (${end})`);
    await this.#window.row(FOLDER).waitFor();
    this.outcome.storedSha256 = await storedTreeHash(this.#world.rgw, 'teams', `team-a/${FOLDER}`);
    assert(this.outcome.storedSha256 === this.outcome.sourceSha256, 'the store holds the same tree');
  }

  async #download(): Promise<void> {
    const target = path.join(this.#desktop.home, 'tmp/downloads');
    await mkdir(target);
    await giveToUnprivileged(target);
    await this.#app.electronApp.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, target);
    await this.#window.row(FOLDER).click();
    await this.#window.downloadSelection();
    const end = await this.#window.transferEnd(`Download ${FOLDER}`);
    assert(end.startsWith('Completed'), `the download completed (${end})`);
    this.outcome.downloadedSha256 = await treeHash(path.join(target, FOLDER));
    assert(this.outcome.downloadedSha256 === this.outcome.sourceSha256, 'the downloaded tree is the same');
  }

  async #delete(): Promise<void> {
    await this.#window.row(FOLDER).click();
    await this.#window.askToDelete();
    await this.#window.confirm('Delete');
    const end = await this.#window.transferEnd(`Delete ${FOLDER}`);
    assert(end.startsWith('Completed'), `the delete completed (${end})`);
    await this.#window.row(FOLDER).waitFor({ state: 'detached' });
    const left = await storedNames(this.#world.rgw, 'teams', 'team-a/');
    assert(!left.some((name) => name.startsWith(`${FOLDER}/`)), 'nothing of the folder is left in the store');
    assert(left.length > 0, 'the other objects are still there');
  }

  async #signOut(): Promise<void> {
    await this.#window.signOut('ana');
    await this.#window.signInButton.waitFor();
    const revoked = this.#world.pool.requests.some(({ path: requested }) => requested === '/oauth2/revoke');
    assert(revoked, 'the refresh token was revoked');
  }
}

async function main(): Promise<Outcome> {
  await rm(SCREENSHOTS, { recursive: true, force: true });
  await mkdir(SCREENSHOTS, { recursive: true });
  const ends: (() => Promise<void>)[] = [];
  let outcome: Outcome = { ok: false, steps: [] };
  try {
    const display = await ensureDisplay();
    ends.push(() => display.stop());
    console.log('Starting the sign-in service and the S3 server, and filling it with sample files…');
    const world = await startWorld({ largeBytes: demoLargeBytes() });
    if (world.store === 'emulator') console.log(MISSING_WITHOUT_CEPH);
    ends.push(() => world.stop());
    const desktop = await createDesktop({ display });
    ends.push(() => desktop.stop());
    await desktop.trustBrowserOrigin(world.pool.origin);
    const profile = path.join(desktop.home, 'demo.pail');
    await world.writeProfile(profile);
    await chmod(profile, 0o644);
    const app = await launchApp(desktop, { args: [profile] });
    ends.push(() => app.close());
    const tour = new Tour(world, desktop, app);
    outcome = tour.outcome;
    await tour.run().catch(async (error: unknown) => {
      await app.page.screenshot({ path: path.join(SCREENSHOTS, 'failed.png') });
      console.error(app.logs());
      throw error;
    });
  } catch (error) {
    outcome.ok = false;
    outcome.error = error instanceof Error ? error.message : String(error);
  }
  for (const end of ends.reverse()) await end();
  return outcome;
}

const outcome = await main();
console.log(JSON.stringify(outcome));
process.exitCode = outcome.ok ? 0 : 1;
