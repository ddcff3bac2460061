/** Signing in and out, by every way that this slice has. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COMMAND_IDS } from '../../src/shared/commands.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { dropFiles } from '../support/drop.ts';
import { pageOf, signInOnPage } from '../support/hosted-page.ts';
import { answerDialog, expect, signIn, startSignIn, test } from './fixtures.ts';

test('the whole way: real browser, real link, second instance, and Ana’s places', async ({ pail, desktop, world }) => {
  await pail.window.signInButton.click();
  await pail.window.waitingForBrowser.waitFor();
  const page = await pageOf(await desktop.browser(), world.pool.origin);
  await signInOnPage(page, 'ana', 'wrong');
  await expect(page.getByText('Incorrect username or password.')).toBeVisible();
  await signInOnPage(page, 'ana', 'demo');
  await pail.window.list.waitFor();
  await expect(pail.window.locations).toHaveText([/My files/, /team-a/, /Finance/, /Public/]);
  await expect(pail.window.row('Documents')).toBeVisible();
  await pail.window.openLocation('team-a');
  await expect(pail.window.row('Handbook.pdf')).toBeVisible();
  expect(pail.pageErrors).toEqual([]);
});

test('after signing out somebody else can sign in, though the browser is still signed in', async ({
  pail,
  desktop,
  world,
}) => {
  const onPage = async (person: string): Promise<void> => {
    await pail.window.signInButton.click();
    await pail.window.waitingForBrowser.waitFor();
    const browser = await desktop.browser();
    await expect
      .poll(async () => (await pageOf(browser, world.pool.origin)).getByLabel('Username').isVisible())
      .toBe(true);
    await signInOnPage(await pageOf(browser, world.pool.origin), person, 'demo');
    await pail.window.list.waitFor();
  };
  await onPage('ana');
  for (const page of (await desktop.browser()).contexts().flatMap((context) => context.pages()))
    await page.goto('about:blank');
  await pail.window.signOut('ana');
  await onPage('ben');
  await expect(pail.window.locations).toHaveText([/My files/, /team-b/, /Public/]);
});

test('a loopback redirect in the real browser', async ({ startPail, desktop, world, profileFile }) => {
  const profile = structuredClone(world.profile) as { signIn: { redirectUri: string } };
  profile.signIn.redirectUri = world.loopbackRedirectUri;
  await writeFile(profileFile, JSON.stringify(profile));
  const pail = await startPail({ args: [profileFile] });
  await pail.window.signInButton.click();
  const page = await pageOf(await desktop.browser(), world.pool.origin);
  await signInOnPage(page, 'ben', 'demo');
  await expect(page.getByText('You can close this tab and return to Pail.')).toBeVisible();
  await pail.window.list.waitFor();
  await expect(pail.window.locations).toHaveText([/My files/, /team-b/, /Public/]);
});

test('Ben sees others than Ana, and why the rest is missing', async ({ pail, desktop }) => {
  await signIn(pail, desktop, 'ben');
  await expect(pail.window.locations).toHaveText([/My files/, /team-b/, /Public/]);
  await pail.page.getByText('What is missing, and why').click();
  await expect(pail.page.getByText(/It is for people with this: “cognito:groups” includes “finance”/)).toBeVisible();
});

test('a cancelled sign-in refuses its late callback, and foreign links change nothing', async ({ pail, desktop }) => {
  const refusal = pail.page.getByText('A link to Pail was refused');
  const links = ['pail-dev://auth/callback?code=c&state=foreign', 'pail-dev://evil/callback?code=c&state=s'];
  for (const link of links) {
    desktop.open(link);
    await expect(refusal).toBeVisible();
    await pail.page.getByRole('button', { name: 'Dismiss' }).last().click();
    await expect(refusal).toHaveCount(0);
  }
  const address = await startSignIn(pail);
  const callback = await new FetchBrowser().signIn(address, { username: 'ana', password: 'demo' });
  await pail.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(pail.window.signInButton).toBeVisible();
  desktop.open(callback);
  await expect(refusal).toBeVisible();
  expect(await pail.page.evaluate(() => window.pail.accounts.list())).toEqual({ ok: true, value: [] });
});

test('the final address can be pasted where the browser does not come back', async ({ pail, world }) => {
  await pail.electronApp.evaluate(({ shell }) => {
    shell.openExternal = async () => undefined;
  });
  await pail.window.signInButton.click();
  await pail.page.getByRole('button', { name: 'Copy address' }).click();
  const address = await pail.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(new URL(address).origin).toBe(world.pool.origin);
  await pail.page.getByText('Browser did not come back?').click();
  const box = pail.page.getByRole('textbox', { name: 'Paste the final address' });
  await box.fill('https://example.com/?code=1');
  await pail.page.getByRole('button', { name: 'Use address' }).click();
  await expect(pail.page.getByText(/This is not an address that the sign-in ends with/)).toBeVisible();
  await box.fill(await new FetchBrowser().signIn(address, { username: 'ana', password: 'demo' }));
  await pail.page.getByRole('button', { name: 'Use address' }).click();
  await pail.window.list.waitFor();
});

test('signing out revokes the refresh token and leaves the sign-in view', async ({ pail, desktop, world }) => {
  await signIn(pail, desktop, 'ana');
  const before = world.pool.requests.length;
  await pail.window.signOut('ana');
  await expect(pail.window.signInButton).toBeVisible();
  const revoked = world.pool.requests.slice(before).find((request) => request.path === '/oauth2/revoke');
  const issued = world.issued.all().filter(({ kind }) => /refresh/i.test(kind));
  expect(issued.map(({ value }) => value)).toContain(revoked?.form?.['token']);
  expect(await pail.page.evaluate(() => window.pail.accounts.list())).toEqual({ ok: true, value: [] });
});

test('signing out in the browser as well: the page opens and comes back to Pail', async ({ pail, desktop, world }) => {
  await signIn(pail, desktop, 'ana');
  const before = world.pool.requests.length;
  await pail.page.getByRole('button', { name: 'Account ana', exact: true }).click();
  await pail.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await pail.page.getByRole('checkbox', { name: 'Also sign out in the browser' }).check();
  await pail.window.confirm('Sign out');
  await expect(
    pail.page.getByText(/Signed out of “Acme demo” on this computer.*has ended the session.*signs out/),
  ).toBeVisible();
  const page = await pail.electronApp.evaluate(() => (globalThis as { openedUrl?: string }).openedUrl ?? '');
  const answer = await new FetchBrowser().visit(page);
  // Pail run from its source tree has a scheme of its own.
  expect(answer.headers.get('location')).toBe('pail-dev://auth/logout');
  desktop.open(answer.headers.get('location') ?? '');
  await expect(pail.window.signInButton).toBeVisible();
  await expect(pail.page.getByText('A link to Pail was refused')).toHaveCount(0);
  expect(world.pool.requests.slice(before).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/oauth2/revoke', '/logout']),
  );
});

test('profiles come by dialog and by drop; a bad one is refused with its place', async ({
  startPail,
  profileFile,
  world,
  folder,
}) => {
  const pail = await startPail();
  const broken = path.join(folder, 'broken.pail');
  await writeFile(
    broken,
    JSON.stringify({ ...world.profile, locations: [{ label: 'x', bucket: 'b', prefix: 'no-slash' }] }),
  );
  await chmod(broken, 0o644);
  await answerDialog(pail.electronApp, [broken]);
  await pail.page.getByRole('button', { name: 'Import profile…' }).click();
  await expect(pail.page.getByText(/locations\[0\]\.prefix/)).toBeVisible();
  await dropFiles(pail.page, pail.page.locator('body'), [profileFile]);
  await expect(pail.window.signInButton).toBeVisible();
  await expect(pail.page.getByRole('heading', { name: 'Acme demo' })).toBeVisible();
});

test('the native menu has every command, enabled as the window says, and runs it', async ({
  startPail,
  desktop,
  profileFile,
}) => {
  const pail = await startPail();
  const menu = () =>
    pail.electronApp.evaluate(({ Menu }) => {
      const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => item.submenu?.items ?? []);
      return Object.fromEntries(items.filter(({ id }) => id).map(({ id, enabled }) => [id, enabled]));
    });
  expect(Object.keys(await menu()).sort()).toEqual([...COMMAND_IDS].sort());
  expect(await menu()).toMatchObject({ importProfile: true, uploadFiles: false, delete: false, signOut: false });
  await answerDialog(pail.electronApp, [profileFile]);
  await pail.electronApp.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('importProfile')?.click());
  await signIn(pail, desktop, 'ana');
  await expect.poll(menu).toMatchObject({ uploadFiles: true, delete: false, signOut: true });
  await pail.window.row('Documents').click();
  await expect.poll(menu).toMatchObject({ delete: true, download: true });
});

test('a changed profile is asked about, and ends the sign-in that it would take over', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  const changed = path.join(folder, 'changed.pail');
  const storage = { ...(world.profile as { storage: object }).storage, endpoint: 'https://elsewhere.example' };
  await writeFile(changed, JSON.stringify({ ...world.profile, storage }));
  await chmod(changed, 0o644);
  for (const answer of ['Keep', 'Replace']) {
    await pail.secondInstance(changed);
    await expect(pail.window.sheet.getByText('You will be signed out of it.')).toBeVisible();
    await expect(pail.window.sheet.getByText('elsewhere.example')).toBeVisible();
    await pail.window.confirm(answer);
    if (answer === 'Keep') await expect(pail.window.row('Documents')).toBeVisible();
  }
  await expect(pail.window.signInButton).toBeVisible();
});
