/** Three profiles, two people at once: each account has its own sign-in, its own keys and its own places in the sidebar. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { expect, type RunningPail, signIn, startSignIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

/** The part of the sidebar that belongs to one person in one profile. */
const account = ({ page }: RunningPail, name: string): Locator => page.getByRole('region', { name, exact: true });

async function open(pail: RunningPail, owner: string, location: string): Promise<void> {
  await account(pail, owner).getByRole('button', { name: location, exact: true }).click();
  await pail.page.getByRole('grid', { name: `Contents of ${location}`, exact: true }).waitFor();
}

test('two accounts and a sign-in under way do not touch each other', async ({ startPail, desktop, world }) => {
  const profiles = [
    { name: 'Acme demo', redirectUri: 'pail://auth/callback' },
    { name: 'Acme second', redirectUri: world.loopbackRedirectUri },
    { name: 'Acme third', redirectUri: 'pail://auth/callback' },
  ];
  const files = await Promise.all(
    profiles.map(async ({ name, redirectUri }) => {
      const file = path.join(desktop.home, `${name}.pail`);
      const signInSettings = { ...world.profile.signIn, redirectUri };
      await writeFile(file, JSON.stringify({ ...world.profile, name, signIn: signInSettings }), { mode: 0o644 });
      return file;
    }),
  );
  const pail = await startPail({ args: files });
  const { page, window } = pail;
  const place = (name: string) => page.getByRole('navigation').getByRole('button', { name, exact: true });

  await place('Acme third').click();
  const third = await startSignIn(pail);
  await place('Acme demo').click();
  await signIn(pail, desktop, 'ana');
  await place('Acme second').click();
  const second = await startSignIn(pail);
  const back = await new FetchBrowser().signIn(second, { username: 'ben', password: 'demo' });
  expect((await fetch(back)).status).toBe(200);
  await account(pail, 'ben · Acme second').waitFor();

  // Groups, and what only one of them is in.
  const names = (owner: string) => account(pail, owner).getByRole('listitem').getByRole('button').allInnerTexts();
  await expect.poll(() => names('ana · Acme demo')).toEqual(['My files', 'team-a', 'Finance', 'Public']);
  expect(await names('ben · Acme second')).toEqual(['My files', 'team-b', 'Public']);

  // Each with keys of their own: the folder of one is not that of the other.
  await open(pail, 'ben · Acme second', 'My files');
  await expect(window.row('Welcome.md')).toHaveCount(1);
  await expect(window.row('Photos')).toHaveCount(0);
  await open(pail, 'ana · Acme demo', 'My files');
  await expect(window.row('Photos')).toHaveCount(1);
  await show(pail, 'accounts');
  await open(pail, 'ben · Acme second', 'team-b');
  await open(pail, 'ana · Acme demo', 'team-a');
  await expect(page).toHaveTitle('team-a (ana) – Pail');

  // The third one still waits; its answer is nobody else's, and after Cancel nobody's.
  await place('Acme third').click();
  await window.waitingForBrowser.waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await window.signInButton.waitFor();
  desktop.open(await new FetchBrowser().signIn(third, { username: 'cleo', password: 'demo' }));
  await page.getByText('A link to Pail was refused').waitFor();
  await expect(account(pail, 'cleo · Acme third')).toHaveCount(0);

  await window.signOut('ben');
  await expect(account(pail, 'ben · Acme second')).toHaveCount(0);
  await open(pail, 'ana · Acme demo', 'Finance');
  expect(pail.pageErrors).toEqual([]);
});
