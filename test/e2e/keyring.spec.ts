/** What lasts from one run to the next: with a keyring, a sign-in and the profile's secrets; without one, neither. */
import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { launchApp } from '../support/app.ts';
import { createDesktop } from '../support/desktop.ts';
import { findSecrets } from '../support/issued.ts';
import { PailWindow } from '../support/pail-window.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';

test('with a keyring: signed in again in the next run, and the file holds no secret', async ({ display, world }) => {
  const desktop = await createDesktop({ display, keyring: true });
  try {
    const profile = path.join(desktop.home, 'demo.pail');
    await world.writeProfile(profile);
    await chmod(profile, 0o644);
    const first = await launchApp(desktop, { args: [profile] });
    const running: RunningPail = Object.assign(first, { window: new PailWindow(first.page), pageErrors: [] });
    expect(await first.page.evaluate(() => window.pail.app.info())).toMatchObject({
      value: { secretStorage: 'keyring' },
    });
    await signIn(running, desktop, 'ana');
    const kept = await readFile(path.join(first.userDataDir, 'secrets.json'));
    expect(Object.keys(JSON.parse(kept.toString()))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^session:/), expect.stringMatching(/clientSecret$/)]),
    );
    expect(findSecrets(kept, world.issued.all())).toEqual([]);
    await first.close();

    const second = await launchApp(desktop);
    const again = new PailWindow(second.page);
    await again.row('Documents').waitFor();
    await again.signOut('ana');
    await again.signInButton.waitFor();
    const left = async (): Promise<string[]> => {
      const kept = JSON.parse(await readFile(path.join(second.userDataDir, 'secrets.json'), 'utf8'));
      return Object.keys(kept).filter((key) => key.startsWith('session:'));
    };
    await expect.poll(left).toEqual([]);
    await second.close();
  } finally {
    await desktop.stop();
  }
});

test('without a keyring: nothing is kept, it is said, and the next run asks for the secrets again', async ({
  pail,
  desktop,
  startPail,
  world,
}) => {
  await expect(pail.page.getByText(/This computer has no keyring/)).toBeVisible();
  await signIn(pail, desktop, 'ana');
  await pail.close();
  const next = await startPail();
  await expect(next.page.getByText('This profile needs a secret')).toBeVisible();
  await expect(next.window.signInButton).toHaveCount(0);
  await next.page.getByLabel('Client secret').fill(world.pool.clientSecret);
  await next.page.getByLabel(/Secret key for/).fill(world.shared.secretAccessKey);
  for (const button of await next.page.getByRole('button', { name: 'Continue' }).all()) await button.click();
  await expect(next.window.signInButton).toBeVisible();
  await signIn(next, desktop, 'ana');
});
