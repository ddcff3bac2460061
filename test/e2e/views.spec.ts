/**
 * Every view and state as a picture, light and dark, wide and narrow, and what can be checked of it: no accessibility violation
 * (contrast included), nothing clipped. The pictures are in artifacts/views; `npm run screenshots` keeps the wide ones in docs.
 */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { giveToUnprivileged } from '../support/run-as.ts';
import { makeSampleTree } from '../support/sample-tree.ts';
import { startSyntheticStore, syntheticProfile } from '../support/synthetic-store.ts';
import { expect, type RunningPail, signIn, startSignIn, test } from './fixtures.ts';

const FOLDER = path.join(import.meta.dirname, '../../artifacts/views');
const SIZES = [
  [1280, 800],
  [800, 600],
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Many pictures a test, and each of them is judged. */
test.describe.configure({ timeout: 300_000 });

/** Text that does not fit its box and is not cut on purpose (an ellipsis has its full name in a title). */
async function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, h1, h2, p, label, th, [role=gridcell], [role=columnheader]')]
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        const isCut =
          element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis';
        const box = element.getBoundingClientRect();
        const isOutside = box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
        return (isCut && element.clientWidth > 1) || isOutside;
      })
      .map((element) => element.textContent ?? ''),
  );
}

/** Takes the pictures of a view and checks it in each. */
async function show(pail: RunningPail, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const window = await pail.electronApp.browserWindow(pail.page);
  for (const [width, height] of SIZES) {
    await window.evaluate((browserWindow, size) => browserWindow.setContentSize(size[0], size[1]), [
      width,
      height,
    ] as const);
    await expect.poll(() => pail.page.evaluate(() => innerWidth)).toBe(width);
    for (const colorScheme of SCHEMES) {
      await pail.page.emulateMedia({ colorScheme });
      const file = path.join(FOLDER, `${name}-${colorScheme}-${width}.png`);
      await pail.page.screenshot({ path: file, animations: 'disabled' });
      const { violations } = await new AxeBuilder({ page: pail.page }).setLegacyMode().analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
      expect(found, `${name}, ${colorScheme}, ${width}`).toEqual([]);
      expect(await clippedTexts(pail.page), `${name}, ${width}: clipped`).toEqual([]);
    }
  }
  await window.evaluate((browserWindow) => browserWindow.setContentSize(1280, 800));
  await pail.page.emulateMedia({ colorScheme: 'light' });
}

test('welcome', async ({ startPail }) => {
  const pail = await startPail();
  await pail.page.getByRole('button', { name: 'Import profile…' }).waitFor();
  await show(pail, 'welcome');
});

test('sign-in: profile, waiting, failed, secrets asked for again', async ({ pail, startPail, world }) => {
  await pail.window.signInButton.waitFor();
  await show(pail, 'sign-in');
  await startSignIn(pail);
  await pail.page.getByText('Browser did not come back?').click();
  await show(pail, 'sign-in-waiting');
  await pail.page.getByRole('button', { name: 'Cancel' }).click();
  world.pool.faults.discovery = 'no-domain';
  await pail.window.signInButton.click();
  await pail.page.getByText('Sign-in did not work').waitFor();
  world.pool.faults.discovery = undefined;
  await show(pail, 'sign-in-failed');
  await pail.page.getByRole('button', { name: 'Remove profile…' }).click();
  await pail.window.sheet.waitFor();
  await show(pail, 'sheet-remove-profile');
  await pail.window.confirm('Keep');
  await pail.close();
  const next = await startPail();
  await next.page.getByText('This profile needs a secret').waitFor();
  await show(next, 'sign-in-secrets');
});

test('explorer: files, odd names, selection, empty, no match, denied', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const profile = structuredClone(world.profile) as unknown as { locations: object[] };
  profile.locations.push({ label: 'Other team', bucket: 'teams', prefix: 'team-b/', credentials: 'home' });
  await writeFile(profileFile, JSON.stringify(profile));
  const pail = await startPail({ args: [profileFile] });
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').waitFor();
  await show(pail, 'explorer');
  await window.row('Documents').click();
  await window.row('Welcome.md').click({ modifiers: ['ControlOrMeta'] });
  await show(pail, 'explorer-selection');
  await window.row('Documents').click({ button: 'right' });
  await page.getByRole('menu').waitFor();
  await show(pail, 'explorer-menu');
  await page.keyboard.press('Escape');
  await window.openFolder('Odd names');
  await show(pail, 'explorer-odd-names');
  await page.getByRole('searchbox').fill('nothing like this');
  await page.getByText(/Nothing here matches/).waitFor();
  await show(pail, 'explorer-no-match');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await window.openFolder('Empty folder');
  await page.getByText('This folder is empty.').waitFor();
  await show(pail, 'explorer-empty');
  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Other team' }).click();
  await page.getByText('You may not see this folder').waitFor();
  await show(pail, 'explorer-denied');
});

