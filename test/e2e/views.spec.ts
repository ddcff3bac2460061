/**
 * Every view and state as a picture, light and dark, wide and narrow, and what can be checked of it: no accessibility violation
 * (contrast included), nothing clipped. The pictures are in artifacts/views; `npm run screenshots` keeps the wide ones in docs.
 */
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { makeSampleTree } from '../support/sample-tree.ts';
import { expect, signIn, startSignIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

/** Many pictures a test, and each of them is judged. */
test.describe.configure({ timeout: 300_000 });

test('welcome', async ({ startPail }) => {
  const pail = await startPail();
  await pail.page.getByRole('button', { name: 'Import profile…' }).waitFor();
  await show(pail, 'welcome');
});

test('sign-in: profile, waiting, failed, secrets asked for again', async ({ pail, startPail, world }) => {
  await pail.window.signInButton.waitFor();
  await show(pail, 'sign-in');
  await startSignIn(pail);
  await pail.page.getByRole('button', { name: 'Cancel' }).click();
  // Who double-clicks everything is not sent back: Cancel stands where Sign in did.
  await pail.window.signInButton.dblclick();
  await pail.window.waitingForBrowser.waitFor();
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

test('sign-in: a client secret that the service refuses is said to be refused, and can be typed', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const wrong = { ...world.profile, signIn: { ...world.profile.signIn, clientSecret: 'wrong' } };
  await writeFile(profileFile, JSON.stringify(wrong));
  const pail = await startPail({ args: [profileFile] });
  const person = { username: 'ana', password: 'demo' };
  desktop.open(await new FetchBrowser().signIn(await startSignIn(pail), person));
  await expect(pail.page.getByText(/does not accept this profile’s client id or secret/)).toBeVisible();
  await show(pail, 'sign-in-secret-refused');
  await pail.page.getByLabel('Client secret').fill(world.pool.clientSecret);
  await signIn(pail, desktop, person.username);
  await expect(pail.window.row('Documents')).toBeVisible();
});

test.describe('with a keyring', () => {
  test.use({ keyring: true });

  test('sign-in: a kept one that the service has ended is asked for again, and is no failure', async ({
    startPail,
    profileFile,
    desktop,
    world,
  }) => {
    const pail = await startPail({ args: [profileFile] });
    await pail.window.signInButton.waitFor();
    await show(pail, 'sign-in-stay');
    await signIn(pail, desktop, 'ana');
    await pail.close();
    world.pool.faults.refuseRefresh = true;
    const next = await startPail();
    await expect(next.page.getByRole('button', { name: 'Sign in again' })).toBeFocused();
    world.pool.faults.refuseRefresh = undefined;
    await expect(next.page.getByRole('alert')).toHaveCount(0);
    await show(next, 'sign-in-ended');
  });
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
  // By pointer it has the focus without an item that looks chosen; the keys go on from there.
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(window.list).toBeFocused();
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
  const file = path.join(folder, 'long recording.bin');
  await writeFile(file, '');
  await truncate(file, 3 * 1024 ** 3);
  await giveToUnprivileged(folder);
  await window.drop([tree]);
  await window.transferEnd('field notes');
  await window.drop([tree]);
  await window.confirm('Continue');
  await window.transferEnd('field notes');
  await window.transfers
    .first()
    .getByRole('button', { name: /^Items of/ })
    .click();
  // Under way for the pictures, without the processors to itself.
  await page.evaluate(() => globalThis.window.pail.settings.update({ uploadLimit: 20_000_000 }));
  await window.drop([file]);
  await window.transfers.first().getByText(/\/s/).waitFor();
  await show(pail, 'transfers');
  await window.transfers
    .first()
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await window.transferEnd('long recording');
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
