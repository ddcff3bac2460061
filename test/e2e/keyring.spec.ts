/** What lasts from one run to the next: with a keyring, a sign-in and the profile's secrets; without one, neither. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findSecrets } from '../support/issued.ts';
import { dismissKeyringQuestion, lockKeyring } from '../support/session.ts';
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

  test('not staying signed in: chosen once, nothing of the sign-in is kept, and what was kept goes at once', async ({
    pail,
    startPail,
    desktop,
  }) => {
    const secretsFile = path.join(pail.userDataDir, 'secrets.json');
    const sessions = async (): Promise<string[]> =>
      Object.keys(JSON.parse(await readFile(secretsFile, 'utf8'))).filter((key) => key.startsWith('session:'));
    const stay = (window: typeof pail.page) => window.getByRole('checkbox', { name: 'Stay signed in' });
    await expect(stay(pail.page)).toBeChecked();
    await stay(pail.page).uncheck();
    await expect(pail.page.getByText('Your sign-in lasts until you quit Pail.')).toBeVisible();
    await signIn(pail, desktop, 'ana');
    expect(await sessions()).toEqual([]);
    await pail.close();

    const again = await startPail();
    await expect(stay(again.page)).not.toBeChecked();
    await stay(again.page).check();
    await signIn(again, desktop, 'ana');
    expect(await sessions()).toHaveLength(1);
    const [profile] = await again.page.evaluate(async () => {
      const profiles = await window.pail.profiles.list();
      return profiles.ok ? profiles.value.map(({ id }) => id) : [];
    });
    await again.page.evaluate((id) => window.pail.accounts.setStaySignedIn(id, false), profile ?? '');
    expect(await sessions()).toEqual([]);
    await expect(again.window.row('Documents')).toBeVisible();
  });
});

test.describe('with a keyring that is locked', () => {
  test.use({ keyring: true });

  test('its password is asked for; without it secrets are asked for again for this run, and what is kept stays', async ({
    pail,
    startPail,
    desktop,
  }) => {
    await signIn(pail, desktop, 'ana');
    await pail.close();
    const file = path.join(pail.userDataDir, 'secrets.json');
    const kept = await readFile(file, 'utf8');

    await lockKeyring(desktop.env);
    const locked = await startPail();
    await dismissKeyringQuestion(desktop.env);
    await expect(locked.page.getByText('This profile needs a secret')).toBeVisible();
    await expect(locked.page.getByText(/no keyring to keep it in, or it is locked/)).toBeVisible();
    const info = await locked.page.evaluate(() => window.pail.app.info());
    expect(info).toMatchObject({ value: { secretStorage: 'memory' } });
    await locked.close();
    expect(await readFile(file, 'utf8')).toBe(kept);
  });
});

test('without a keyring: nothing is kept, it is said, and the next run asks for the secrets again', async ({
  pail,
  desktop,
  startPail,
  world,
}) => {
  await expect(pail.page.getByText(/This computer has no keyring/)).toBeVisible();
  const stay = pail.page.getByRole('checkbox', { name: 'Stay signed in' });
  await expect(stay).not.toBeChecked();
  await expect(stay).toHaveAttribute('aria-disabled', 'true');
  await expect(stay).toHaveAccessibleDescription(/no keyring/);
  await stay.click({ force: true });
  await expect(stay).not.toBeChecked();
  await signIn(pail, desktop, 'ana');
  const issued = [...world.issued.all(), { kind: 'client secret', value: world.pool.clientSecret }];
  for (const name of await readdir(pail.userDataDir)) {
    if (!name.endsWith('.json')) continue;
    const content = await readFile(path.join(pail.userDataDir, name));
    expect(findSecrets(content, issued), name).toEqual([]);
    expect(content.toString(), name).not.toContain('session:');
  }
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

test('without a keyring: opening the file of the profile again is enough, which the form says', async ({
  pail,
  startPail,
  profileFile,
}) => {
  await pail.close();
  const next = await startPail();
  await expect(next.page.getByText(/Open the file of the profile again, or type/)).toBeVisible();
  await expect(next.window.signInButton).toHaveCount(0);
  await next.secondInstance(profileFile);
  await expect(next.window.signInButton).toBeVisible();
  await expect(next.window.alerts).toHaveCount(0);
});
