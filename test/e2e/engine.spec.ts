/** The engine is a process of its own: it may die without taking the window, or what it was doing, with it. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchApp, type PailApp } from '../support/app.ts';
import { createDesktop } from '../support/desktop.ts';
import { PailWindow } from '../support/pail-window.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { checkAgainstStore } from '../support/store-reader.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';

const MEBIBYTE = 1_048_576;

function enginePid({ electronApp }: PailApp): Promise<number | undefined> {
  return electronApp.evaluate(
    ({ app }) =>
      app.getAppMetrics().find(({ serviceName, name }) => `${serviceName} ${name}`.includes('Pail engine'))?.pid,
  );
}

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

test('an upload survives its engine, and Pail itself: it goes on where it was', async ({ display, world }) => {
  const desktop = await createDesktop({ display, keyring: true });
  try {
    const profile = path.join(desktop.home, 'demo.pail');
    await world.writeProfile(profile);
    await chmod(profile, 0o644);
    const tree = path.join(desktop.home, 'tmp/survivor');
    await mkdir(tree);
    await writeFile(path.join(tree, 'large.bin'), randomBytes(120 * MEBIBYTE));
    for (let number = 0; number < 20; number += 1) await writeFile(path.join(tree, `${number}.txt`), `${number}`);
    await giveToUnprivileged(tree);

    const first = await launchApp(desktop, { args: [profile] });
    const running: RunningPail = Object.assign(first, { window: new PailWindow(first.page), pageErrors: [] });
    await signIn(running, desktop, 'ana');
    await running.window.openLocation('team-a');
    // So slow that it is not at its end before it is killed.
    await first.page.evaluate(() => window.pail.settings.update({ uploadLimit: 24_000_000 }));
    await running.window.drop([tree]);
    const bytesDone = (app: PailApp) =>
      app.page.evaluate(async () => {
        const answer = await window.pail.transfers.list();
        return answer.ok ? (answer.value[0]?.bytesDone ?? 0) : 0;
      });
    await expect.poll(() => bytesDone(first)).toBeGreaterThan(16 * MEBIBYTE);
    process.kill((await enginePid(first)) as number, 'SIGKILL');
    await expect(first.page.getByText(/stopped and was started again/)).toBeVisible();
    // What the store had by then is not sent again: a new engine begins with it.
    await expect.poll(() => bytesDone(first)).toBeGreaterThan(40 * MEBIBYTE);
    first.electronApp.process().kill('SIGKILL');
    await first.close();

    const second = await launchApp(desktop);
    const again = new PailWindow(second.page);
    await again.list.waitFor();
    await second.page.evaluate(() => window.pail.settings.update({ uploadLimit: null }));
    expect(await again.transferEnd('Upload survivor')).toMatch(/^Completed/);
    await checkAgainstStore(world.rgw, tree, 'teams', 'team-a/survivor');
    // Remembered once only, and by its owner alone.
    expect(await readdir(path.join(second.userDataDir, 'transfers'))).toHaveLength(1);
    await second.close();
  } finally {
    await desktop.stop();
  }
});
