/** Quitting while a transfer is at work: it is asked about, and the transfer goes on at the next start. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeFrames } from '../../src/main/engine/transfers/journal/frames.ts';
import { recall } from '../../src/main/engine/transfers/journal/recall.ts';
import type { PailApp } from '../support/app.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { bytesDone, expect, signIn, test } from './fixtures.ts';

const MEBIBYTE = 1_048_576;

/** Answers the system's questions from here on, and keeps what they said. */
async function answerWith(app: PailApp, response: 0 | 1): Promise<void> {
  await app.electronApp.evaluate(({ dialog }, given) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, detail } = args.at(-1) as { message: string; detail: string };
      asked.push(`${message}: ${detail}`);
      return { response: given, checkboxChecked: false };
    };
  }, response);
}
const asked = (app: PailApp) =>
  app.electronApp.evaluate(() => (globalThis as unknown as { asked: readonly string[] }).asked);
const exited = (app: PailApp) => new Promise((resolve) => app.electronApp.process().once('exit', resolve));

test.describe('with a keyring', () => {
  test.use({ keyring: true });

  test('asks, stays where that is not meant, and leaves a transfer in order', async ({ pail, startPail, desktop }) => {
    const tree = path.join(desktop.home, 'tmp/leaving');
    await mkdir(tree);
    await writeFile(path.join(tree, 'large.bin'), randomBytes(80 * MEBIBYTE));
    await giveToUnprivileged(tree);
    await signIn(pail, desktop, 'ana');
    await pail.window.openLocation('team-a');
    await pail.page.evaluate(() => window.pail.settings.update({ uploadLimit: 8_000_000 }));
    await pail.window.drop([tree]);
    await expect.poll(() => bytesDone(pail), { timeout: 60_000 }).toBeGreaterThan(8 * MEBIBYTE);

    // The window's own button, as its system closes it.
    await answerWith(pail, 0);
    await pail.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(() => asked(pail)).toEqual(['1 transfer is under way: It goes on when Pail starts again.']);
    expect(await bytesDone(pail)).toBeGreaterThan(8 * MEBIBYTE);

    await answerWith(pail, 1);
    const gone = exited(pail);
    await pail.electronApp.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []);
      items?.find(({ label }) => label === 'Quit Pail')?.click();
    });
    await gone;
    const journals = path.join(pail.userDataDir, 'transfers');
    const [journal] = await readdir(journals);
    const content = await readFile(path.join(journals, journal as string));
    const { payloads, wholeBytes } = decodeFrames(content);
    expect(wholeBytes).toBe(content.length);
    const left = recall(payloads);
    expect(left).toMatchObject({ ended: null, isPaused: false, isPrepared: true });
    expect(left?.items.begun(0)?.steps.length).toBeGreaterThan(0);

    const again = await startPail();
    await again.page.evaluate(() => window.pail.settings.update({ uploadLimit: null }));
    expect(await again.window.transferEnd('Upload leaving')).toMatch(/^Completed/);
  });
});

test('ends without a question where the system says so', async ({ startPail, profileFile, desktop }) => {
  const file = path.join(desktop.home, 'tmp/told.bin');
  await writeFile(file, randomBytes(40 * MEBIBYTE));
  await chmod(file, 0o644);
  const pail = await startPail({ args: [profileFile] });
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  await pail.page.evaluate(() => window.pail.settings.update({ uploadLimit: 1_000_000 }));
  await pail.window.drop([file]);
  await expect(pail.page.getByRole('button', { name: /1 transfer,/ })).toBeVisible();
  const gone = exited(pail);
  process.kill(await pail.electronApp.evaluate(() => process.pid), 'SIGTERM');
  await gone;
  expect(await readdir(path.join(pail.userDataDir, 'transfers'))).toHaveLength(1);
});
