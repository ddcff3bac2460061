/** What failed in a transfer: each with its reason, and tried again alone. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { giveToUnprivileged } from '../support/run-as.ts';
import { rclone } from '../support/store-reader.ts';
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test('what failed is listed with its reasons, and is tried again without the rest', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  const { window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.openLocation('team-a');
  const source = path.join(folder, 'mixed');
  await mkdir(source);
  for (const name of ['notes.txt', 'plan.txt', 'secret.txt']) await writeFile(path.join(source, name), 'first');
  await giveToUnprivileged(folder);
  // A name that is no text, as an old archive may leave it.
  await writeFile(Buffer.concat([Buffer.from(`${source}/old `), Buffer.from([0xe9])]), 'x');
  await chmod(path.join(source, 'secret.txt'), 0);
  await window.drop([source]);
  await window.sheet.getByRole('button', { name: 'Continue' }).click();
  expect(await window.transferEnd('Upload mixed')).toMatch(/^2 failed, 2 done/);
  const transfer = window.transfers.filter({ hasText: 'Upload mixed' }).first();
  await transfer.getByRole('button', { name: /^Items of/ }).click();
  const item = (name: string) => transfer.getByRole('row').filter({ hasText: name });
  await expect(item('secret.txt')).toContainText('Failed: This could not be read. Check that you may open it.');
  await expect(item('old')).toContainText('Failed: This cannot be a name (it is not valid UTF-8). Choose another one.');
  await expect(item('notes.txt')).toContainText('Done');
  await show(pail, 'transfers-failed-items');

  // What arrived does not go again, though it is another file by now.
  await writeFile(path.join(source, 'notes.txt'), 'second');
  await chmod(path.join(source, 'secret.txt'), 0o644);
  await transfer.getByRole('button', { name: 'Retry failed (2)' }).click();
  await expect(transfer.getByRole('button', { name: 'Retry failed (1)' })).toBeVisible();
  await expect(transfer.getByText(/^1 failed, 3 done/)).toBeVisible();
  await expect(item('secret.txt')).toContainText('Done');
  const stored = (name: string): Promise<string> => rclone(world.rgw, ['cat', `store:teams/team-a/mixed/${name}`]);
  expect([await stored('secret.txt'), await stored('notes.txt')]).toEqual(['first', 'first']);
  await rclone(world.rgw, ['purge', 'store:teams/team-a/mixed']);
});
