/**
 * States that pass quickly, or that take something going wrong: as pictures, with what is checked of each (see views.spec.ts). Where a
 * store can bring them about it does; what main alone answers is held or refused there.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../src/shared/errors.ts';
import type { AccountSummary, BucketListSummary } from '../../src/shared/model/account.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { hold, letGo } from '../support/held-calls.ts';
import type { World } from '../support/world.ts';
import { test as base, expect, type RunningPail, signIn } from './fixtures.ts';
import { show } from './view-pictures.ts';

/** Many pictures a test, and each of them is judged. */
base.describe.configure({ timeout: 300_000 });

/** Ana's window on the store of the world, by a way on which things go wrong as a test says. */
const test = base.extend<{ way: FaultProxy; onWay: RunningPail }>({
  way: async ({ world }, use) => {
    const way = await startFaultProxy({ target: world.rgw.endpoint });
    await use(way);
    await way.stop();
  },
  onWay: async ({ startPail, desktop, world, way, profileFile }, use) => {
    await writeFile(profileFile, JSON.stringify(profileBy(world, way.endpoint)));
    const pail = await startPail({ args: [profileFile] });
    await signIn(pail, desktop, 'ana');
    await pail.window.row('Documents').waitFor();
    await use(pail);
  },
});

function profileBy({ profile }: World, endpoint: string): object {
  return { ...profile, storage: { ...profile.storage, endpoint } };
}

/** Tells the window of accounts other than they are. */
async function tellAccounts(pail: RunningPail, change: (account: AccountSummary) => AccountSummary): Promise<void> {
  const listed = await pail.page.evaluate(() => globalThis.window.pail.accounts.list());
  if (!listed.ok) throw new Error(listed.error.message);
  await pail.electronApp.evaluate(({ BrowserWindow }, told) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('pail:event', 'accounts.changed', told);
  }, listed.value.map(change));
}

test('without the store: said above the list, and gone by itself when it answers again', async ({ onWay, way }) => {
  const { page, window } = onWay;
  const banner = page.getByText(/^The storage cannot be reached\. What you see may be out of date/);
  way.setOnline(false);
  await page.keyboard.press('F5');
  await banner.waitFor();
  await page.getByRole('region', { name: 'Status' }).getByText('From earlier, not checked').waitFor();
  await expect(window.row('Documents')).toBeVisible();
  await show(onWay, 'explorer-offline');
  await window.openFolder('Photos');
  await page.getByText('This folder could not be listed').waitFor();
  const withoutRows = page.getByText(/^The storage cannot be reached\. Pail goes on by itself/);
  await expect(withoutRows).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'Pail lists it as soon as' })).toBeVisible();
  await show(onWay, 'explorer-failed');
  way.setOnline(true);
  // Nobody presses anything.
  await expect(withoutRows).toHaveCount(0, { timeout: 30_000 });
  await expect(window.row('Coast 2026')).toBeVisible();
  expect(onWay.pageErrors).toEqual([]);
});

test('listings: stopped before anything came, sign-in ended', async ({ onWay, way }) => {
  const { page, window } = onWay;
  way.setFaults([{ kind: 'stall', when: ({ query }) => query.get('prefix')?.endsWith('Documents/') ?? false }]);
  await window.openFolder('Documents');
  await page.getByRole('button', { name: 'Stop' }).press('Enter');
  await page.getByText('Stopped before anything was listed.').waitFor();
  await expect(window.list).toBeFocused();
  await show(onWay, 'explorer-stopped-empty');
  way.setFaults([]);
  way.release();
  await page.getByRole('button', { name: 'List again' }).press('Enter');
  await window.list.getByRole('gridcell').first().waitFor();
  await expect(window.list).toBeFocused();
  await tellAccounts(onWay, (account) => ({ ...account, state: 'expired' }));
  await page.getByText(/^Your sign-in has ended\./).waitFor();
  await show(onWay, 'explorer-expired');
});

test('sheets: properties, counting what would be deleted, folders to copy to, unfinished uploads', async ({
  onWay,
  way,
}) => {
  const { page, window, electronApp } = onWay;
  await window.row('Welcome.md').click();
  way.setFaults([{ kind: 'stall', when: ({ method }) => method === 'HEAD' }]);
  await page.keyboard.press('Alt+Enter');
  await window.sheet.getByText('Asking the store…').waitFor();
  await show(onWay, 'sheet-properties-loading');
  way.setFaults([]);
  way.release();
  await window.sheet.getByText('ETag').waitFor();
  await show(onWay, 'sheet-properties');
  await page.keyboard.press('Escape');
  await hold(electronApp, 'objects.facts', failure('access-denied', { subject: 'Welcome.md' }));
  await page.keyboard.press('Alt+Enter');
  await window.sheet.getByRole('alert').waitFor();
  await expect(window.sheet.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await show(onWay, 'sheet-properties-failed');
  await page.keyboard.press('Escape');
  await letGo(electronApp);

  way.setFaults([{ kind: 'stall', when: ({ query }) => query.has('list-type') }]);
  await window.row('Documents').click();
  await window.askToDelete();
  await window.sheet.getByText('Counting what is inside…').waitFor();
  await show(onWay, 'sheet-delete-counting');
  await page.keyboard.press('Escape');
  await window.row('Documents').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await window.sheet.getByText('Loading…').waitFor();
  await show(onWay, 'sheet-copy-to-loading');
  way.setFaults([{ kind: 'access-denied' }]);
  way.release();
  await page.keyboard.press('Escape');
  await window.row('Documents').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await window.sheet.getByText(/says no/).waitFor();
  await show(onWay, 'sheet-copy-to-failed');
  await page.keyboard.press('Escape');
  way.setFaults([{ kind: 'stall', when: ({ query }) => query.has('uploads') }]);
  await electronApp.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('unfinishedUploads')?.click());
  await window.sheet.getByText('Asking the store…').waitFor();
  await show(onWay, 'unfinished-loading');
  way.setFaults([]);
  way.release();
});