test('explorer: everything below, searching it, the size of folders', async ({ pail, desktop }) => {
  const { page, window } = pail;
  const status = page.getByRole('region', { name: 'Status' });
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').click();
  await page.getByRole('button', { name: 'Calculate size' }).click();
  await status.getByText(/in all/).waitFor();
  await show(pail, 'explorer-size');
  await window.list.press('ControlOrMeta+b');
  await page.getByRole('radio', { name: 'Everything below', checked: true }).waitFor();
  await window.list.getByRole('gridcell').first().waitFor();
  await window.list.press('Home');
  await expect(window.list.getByRole('row', { selected: true })).toHaveCount(1);
  await show(pail, 'explorer-flat');
  await window.list.getByRole('row', { selected: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show in its folder' }).waitFor();
  await show(pail, 'explorer-flat-menu');
  await page.keyboard.press('Escape');
  await window.list.press('ControlOrMeta+b');
  await page.getByRole('searchbox').fill('pdf');
  await expect(status).toContainText(/ of /);
  await show(pail, 'explorer-filter');
  await page.getByRole('radio', { name: 'Everything below' }).check();
  await expect(status).not.toContainText('so far');
  await window.list.getByRole('gridcell', { name: /pdf/ }).first().waitFor();
  await show(pail, 'explorer-search');
  await page.getByRole('searchbox').fill('nothing like this');
  await page.getByText(/^Searched .* below it/).waitFor();
  await show(pail, 'explorer-search-none');
});

test('explorer: listings under way, stopped, failed, from earlier', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const store = await startSyntheticStore({ count: 5000 });
  try {
    await writeFile(profileFile, JSON.stringify(syntheticProfile(world.profile, store)));
    const pail = await startPail({ args: [profileFile] });
    const { page, window } = pail;
    const status = page.getByRole('region', { name: 'Status' });
    await signIn(pail, desktop, 'ana');
    store.holdFrom(1);
    await window.openFolder('many');
    await page.getByText('Loading many…').waitFor();
    await show(pail, 'explorer-loading');
    store.holdFrom(3);
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await window.openFolder('many');
    await status.getByText(/^2,000 items so far/).waitFor();
    await status.getByText('Loading…').waitFor();
    await show(pail, 'explorer-loading-more');
    await window.list.press('Escape');
    await status.getByText('Partial').waitFor();
    await show(pail, 'explorer-partial');
    store.release('AccessDenied');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    store.release();
    store.holdFrom(2);
    await window.openFolder('many');
    await status.getByText(/^1,000 items so far/).waitFor();
    store.release('AccessDenied');
    await page.getByText(/The list ends after 1,000 items/).waitFor();
    await show(pail, 'explorer-failed-after');
    store.release();
    await page
      .getByRole('button', { name: 'Try again' })
      .or(page.getByRole('button', { name: 'Back', exact: true }))
      .first()
      .click();
    await window.openFolder('many');
    await status.getByText(/^5,000 items, /).waitFor();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    store.holdFrom(1);
    await page.getByRole('button', { name: 'Forward', exact: true }).click();
    await status.getByText('Checking…').waitFor();
    await show(pail, 'explorer-stale');
    store.release('AccessDenied');
    await page.getByText(/could not be listed again/).waitFor();
    await show(pail, 'explorer-stale-failed');
    store.release();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    store.holdFrom(3);
    await page.getByRole('searchbox').fill('zzz');
    await page.getByRole('radio', { name: 'Everything below' }).check();
    await page.getByText(/looked through so far/).waitFor();
    await show(pail, 'explorer-searching-none-yet');
    await page.getByRole('searchbox').fill('backup');
    await window.list
      .getByRole('gridcell', { name: /backup/ })
      .first()
      .waitFor();
    await show(pail, 'explorer-searching');
    await status.getByRole('button', { name: 'Stop' }).click();
    await status.getByText('Partial').waitFor();
    await show(pail, 'explorer-search-partial');
    store.release();
    await page.getByRole('searchbox').press('Escape');
    store.holdFrom(3);
    await window.row('many').click();
    await page.getByRole('button', { name: 'Calculate size' }).click();
    await status.getByText(/^Counting, 2,000/).waitFor();
    await show(pail, 'explorer-size-counting');
    await status.getByRole('button', { name: 'Stop' }).click();
    await status.getByText(/^At least 2,000/).waitFor();
    await show(pail, 'explorer-size-at-least');
  } finally {
    await store.stop();
  }
});

test('sheets and transfers', async ({ pail, desktop, folder }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await page.getByRole('button', { name: 'New folder', exact: true }).click();
  await show(pail, 'sheet-new-folder');
  await page.keyboard.press('Escape');
  await window.row('Documents').click();
  await window.askToDelete();
  await window.sheet.getByText(/in all/).waitFor();
  await show(pail, 'sheet-delete');
  await window.confirm('Keep');
  await page.getByRole('button', { name: 'Account ana', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await window.sheet.waitFor();
  await show(pail, 'sheet-sign-out');
  await window.confirm('Stay signed in');
  await window.showTransfers();
  await show(pail, 'transfers-empty');
  const tree = await makeSampleTree(folder, { count: 12, largeBytes: 0 });
  const file = path.join(folder, 'survey recording.bin');
  await writeFile(file, '');
  await truncate(file, 3 * 1024 ** 3);
  await giveToUnprivileged(folder);
  await window.drop([tree]);
  await window.transferEnd('field notes');
  await window.drop([tree]);
  await window.transferEnd('field notes');
  await window.transfers
    .first()
    .getByRole('button', { name: /^Items of/ })
    .click();
  await window.drop([file]);
  await window.transfers.first().getByText(/\/s/).waitFor();
  await show(pail, 'transfers');
  await window.transfers
    .first()
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await window.transferEnd('survey recording');
});

test('the focus is always to be seen', async ({ pail, desktop }) => {
  const { page } = pail;
  await signIn(pail, desktop, 'ana');
  await page.locator('body').press('Tab');
  const unseen: string[] = [];
  for (let step = 0; step < 16; step += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const ring = (one: Element): boolean => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
      };
      const shown =
        ring(element) ||
        [...element.querySelectorAll('*')].some(ring) ||
        (element.parentElement !== null && ring(element.parentElement));
      return { name: element.ariaLabel ?? element.textContent ?? element.tagName, shown };
    });
    if (!focused.shown) unseen.push(focused.name);
    await page.keyboard.press('Tab');
  }
  expect(unseen).toEqual([]);
});
