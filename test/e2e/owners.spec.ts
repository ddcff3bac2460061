/** Two people share a computer: the transfers of one are neither shown to the other nor theirs to command, and go on with their owner. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesDone, expect, type RunningPail, signIn, test } from './fixtures.ts';

const MEBIBYTE = 1_048_576;
const NAME = 'surprise for ben.bin';

/** What main answers about the transfers, as a hostile window asks it. */
const listed = ({ page }: RunningPail) =>
  page.evaluate(async () => {
    const answer = await window.pail.transfers.list();
    return answer.ok ? answer.value : [];
  });

/** What each command that is about one transfer answers: its code, or `done`. */
const reach = ({ page }: RunningPail, transferId: string) =>
  page.evaluate(async (id) => {
    const { transfers } = window.pail;
    const answers = await Promise.all([
      transfers.items(id, 0, 10),
      transfers.conflicts(id, 0, 10),
      transfers.answer(id, { all: 'overwrite', some: [] }),
      transfers.pause(id),
      transfers.resume(id),
      transfers.setFirst(id, true),
      transfers.retryFailed(id),
      transfers.replaceSkipped(id),
      transfers.reveal(id),
      transfers.cancel(id),
    ]);
    return [...new Set(answers.map((answer) => (answer.ok ? 'done' : answer.error.code)))];
  }, transferId);

test('an upload of ana waits unseen while ben is signed in, and completes when she is back', async ({
  pail,
  folder,
  desktop,
}) => {
  const file = path.join(folder, NAME);
  await writeFile(file, randomBytes(24 * MEBIBYTE));
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  await pail.page.evaluate(() => window.pail.settings.update({ uploadLimit: 2_000_000 }));
  await pail.window.drop([file]);
  await pail.window.showTransfers();
  await expect(pail.window.transfers).toContainText(`Upload ${NAME} to team-a`);
  await expect.poll(() => bytesDone(pail), { timeout: 60_000 }).toBeGreaterThan(2 * MEBIBYTE);
  const [hers] = await listed(pail);
  const id = hers?.id ?? '';

  await pail.window.signOut('ana');
  await pail.window.signInButton.waitFor();
  expect(await listed(pail)).toEqual([]);
  await signIn(pail, desktop, 'ben');
  await pail.window.showTransfers();
  await expect(pail.window.transfers).toHaveCount(0);
  await expect(pail.page.getByText(NAME)).toHaveCount(0);
  await expect(pail.page.getByText(/sign-in has ended/)).toHaveCount(0);
  expect(await listed(pail)).toEqual([]);
  expect(await reach(pail, id)).toEqual(['not-found']);
  // Commands about all are about his own: there are none.
  await pail.page.evaluate(async () => {
    await window.pail.transfers.pauseAll();
    await window.pail.transfers.clearEnded();
  });
  const told = await pail.page.evaluate(() => window.pail.diagnostics.read());
  expect(told).toMatchObject({ ok: true, value: { othersWait: true } });

  await pail.window.signOut('ben');
  await pail.page.evaluate(() => window.pail.settings.update({ uploadLimit: null }));
  await signIn(pail, desktop, 'ana');
  expect(await pail.window.transferEnd(`Upload ${NAME} to team-a`)).toMatch(/^Completed/);
  expect((await listed(pail)).map((one) => [one.id, one.items.done])).toEqual([[id, 1]]);
});
