/** What an account may see, and why: as pictures, by mouse and by keyboard, with the claims of a real token. */
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

test('what somebody can see, and why', async ({ pail, desktop, world }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ben');
  await page.getByRole('button', { name: 'Account ben' }).click();
  await page.getByRole('menuitem', { name: 'What can I see, and why…' }).click();
  await window.sheet.getByText(`homes/${world.users.ben.sub}/`).waitFor();
  await window.sheet.getByRole('heading', { name: 'Finance' }).waitFor();
  await show(pail, 'access-locations');
  await expect(window.sheet.getByText(/good until .*\d\d:\d\d/).first()).toBeVisible();
  await window.sheet.getByRole('tab', { name: 'Rules' }).click();
  await window.sheet.getByText('Credential sources').first().click();
  await show(pail, 'access-rules');
  await window.sheet.getByRole('tab', { name: 'Sign-in' }).click();
  await window.sheet.getByText('["team-b"]', { exact: true }).waitFor();
  await show(pail, 'access-identity');
  await window.sheet.getByRole('checkbox', { name: 'Hide values' }).check();
  await window.sheet.getByRole('button', { name: 'Copy as text' }).click();
  await window.sheet.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await pail.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain('3. Finance: ');
  expect(copied).not.toContain(world.users.ben.sub);
  for (const { value } of world.issued.all()) expect(copied).not.toContain(value);
  await page.keyboard.press('Escape');
  await window.sheet.waitFor({ state: 'detached' });
  expect(pail.pageErrors).toEqual([]);
});
