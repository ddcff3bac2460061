/** The states of listings as pictures: see views.spec.ts. */
import { writeFile } from 'node:fs/promises';
import { startSyntheticStore, syntheticProfile } from '../support/synthetic-store.ts';
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

/** Many pictures a test, and each of them is judged. */
test.describe.configure({ timeout: 300_000 });

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
  await window.row('Documents').waitFor();
  await page.getByRole('searchbox').fill('o');
  await expect(status).toContainText(/ of /);
  await show(pail, 'explorer-filter');
  await page.getByRole('searchbox').fill('pdf');
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
