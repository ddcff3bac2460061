/** The main journeys by keyboard alone: no pointer, and nothing is given the focus but by keys. It is never lost. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { pageOf } from '../support/hosted-page.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { answerDialog, expect, makeTarget, type RunningPail, test } from './fixtures.ts';

test.describe.configure({ timeout: 240_000 });

const MOST_STOPS = 40;

/** Goes on with a key until something has the focus, as people do. */
async function goTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not within ${MOST_STOPS} stops.`);
}

/** What has the focus, in words; `null` where that is nothing. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element === null || element === document.body ? null : element.outerHTML.slice(0, 120);
  });

async function expectFocus(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeFocused();
  expect(await focused(page)).not.toBeNull();
}

/** Presses a key that opens a sheet; answers how to close it with another, after which the list has the focus again. */
async function openSheet({ page, window }: RunningPail, key: string, first: Locator): Promise<void> {
  await page.keyboard.press(key);
  await window.sheet.waitFor();
  await expectFocus(page, first);
}

async function closesTo({ page, window }: RunningPail, key: string, target: Locator): Promise<void> {
  await page.keyboard.press(key);
  await window.sheet.waitFor({ state: 'detached' });
  await expectFocus(page, target);
}

/** Longer than letters belong together: who types on after that begins anew. */
const TYPED_ANEW_MS = 1_500;

/** Chooses a row of the open folder by the beginning of its name. On a busy machine the letters may come too slowly for one word. */
async function typeTo({ page, window }: RunningPail, name: string): Promise<void> {
  await window.row(name).waitFor();
  await expect(async () => {
    await page.keyboard.type(name.slice(0, 6));
    await expect(window.row(name)).toHaveAttribute('aria-selected', 'true', { timeout: TYPED_ANEW_MS });
  }).toPass({ timeout: 15_000 });
}

test('import, sign in, browse, upload, download, delete and sign out', async ({
  startPail,
  desktop,
  world,
  profileFile,
  folder,
}) => {
  const pail = await startPail();
  const { page, window, electronApp } = pail;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const place = (name: string): Locator =>
    page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name, exact: true });
  const inSheet = (name: string): Locator => window.sheet.getByRole('button', { name, exact: true });
  const file = path.join(folder, 'keyed.txt');
  await writeFile(file, 'first');
  await giveToUnprivileged(folder);

  await test.step('import a profile', async () => {
    await expectFocus(page, button('Import profile…'));
    await answerDialog(electronApp, [profileFile]);
    await press('Enter');
    await expectFocus(page, window.signInButton);
  });

  await test.step('sign in, in the browser as well', async () => {
    await press('Enter');
    await window.waitingForBrowser.waitFor();
    expect(await focused(page)).not.toBeNull();
    await goTo(page, button('Cancel'), 'Tab');
    const browser = await desktop.browser();
    const hosted = await pageOf(browser, world.pool.origin);
    await expect(hosted.getByLabel('Username')).toBeFocused();
    await hosted.keyboard.type('ana');
    await hosted.keyboard.press('Tab');
    await hosted.keyboard.type('demo');
    await hosted.keyboard.press('Enter');
    await window.list.waitFor();
    await expectFocus(page, window.list);
  });

  await test.step('browse: into a folder and back, to another location and back', async () => {
    await typeTo(pail, 'Documents');
    await press('Enter');
    await expect(page.getByRole('grid', { name: 'Contents of Documents' })).toBeFocused();
    await press('Backspace');
    await expect(page.getByRole('grid', { name: 'Contents of My files' })).toBeFocused();
    await expect(window.row('Documents')).toHaveAttribute('aria-selected', 'true');
    await goTo(page, place('My files'), 'Shift+Tab');
    await press('ArrowDown');
    await expectFocus(page, place('team-a'));
    await press('Enter');
    await window.row('Handbook.pdf').waitFor();
    await expectFocus(page, place('team-a'));
    await goTo(page, window.list, 'Tab');
    await press('Alt+ArrowLeft');
    await expect(page.getByRole('grid', { name: 'Contents of My files' })).toBeFocused();
  });

  await test.step('look at properties, the menu of a row, the filter and the settings', async () => {
    await typeTo(pail, 'Welcome.md');
    await openSheet(pail, 'Alt+Enter', inSheet('Done'));
    await window.sheet.getByText(/^s3:\/\/homes\//).waitFor();
    await closesTo(pail, 'Escape', window.list);
    await press('Shift+F10');
    await expectFocus(page, page.getByRole('menuitem').first());
    await press('Escape');
    await expectFocus(page, window.list);
    await press('ControlOrMeta+f');
    await expectFocus(page, page.getByRole('searchbox'));
    await page.keyboard.type('welc');
    await expect(page.getByRole('region', { name: 'Status' })).toContainText('1 of ');
    await press('Escape');
    await expectFocus(page, window.list);
    await openSheet(pail, 'ControlOrMeta+,', window.sheet.getByRole('tab', { name: 'Appearance' }));
    await press('ArrowDown');
    await expectFocus(page, window.sheet.getByRole('tab', { name: 'Transfers', selected: true }));
    await closesTo(pail, 'Escape', window.list);
  });

  await test.step('make a folder and upload into it, and once more over what is there', async () => {
    await openSheet(pail, 'ControlOrMeta+Shift+n', window.sheet.getByRole('textbox', { name: 'Name' }));
    await closesTo(pail, 'Escape', window.list);
    await openSheet(pail, 'ControlOrMeta+Shift+n', window.sheet.getByRole('textbox', { name: 'Name' }));
    await page.keyboard.type('by keyboard');
    await closesTo(pail, 'Enter', window.list);
    await typeTo(pail, 'by keyboard');
    await press('Enter');
    await page.getByText('This folder is empty.').waitFor();
    await expectFocus(page, window.list);
    await answerDialog(electronApp, [file]);
    await press('ControlOrMeta+u');
    await window.row('keyed.txt').waitFor();
    await expectFocus(page, window.list);
    await writeFile(file, 'second');
    await openSheet(pail, 'ControlOrMeta+u', inSheet('Skip'));
    await goTo(page, inSheet('Replace'), 'Tab');
    await closesTo(pail, 'Enter', window.list);
    await press('ControlOrMeta+j');
    await expectFocus(page, window.transfers.first());
    await expect(window.transfers.getByText(/^Completed/)).toHaveCount(2);
    await press('ControlOrMeta+j');
    await expectFocus(page, window.list);
  });

  await test.step('download', async () => {
    const target = await makeTarget(folder, 'downloads');
    await answerDialog(electronApp, [target]);
    await press('Home');
    await press('ControlOrMeta+s');
    await expect.poll(() => readFile(path.join(target, 'keyed.txt'), 'utf8').catch(() => '')).toBe('second');
    await expectFocus(page, window.list);
  });

  await test.step('delete a file, and then its folder', async () => {
    await openSheet(pail, 'Delete', inSheet('Keep'));
    await closesTo(pail, 'Enter', window.list);
    await openSheet(pail, 'Delete', inSheet('Keep'));
    await press('Tab');
    await expectFocus(page, inSheet('Delete'));
    await closesTo(pail, 'Enter', window.list);
    await expect(window.row('keyed.txt')).toHaveCount(0);
    await press('Backspace');
    await expect(window.row('by keyboard')).toHaveAttribute('aria-selected', 'true');
    await openSheet(pail, 'Delete', inSheet('Keep'));
    await window.sheet.getByText(/in all/).waitFor();
    await press('Tab');
    await closesTo(pail, 'Enter', window.list);
    await expect(window.row('by keyboard')).toHaveCount(0);
  });

  await test.step('sign out', async () => {
    await goTo(page, button('Account ana'), 'Shift+Tab');
    await press('Enter');
    await expectFocus(page, page.getByRole('menuitem', { name: 'What can I see, and why…' }));
    await press('ArrowDown');
    await press('Enter');
    await window.sheet.waitFor();
    await expectFocus(page, inSheet('Stay signed in'));
    await closesTo(pail, 'Escape', button('Account ana'));
    await press('Enter');
    await press('ArrowDown');
    await press('Enter');
    await window.sheet.waitFor();
    await goTo(page, inSheet('Sign out'), 'Tab');
    await closesTo(pail, 'Enter', window.signInButton);
  });
  expect(pail.pageErrors).toEqual([]);
});
