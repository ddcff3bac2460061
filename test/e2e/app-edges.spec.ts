/** What Pail finds at its start that it did not leave so, and a second Pail: each is said on the screen, and the rest works. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Desktop } from '../support/desktop.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { expect, signIn, test } from './fixtures.ts';

/** Leaves a file among those of Pail, as an earlier run would have. */
async function leave(desktop: Desktop, file: string, content: string): Promise<string> {
  const userData = path.join(desktop.home, 'user-data');
  await mkdir(path.dirname(path.join(userData, file)), { recursive: true });
  await writeFile(path.join(userData, file), content);
  await giveToUnprivileged(userData);
  return userData;
}

const notices = (page: Page) => page.getByRole('region', { name: 'Notifications' });

test('settings that are garbage are set aside and said to be, and Pail works with its defaults', async ({
  startPail,
  desktop,
  profileFile,
}) => {
  const userData = await leave(desktop, 'settings.json', '{ "theme": "dark", ');
  const pail = await startPail({ args: [profileFile] });
  await expect(notices(pail.page)).toContainText(
    /The settings could not be read\. They were set aside as settings\.json\.\d+\.unreadable, and Pail started with its defaults\./,
  );
  const aside = (await readdir(userData)).find((name) => name.endsWith('.unreadable')) ?? '';
  expect(await readFile(path.join(userData, aside), 'utf8')).toBe('{ "theme": "dark", ');
  expect(await pail.electronApp.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('system');
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.row('Documents')).toBeVisible();
});

test('the record of a transfer that cannot be read is set aside, said once with its place, and stays', async ({
  startPail,
  desktop,
  profileFile,
}) => {
  const userData = await leave(desktop, 'transfers/3b1f7c52.journal', 'this is no record of Pail');
  const pail = await startPail({ args: [profileFile] });
  await expect(pail.window.alerts.filter({ hasText: 'A transfer of an earlier run could not be read' })).toHaveCount(1);
  await expect(notices(pail.page)).toContainText(/Its record is kept as “3b1f7c52\.journal\.\d+\.unreadable”/);
  const [aside = ''] = await readdir(path.join(userData, 'transfers'));
  await notices(pail.page).getByRole('button', { name: 'Copy details' }).click();
  const copied = await pail.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain('journal-unreadable');
  expect(copied).toContain(`"${path.join(userData, 'transfers', aside)}"`);
  await pail.close();
  const again = await startPail({ args: [profileFile] });
  await signIn(again, desktop, 'ana');
  await expect(again.window.row('Documents')).toBeVisible();
  await expect(again.window.alerts.filter({ hasText: 'A transfer of an earlier run' })).toHaveCount(0);
  expect(await readdir(path.join(userData, 'transfers'))).toEqual([aside]);
});

test('a setting that cannot be saved does not hold, and the sheet says why', async ({ pail }) => {
  const { page, window } = pail;
  await window.signInButton.waitFor();
  await chmod(pail.userDataDir, 0o555);
  try {
    await page.keyboard.press('ControlOrMeta+,');
    await window.sheet.getByText('Dark', { exact: true }).click();
    await expect(window.sheet.getByRole('alert')).toContainText('The settings could not be saved');
    await expect(window.sheet.getByRole('alert')).toContainText('Make sure that Pail may write to its own folder.');
    const answer = await page.evaluate(() => globalThis.window.pail.settings.update({ theme: 'dark' }));
    expect(answer).toMatchObject({ ok: false, error: { code: 'settings-unwritable' } });
    expect(await pail.electronApp.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('system');
  } finally {
    await chmod(pail.userDataDir, 0o700);
  }
});

test('a second Pail hands over what it was started with, brings the first one to the front, and ends', async ({
  startPail,
  profileFile,
}) => {
  const pail = await startPail();
  await pail.page.getByRole('heading', { name: 'Pail' }).first().waitFor();
  await pail.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const second = await pail.secondInstance(profileFile);
  expect(second.code, second.output).toBe(0);
  await pail.window.signInButton.waitFor();
  const isShown = () =>
    pail.electronApp.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible() && !window.isMinimized()),
    );
  await expect.poll(isShown).toEqual([true]);
});

test('two Pails with different user data know nothing of each other', async ({ startPail, desktop, profileFile }) => {
  const first = await startPail({ args: [profileFile] });
  await signIn(first, desktop, 'ana');
  const second = await startPail({ args: [profileFile], userDataDir: path.join(desktop.home, 'other-data') });
  await signIn(second, desktop, 'ben');
  await expect(second.page.getByRole('button', { name: 'Account ben' })).toBeVisible();
  await expect(first.page.getByRole('button', { name: 'Account ana' })).toBeVisible();
  await expect(first.page.getByRole('button', { name: 'Account ben' })).toHaveCount(0);
  await second.close();
  await first.window.openLocation('team-a');
  await expect(first.window.row('Handbook.pdf')).toBeVisible();
});