test('what main is asked: held for a while, and refused', async ({ pail, desktop }) => {
  const { page, window, electronApp } = pail;
  const stopped = failure('engine-stopped');
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').waitFor();
  const openAccess = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Account ana', exact: true }).click();
    await page.getByRole('menuitem', { name: 'What can I see, and why…' }).click();
    await window.sheet.waitFor();
  };
  const openDiagnostics = async (): Promise<void> => {
    await page.keyboard.press('ControlOrMeta+,');
    await window.sheet.getByRole('tab', { name: 'Diagnostics' }).click();
  };
  await hold(electronApp, 'access.read');
  await openAccess();
  await window.sheet.getByRole('status').getByText('Reading…').waitFor();
  await show(pail, 'access-loading');
  await letGo(electronApp);
  await page.keyboard.press('Escape');
  await hold(electronApp, 'access.read', stopped);
  await openAccess();
  await window.sheet.getByRole('alert').waitFor();
  await show(pail, 'access-failed');
  await page.keyboard.press('Escape');

  await hold(electronApp, 'settings.get');
  await page.keyboard.press('ControlOrMeta+,');
  await window.sheet.getByText('Loading settings…').waitFor();
  await show(pail, 'settings-loading');
  await letGo(electronApp);
  await window.sheet.getByRole('tab', { name: 'Appearance' }).waitFor();
  await hold(electronApp, 'settings.update', failure('settings-unwritable', { reason: 'EROFS' }));
  await page
    .getByRole('radio', { name: 'Dark' })
    .check({ force: true })
    .catch(() => undefined);
  await window.sheet.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
  await show(pail, 'settings-failed');
  await letGo(electronApp);
  await page.keyboard.press('Escape');
  await hold(electronApp, 'diagnostics.read');
  await openDiagnostics();
  await window.sheet.getByText('Asking the stores…').waitFor();
  await show(pail, 'settings-diagnostics-loading');
  await letGo(electronApp);
  await page.keyboard.press('Escape');
  await hold(electronApp, 'diagnostics.read', stopped);
  await openDiagnostics();
  await window.sheet.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor();
  await show(pail, 'settings-diagnostics-failed');
  await letGo(electronApp);
});

test('sign-in: the moments before and after the browser; places that are not there', async ({ pail, desktop }) => {
  const { page, window, electronApp } = pail;
  await hold(electronApp, 'accounts.signIn');
  await window.signInButton.click();
  await page.getByText('Opening your browser…').waitFor();
  await show(pail, 'sign-in-preparing');
  await letGo(electronApp);
  await window.waitingForBrowser.waitFor();
  await electronApp.evaluate(
    ({ BrowserWindow }, told) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send('pail:event', 'profiles.changed', told);
    },
    await exchanging(pail),
  );
  await page.getByText('Signing you in…').waitFor();
  await show(pail, 'sign-in-exchanging');
  await page
    .evaluate(() => globalThis.window.pail.profiles.list())
    .then(async (listed) => {
      const [profile] = listed.ok ? listed.value : [];
      await page.evaluate((id) => globalThis.window.pail.accounts.cancelSignIn(id), profile?.id ?? '');
    });
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').waitFor();
  const list = (id: string, change: Partial<BucketListSummary>): BucketListSummary => ({
    id,
    label: id,
    phase: 'listed',
    failure: null,
    hidden: 0,
    mayCreate: true,
    mayDelete: true,
    ...change,
  });
  await tellAccounts(pail, (account) => ({
    ...account,
    bucketLists: [
      list('Archive', { phase: 'loading' }),
      list('Projects', {}),
      list('Partners', { phase: 'failed', failure: failure('access-denied', { subject: 'the list of buckets' }) }),
      list('Everything', { hidden: 240 }),
    ],
  }));
  await page.getByText('Listing buckets…').waitFor();
  await show(pail, 'buckets-states');
});

async function exchanging({ page }: RunningPail): Promise<object[]> {
  const listed = await page.evaluate(() => globalThis.window.pail.profiles.list());
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.value.map((profile) => ({ ...profile, signIn: { phase: 'exchanging' } }));
}

test('drops: over a folder, over a location, over one that is read-only', async ({ pail, desktop, folder }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').waitFor();
  const file = path.join(folder, 'report.txt');
  await writeFile(file, 'x');
  const places = page.getByRole('navigation', { name: 'Places' });
  const session = await page.context().newCDPSession(page);
  const over = async (target: ReturnType<typeof page.locator>): Promise<void> => {
    const box = await target.boundingBox();
    if (!box) throw new Error(`${target} is not visible.`);
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    const at = { x: box.x + 60, y: box.y + box.height / 2, data };
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at });
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at });
  };
  await over(window.row('Documents'));
  await page.getByText('Upload 1 item to Documents').waitFor();
  await show(pail, 'drop-folder');
  await over(places.getByRole('button', { name: 'team-a', exact: true }));
  await places.getByText('Upload 1 item to team-a').waitFor();
  await show(pail, 'drop-location');
  await over(places.getByRole('button', { name: 'Finance', exact: true }));
  await places.getByText('Read-only for you').waitFor();
  await show(pail, 'drop-refused');
});
