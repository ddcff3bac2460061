/** A profile that shows all buckets of a store: listed, made, used and deleted. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

const NAME = 'made-in-pail';

test('buckets are places: listed, made, and deleted once they are empty', async ({
  startPail,
  desktop,
  world,
  folder,
}) => {
  const { admin } = world.rgw;
  const { locations: _, ...profile } = world.profile;
  const all = {
    ...profile,
    credentials: [
      { id: 'admin', kind: 'static', accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey },
    ],
    allBuckets: [
      { label: 'All buckets', create: true, delete: true },
      { label: 'For others', when: { claim: 'cognito:groups', has: 'nobody' } },
    ],
  };
  const profileFile = path.join(desktop.home, 'all.pail');
  await writeFile(profileFile, JSON.stringify(all), { mode: 0o644 });
  const file = path.join(folder, 'hello.txt');
  await writeFile(file, 'hello');
  const pail = await startPail({ args: [profileFile] });
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  const buckets = page.getByRole('list', { name: 'Buckets of All buckets' }).getByRole('button');
  await expect.poll(() => buckets.allInnerTexts()).toEqual(['finance', 'homes', 'public', 'teams']);
  const choose = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'Buckets of All buckets' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  await choose('New bucket…');
  await window.sheet.getByRole('textbox', { name: 'Name' }).fill('No bucket');
  await window.sheet.getByRole('button', { name: 'Create' }).click();
  await expect(window.sheet.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true');
  await show(pail, 'buckets-new');
  await window.sheet.getByRole('textbox', { name: 'Name' }).fill(NAME);
  await page.keyboard.press('Enter');
  await window.sheet.waitFor({ state: 'detached' });
  await window.openLocation(NAME);
  await window.drop([file]);
  await window.row('hello.txt').waitFor();

  await choose('Delete bucket…');
  await window.confirm('Delete bucket');
  await page.getByText(`The bucket “${NAME}” is not empty`).waitFor();
  await show(pail, 'buckets');
  await window.row('hello.txt').click();
  await window.askToDelete();
  await window.confirm('Delete');
  await expect(window.row('hello.txt')).toHaveCount(0);
  await choose('Delete bucket…');
  await window.confirm('Delete bucket');
  await expect.poll(() => buckets.allInnerTexts()).toEqual(['finance', 'homes', 'public', 'teams']);
  expect(pail.pageErrors).toEqual([]);
});
