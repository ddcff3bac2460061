/** The sheet of unfinished uploads as pictures, and that it aborts: see views.spec.ts. */
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { giveToUnprivileged } from '../support/run-as.ts';
import { answerDialog, bytesDone, expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

const MEBIBYTE = 1_048_576;
const BUCKET = 'teams';
const PREFIX = 'team-b/';

async function openSheet({ electronApp, window }: RunningPail): Promise<void> {
  await electronApp.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('unfinishedUploads')?.click());
  await window.sheet.waitFor();
}

test('unfinished uploads: held, selected, asked about, aborted, own ones only, failed', async ({
  startPail,
  desktop,
  world,
  folder,
  profileFile,
}) => {
  const { admin } = world.rgw;
  const profile = structuredClone(world.profile) as unknown as { locations: object[]; credentials: object[] };
  profile.credentials.push({
    id: 'owner',
    kind: 'static',
    accessKeyId: admin.accessKeyId,
    secretAccessKey: admin.secretAccessKey,
  });
  profile.locations.push(
    { label: 'Team B archive', bucket: BUCKET, prefix: PREFIX, credentials: 'owner' },
    { label: 'Gone', bucket: 'gone-for-good', prefix: '', credentials: 'owner' },
  );
  await writeFile(profileFile, JSON.stringify(profile));
  const s3 = world.rgw.adminS3();
  const begun = {
    'Videos/2026/Summer party, all cameras, uncut and with sound.mov': [5 * MEBIBYTE, 5 * MEBIBYTE, 812_000],
    'backup.tar.gz': [2_400_000],
    'Designs/cover.psd': [],
    'Talks/keynote.key': [5 * MEBIBYTE],
  };
  for (const [name, sizes] of Object.entries(begun)) {
    const Key = PREFIX + name;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    for (const [index, size] of sizes.entries()) {
      const Body = Buffer.alloc(size);
      await s3.send(new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber: index + 1, Body }));
    }
  }
  const file = path.join(folder, 'Interview, long version.wav');
  await writeFile(file, '');
  await truncate(file, 64 * MEBIBYTE);
  const [right, wrong] = [path.join(folder, 'keynote.key'), path.join(folder, 'keynote, older.key')];
  await writeFile(right, Buffer.alloc(9 * MEBIBYTE));
  await writeFile(wrong, Buffer.alloc(9 * MEBIBYTE, 1));
  await giveToUnprivileged(folder);

  const pail = await startPail({ args: [profileFile] });
  const { page, window: shown } = pail;
  await signIn(pail, desktop, 'ana');
  const uploadSlowly = async (): Promise<void> => {
    await page.evaluate((limit) => window.pail.settings.update({ uploadLimit: limit }), 16 * MEBIBYTE);
    await answerDialog(pail.electronApp, [file]);
    await shown.list.press('ControlOrMeta+u');
    // Under a limit parts go one after the other: the store has the first one.
    await expect.poll(() => bytesDone(pail), { timeout: 30_000 }).toBeGreaterThan(8 * MEBIBYTE);
    await page.evaluate(() => window.pail.transfers.pauseAll());
  };
  await shown.openLocation('Team B archive');
  await uploadSlowly();
  await openSheet(pail);
  await page.getByRole('row', { name: /A transfer, paused/ }).waitFor();
  await page.getByRole('checkbox', { name: 'Select backup.tar.gz' }).check();
  await page.getByRole('checkbox', { name: /^Select Videos/ }).check();
  await show(pail, 'unfinished');
  const choose = page.getByRole('button', { name: 'Choose the file of Talks/keynote.key…' });
  await answerDialog(pail.electronApp, [wrong]);
  await choose.click();
  await page.getByRole('alert').getByText('This is not the file').waitFor();
  await show(pail, 'unfinished-refused');
  await answerDialog(pail.electronApp, [right]);
  await choose.focus();
  await page.keyboard.press('Enter');
  await expect(shown.sheet).toHaveCount(0);
  await expect
    .poll(
      () =>
        s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}Talks/keynote.key` })).then(
          ({ ContentLength }) => ContentLength,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(9 * MEBIBYTE);
  await openSheet(pail);
  await page.getByRole('checkbox', { name: 'Select backup.tar.gz' }).check();
  await page.getByRole('checkbox', { name: /^Select Videos/ }).check();
  await page.getByRole('button', { name: 'Abort 2 uploads…' }).click();
  await page.getByRole('alertdialog', { name: 'Abort 2 uploads?' }).waitFor();
  await show(pail, 'unfinished-confirm');
  await page.getByRole('button', { name: 'Abort', exact: true }).click();
  await page.getByText('2 uploads aborted.').waitFor();
  await expect(page.getByRole('checkbox', { name: 'Select backup.tar.gz' })).toHaveCount(0);
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: PREFIX }));
  const left = ['Designs/cover.psd', 'Interview, long version.wav'];
  expect(Uploads.map(({ Key = '' }) => Key.slice(PREFIX.length)).toSorted()).toEqual(left);
  s3.destroy();
  await shown.sheet.getByRole('button', { name: 'Done' }).click();
  await expect(shown.row('Talks')).toBeVisible();

  await shown.openLocation('My files');
  await openSheet(pail);
  await page.getByText('No unfinished uploads of Pail’s own').waitFor();
  await show(pail, 'unfinished-empty');
  await shown.sheet.getByRole('button', { name: 'Done' }).click();
  await uploadSlowly();
  await openSheet(pail);
  await page.getByText(/these are Pail’s own/).waitFor();
  await show(pail, 'unfinished-own');
  await page.keyboard.press('Escape');

  await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Gone', exact: true }).click();
  await page.getByText('This folder could not be listed').waitFor();
  await openSheet(pail);
  await shown.sheet.getByText('could not be listed').waitFor();
  await show(pail, 'unfinished-failed');
  expect(pail.pageErrors).toEqual([]);
});
