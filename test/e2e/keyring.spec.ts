/** What lasts from one run to the next: with a keyring, a sign-in and the profile's secrets; without one, neither. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findSecrets } from '../support/issued.ts';
import { expect, signIn, test } from './fixtures.ts';

test.describe('with a keyring', () => {
  test.use({ keyring: true });

  test('signed in again in the next run, and the file holds no secret', async ({ pail, startPail, desktop, world }) => {
    expect(await pail.page.evaluate(() => window.pail.app.info())).toMatchObject({
      value: { secretStorage: 'keyring' },
    });
    await signIn(pail, desktop, 'ana');
    const kept = await readFile(path.join(pail.userDataDir, 'secrets.json'));
    expect(Object.keys(JSON.parse(kept.toString()))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^session:/), expect.stringMatching(/clientSecret$/)]),
    );
    expect(findSecrets(kept, world.issued.all())).toEqual([]);
    await pail.close();

    const again = await startPail();
    await again.window.row('Documents').waitFor();
    await again.window.signOut('ana');
    await again.window.signInButton.waitFor();
    const left = async (): Promise<string[]> => {
      const kept = JSON.parse(await readFile(path.join(again.userDataDir, 'secrets.json'), 'utf8'));
      return Object.keys(kept).filter((key) => key.startsWith('session:'));
    };
    await expect.poll(left).toEqual([]);
  });
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
