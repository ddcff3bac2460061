/** The engine is a process of its own: it may die without taking the window, or what it was doing, with it. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { giveToUnprivileged } from '../support/run-as.ts';
import { checkAgainstStore } from '../support/store-reader.ts';
import { bytesDone, enginePid, expect, signIn, test } from './fixtures.ts';

const MEBIBYTE = 1_048_576;

test('an engine that dies is started again, it is said, and work goes on', async ({ pail, desktop }) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.row('Documents').waitFor();
  const first = await enginePid(pail);
  expect(first).toBeGreaterThan(0);
  process.kill(first as number, 'SIGKILL');
  await expect(pail.page.getByText(/stopped and was started again/)).toBeVisible();
  await expect.poll(() => enginePid(pail)).not.toBe(first);
  await pail.window.openLocation('team-a');
  await expect(pail.window.row('Handbook.pdf')).toBeVisible();
  await pail.window.openLocation('My files');
  await expect(pail.window.row('Documents')).toBeVisible();
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
