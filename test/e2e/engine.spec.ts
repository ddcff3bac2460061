/** The engine is a process of its own: it may die without taking the window, or what it was doing, with it. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { giveToUnprivileged } from '../support/run-as.ts';
import { checkAgainstStore, rclone } from '../support/store-reader.ts';
import { bytesDone, enginePid, expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

const MEBIBYTE = 1_048_576;

/** Kills the engine, once there is one. */
async function killEngine(pail: RunningPail): Promise<void> {
  await expect.poll(() => enginePid(pail)).toBeGreaterThan(0);
  const victim = (await enginePid(pail)) as number;
  process.kill(victim, 'SIGKILL');
  await expect.poll(() => enginePid(pail)).not.toBe(victim);
}

test('an engine that dies is started again, it is said, and the folder is listed anew', async ({
  pail,
  desktop,
  world,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openFolder('Documents');
  const names = pail.window.list.getByRole('row');
  const before = await names.count();
  // Nobody tells of it but a listing.
  await rclone(world.rgw, ['touch', `store:homes/${world.prefixes.home.ana}Documents/came meanwhile.txt`]);
  await killEngine(pail);
  await expect(pail.page.getByText('stopped and was started again.', { exact: false })).toBeVisible();
  await expect(pail.window.row('came meanwhile.txt')).toBeVisible();
  expect(await names.count()).toBe(before + 1);
  await pail.window.openLocation('team-a');
  await expect(pail.window.row('Handbook.pdf')).toBeVisible();
  await rclone(world.rgw, ['deletefile', `store:homes/${world.prefixes.home.ana}Documents/came meanwhile.txt`]);
});

test('what it is asked while it dies is told to have been cut off, and works when it is asked again', async ({
  pail,
  desktop,
}) => {
  await signIn(pail, desktop, 'ana');
  const pid = (await enginePid(pail)) as number;
  // It answers nothing any more, until it ends.
  process.kill(pid, 'SIGSTOP');
  const list = () => pail.page.evaluate(() => window.pail.transfers.list());
  const asked = list();
  await pail.page.evaluate(() => window.pail.app.info());
  process.kill(pid, 'SIGKILL');
  expect(await asked).toMatchObject({
    ok: false,
    error: {
      code: 'engine-stopped',
      message: expect.stringMatching(/stopped while it was at this\. Try once more\.$/),
    },
  });
  await expect.poll(list).toEqual({ ok: true, value: [] });
});

test('one that dies three times in short stays down, says so, and is started by hand; transfers wait and go on', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  test.setTimeout(300_000);
  const { page, window } = pail;
  const file = path.join(folder, 'survey.bin');
  await writeFile(file, randomBytes(48 * MEBIBYTE));
  await giveToUnprivileged(folder);
  await signIn(pail, desktop, 'ana');
  await page.evaluate(() => globalThis.window.pail.settings.update({ uploadLimit: 2_000_000 }));
  await window.drop([file]);
  await window.showTransfers();
  const upload = window.transfers.first();
  await expect.poll(() => bytesDone(pail)).toBeGreaterThan(0);
  await killEngine(pail);
  await expect(page.getByText('1 transfer was under way: it goes on where it was.', { exact: false })).toBeVisible();
  await killEngine(pail);
  await expect(window.row('Documents')).toBeVisible();
  await killEngine(pail);
  const banner = page.getByRole('alert').filter({ hasText: 'stopped several times in a row' });
  await expect(banner).toBeVisible();
  await expect(upload.getByText(/^Stopped: goes on when/)).toBeVisible();
  // What asks for it does not bring it back: it would only die once more.
  const answer = await page.evaluate(() => globalThis.window.pail.transfers.list());
  expect(answer).toMatchObject({ ok: false, error: { code: 'engine-down' } });
  expect(await enginePid(pail)).toBeUndefined();
  const dismiss = page.getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
  await show(pail, 'engine-down');
  await banner.getByRole('button', { name: 'Open diagnostics' }).click();
  await expect(window.sheet.getByText('Not running')).toBeVisible();
  await expect(window.sheet.getByText('Exit code 9')).toBeVisible();
  await show(pail, 'engine-down-diagnostics');
  await window.sheet.getByRole('button', { name: 'Done' }).click();

  await banner.getByRole('button', { name: 'Start again' }).click();
  await expect(banner).toHaveCount(0);
  await expect(window.row('Documents')).toBeVisible();
  await expect(window.list).toBeFocused();
  await page.evaluate(() => globalThis.window.pail.settings.update({ uploadLimit: null }));
  expect(await window.transferEnd('survey.bin')).toMatch(/^Completed/);
  await rclone(world.rgw, ['deletefile', `store:homes/${world.prefixes.home.ana}survey.bin`]);
});

test.describe('with a keyring', () => {
  test.use({ keyring: true });

  test('an upload survives its engine, and Pail itself: it goes on where it was', async ({
    pail,
    startPail,
    desktop,
    world,
  }) => {
    const tree = path.join(desktop.home, 'tmp/survivor');
    await mkdir(tree);
    await writeFile(path.join(tree, 'large.bin'), randomBytes(120 * MEBIBYTE));
    for (let number = 0; number < 20; number += 1) await writeFile(path.join(tree, `${number}.txt`), `${number}`);
    await giveToUnprivileged(tree);

    await signIn(pail, desktop, 'ana');
    await pail.window.openLocation('team-a');
    // So slow that it is not at its end before it is killed.
    await pail.page.evaluate(() => window.pail.settings.update({ uploadLimit: 24_000_000 }));
    await pail.window.drop([tree]);
    await expect.poll(() => bytesDone(pail)).toBeGreaterThan(16 * MEBIBYTE);
    process.kill((await enginePid(pail)) as number, 'SIGKILL');
    await expect(pail.page.getByText(/stopped and was started again/)).toBeVisible();
    // What the store had by then is not sent again: a new engine begins with it.
    await expect.poll(() => bytesDone(pail)).toBeGreaterThan(40 * MEBIBYTE);
    pail.electronApp.process().kill('SIGKILL');
    await pail.close();

    const again = await startPail();
    await again.window.list.waitFor();
    await again.page.evaluate(() => window.pail.settings.update({ uploadLimit: null }));
    expect(await again.window.transferEnd('Upload survivor')).toMatch(/^Completed/);
    await checkAgainstStore(world.rgw, tree, 'teams', 'team-a/survivor');
    // Remembered once only, and by its owner alone.
    expect(await readdir(path.join(again.userDataDir, 'transfers'))).toHaveLength(1);
  });
});
