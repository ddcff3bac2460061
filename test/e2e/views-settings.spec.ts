/** The settings as pictures, and that what is set holds: at once, and at the next start. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTestAuthority } from '../support/tls-front-ca.ts';
import { answerDialog, expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

async function openSettings(pail: RunningPail, section: string): Promise<void> {
  await pail.page.keyboard.press('ControlOrMeta+,');
  await pail.window.sheet.getByRole('tab', { name: section }).click();
}

test('settings: every section', async ({ pail, desktop }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await openSettings(pail, 'Appearance');
  await show(pail, 'settings-appearance');
  await window.sheet.getByRole('tab', { name: 'Transfers' }).click();
  await page.getByRole('checkbox', { name: 'Other limits at a time of day' }).check();
  await page.getByLabel('Upload, MB/s').fill('2.5');
  await page.getByLabel('Download, MB/s').fill('fast');
  await page.getByLabel('From').focus();
  await show(pail, 'settings-transfers');
  await window.sheet.getByRole('tab', { name: 'Network' }).click();
  // Not before what is wrong has been put right.
  await expect(page.getByLabel('Download, MB/s')).toBeFocused();
  await page.getByLabel('Download, MB/s').fill('4 MB/s');
  await window.sheet.getByRole('tab', { name: 'Network' }).click();
  await page.getByRole('radio', { name: 'This one' }).check();
  await show(pail, 'settings-network');
  await page.getByRole('radio', { name: 'As the system' }).check();
  await window.sheet.getByRole('tab', { name: 'Diagnostics' }).click();
  await page.getByText('Ceph').first().waitFor();
  await show(pail, 'settings-diagnostics');
  await window.sheet.getByRole('button', { name: 'Copy diagnostics' }).click();
  await window.sheet.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await pail.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/Engine: Process \d+, since .*, never restarted/);
  // They are in one store, which is told once.
  expect(copied).toContain('My files, team-a, Finance, Public\n  Host: 127.0.0.1');
  expect(pail.pageErrors).toEqual([]);
});

test('what is set by keyboard holds at once and at the next start', async ({ pail, startPail, desktop }) => {
  const authority = await createTestAuthority();
  const file = path.join(desktop.home, 'tmp/acme.pem');
  await writeFile(file, authority.certificate);
  await authority.remove();
  const { page, window, electronApp } = pail;
  await pail.window.signInButton.waitFor();
  await page.emulateMedia({ colorScheme: null });
  const isDark = (): Promise<boolean> => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  expect(await isDark()).toBe(false);
  await page.keyboard.press('ControlOrMeta+,');
  await window.sheet.waitFor();
  // From the name of the first section, where the keyboard is, to what belongs to it, and to its last choice.
  for (const key of ['Tab', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect.poll(isDark).toBe(true);
  await window.sheet.getByRole('tab', { name: 'Network' }).click();
  await page.getByRole('radio', { name: 'This one' }).check();
  await page.getByLabel('Address of the proxy').fill('http://192.0.2.1:3128');
  await page.getByLabel('Address of the proxy').press('Enter');
  const proxyFor = (url: string): Promise<string> =>
    electronApp.evaluate(({ session }, asked) => session.defaultSession.resolveProxy(asked), url);
  await expect.poll(() => proxyFor('https://store.example')).toBe('PROXY 192.0.2.1:3128');
  expect(await proxyFor('http://127.0.0.1:9000')).toBe('DIRECT');
  await answerDialog(electronApp, [file]);
  await page.getByRole('button', { name: 'Choose file…' }).click();
  await page.getByText('acme.pem, 1 certificate').waitFor();
  await page.keyboard.press('Escape');
  await window.sheet.waitFor({ state: 'detached' });
  await pail.close();

  const next = await startPail();
  await next.page.getByText('This profile needs a secret').waitFor();
  expect(await next.electronApp.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  const proxy = await next.electronApp.evaluate(({ session }) =>
    session.defaultSession.resolveProxy('https://store.example'),
  );
  expect(proxy).toBe('PROXY 192.0.2.1:3128');
  await openSettings(next, 'Network');
  await expect(next.page.getByLabel('Address of the proxy')).toHaveValue('http://192.0.2.1:3128');
  await expect(next.page.getByText('acme.pem, 1 certificate')).toBeVisible();
});
