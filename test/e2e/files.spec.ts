/** Browsing, uploading, downloading, making and deleting, in the real app on the real store. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import { dropFiles } from '../support/drop.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { makeSampleTree } from '../support/sample-tree.ts';
import { checkAgainstStore, rclone, storedNames } from '../support/store-reader.ts';
import { treeHash } from '../support/tree-hash.ts';
import type { World } from '../support/world.ts';
import { answerDialog, expect, makeTarget, needCeph, type RunningPail, signIn, test } from './fixtures.ts';

/** Downloads a folder of the open one beside what the test has made; answers where it is then. */
async function download(pail: RunningPail, folder: string, name: string): Promise<string> {
  const target = await makeTarget(folder, 'downloads');
  await answerDialog(pail.electronApp, [target]);
  await pail.window.row(name).click();
  await pail.window.downloadSelection();
  expect(await pail.window.transferEnd(`Download ${name}`)).toMatch(/^Completed/);
  expect(await readdir(target)).toEqual([name]);
  return path.join(target, name);
}

/** Drops a folder on team-a, which is open, and downloads it again: all of it is the same in the store and here. */
async function roundTrip(pail: RunningPail, world: World, tree: string): Promise<void> {
  const name = path.basename(tree);
  await giveToUnprivileged(path.dirname(tree));
  await pail.window.drop([tree]);
  expect(await pail.window.transferEnd(`Upload ${name}`)).toMatch(/^Completed/);
  await checkAgainstStore(world.rgw, tree, 'teams', `team-a/${name}`);
  expect(await treeHash(await download(pail, path.dirname(tree), name))).toBe(await treeHash(tree));
}

test('a folder of 200 files, dropped from the OS, arrives byte for byte and comes back the same', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  await roundTrip(pail, world, await makeSampleTree(folder, { count: 199, largeBytes: 20 * 1024 * 1024 }));

  await pail.window.row('field notes').click();
  await pail.window.askToDelete();
  await expect(pail.window.sheet.getByText(/200 objects/)).toBeVisible();
  await pail.window.confirm('Keep');
  expect(await storedNames(world.rgw, 'teams', 'team-a/field notes')).toHaveLength(200);
  await pail.window.row('field notes').click();
  await pail.window.askToDelete();
  await pail.window.confirm('Delete');
  expect(await pail.window.transferEnd('Delete field notes')).toMatch(/^Completed/);
  await expect(pail.window.row('field notes')).toHaveCount(0);
  expect((await storedNames(world.rgw, 'teams', 'team-a/')).filter((name) => name.startsWith('field notes'))).toEqual(
    [],
  );
});

test('what is called as an archive of Electron’s own is a file like any other', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  const tree = path.join(folder, 'bundles');
  await mkdir(path.join(tree, 'folder.asar'), { recursive: true });
  await writeFile(path.join(tree, 'folder.asar/inside.txt'), 'inside');
  await writeFile(path.join(tree, 'broken.asar'), 'no archive');
  await writeFile(path.join(tree, 'large.asar'), randomBytes(1_000_000));
  await createPackage(path.join(tree, 'folder.asar'), path.join(tree, 'true.asar'));
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  await roundTrip(pail, world, tree);
});

test('upload by button, new folder, and nothing is overwritten unasked', async ({ pail, desktop, world, folder }) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.newFolder('inbox');
  await pail.window.openFolder('inbox');
  await expect(pail.page.getByText(/This folder is empty/)).toBeVisible();
  const file = path.join(folder, 'report.txt');
  await writeFile(file, 'first');
  await giveToUnprivileged(folder);
  await answerDialog(pail.electronApp, [file]);
  const upload = async (): Promise<void> => {
    await pail.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await pail.page.getByRole('menuitem', { name: 'Upload files…' }).click();
  };
  const stored = (): Promise<string> =>
    rclone(world.rgw, ['cat', `store:homes/${world.prefixes.home.ana}inbox/report.txt`]);
  await upload();
  expect(await pail.window.transferEnd('report.txt')).toMatch(/^Completed/);
  await expect(pail.window.row('report.txt')).toBeVisible();
  expect(await stored()).toBe('first');

  await writeFile(file, 'second');
  await upload();
  await pail.window.confirm('Skip');
  const transfer = pail.window.transfers.first();
  await expect(transfer.getByText(/1 skipped/)).toBeVisible();
  expect(await stored()).toBe('first');
  await transfer.getByRole('button', { name: 'Replace skipped (1)' }).click();
  await expect.poll(stored).toBe('second');
});

test('a transfer can be cancelled, and leaves nothing half', async ({ pail, desktop, world, folder }) => {
  await signIn(pail, desktop, 'ana');
  const file = path.join(folder, 'huge.bin');
  // Sparse: quick to make, and long enough on the way to be cancelled there.
  await writeFile(file, '');
  await truncate(file, 512 * 1024 * 1024);
  await giveToUnprivileged(folder);
  await pail.window.drop([file]);
  await pail.window.showTransfers();
  await pail.window.transfers
    .first()
    .getByRole('button', { name: /^Cancel/ })
    .click();
  expect(await pail.window.transferEnd('huge.bin')).toMatch(/^Cancelled/);
  expect(await storedNames(world.rgw, 'homes', world.prefixes.home.ana)).not.toContain('huge.bin');
  expect(await rclone(world.rgw, ['backend', 'list-multipart-uploads', 'store:homes'])).not.toContain('huge.bin');
});

test('a file and a folder that may not be read fail with the reason, and the rest arrives', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  const source = path.join(folder, 'guarded');
  await mkdir(path.join(source, 'closed'), { recursive: true });
  for (const name of ['open.txt', 'secret.txt', 'closed/inner.txt']) await writeFile(path.join(source, name), 'x');
  await giveToUnprivileged(folder);
  for (const name of ['secret.txt', 'closed']) await chmod(path.join(source, name), 0);
  await pail.window.drop([source]);
  // What cannot be done is told before the first byte.
  await pail.window.sheet.getByRole('button', { name: 'Continue' }).click();
  expect(await pail.window.transferEnd('Upload guarded')).toMatch(/^2 failed, 1 done/);
  const end = pail.window.transfers.filter({ hasText: 'Upload guarded' }).first();
  await expect(end.getByText(/^2 failed, 1 done: This could not be read\. .* · 1 byte · Today /)).toBeVisible();
  const items = await pail.page.evaluate(async () => {
    const list = await window.pail.transfers.list();
    const newest = list.ok ? list.value[0] : undefined;
    const answer = await window.pail.transfers.items(newest?.id ?? '', 0, 10);
    return answer.ok
      ? answer.value.items.map(({ name, failure }) => `${name} ${failure?.code ?? 'arrived'}`).sort()
      : [];
  });
  const unreadable = ['guarded/closed/ file-unreadable', 'guarded/secret.txt file-unreadable'];
  expect(items).toEqual([unreadable[0], 'guarded/open.txt arrived', unreadable[1]]);
  expect(await storedNames(world.rgw, 'teams', 'team-a/guarded/')).toEqual(['open.txt']);
  await rclone(world.rgw, ['purge', 'store:teams/team-a/guarded']);
});

test('downloads leave nothing outside the target, whatever the keys are called', async ({ pail, desktop, folder }) => {
  await signIn(pail, desktop, 'ana');
  const odd = await download(pail, folder, 'Odd names');
  const names = await readdir(odd);
  expect(names).toContain('ends with a dot%2E');
  expect(names).toContain('a+b c%20d.txt');
  expect(names.some((name) => name.endsWith('.part'))).toBe(false);
  expect((await readFile(path.join(odd, 'a+b c%20d.txt'))).length).toBeGreaterThan(0);
});

test('browsing by keyboard alone: arrows, Enter, Backspace, back and forward, type-ahead', async ({
  pail,
  desktop,
}) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').waitFor();
  const heading = (name: string) => page.getByRole('grid', { name: `Contents of ${name}` });
  await window.list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.type('doc');
  await expect(window.row('Documents')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(heading('Documents')).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(heading('My files')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(heading('Documents')).toBeVisible();
  await page.keyboard.press('Alt+ArrowRight');
  await expect(heading('My files')).toBeVisible();
  await window.list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await expect(page.getByRole('region', { name: 'Status' })).toContainText(/\d+ selected/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Status' })).not.toContainText('selected');
});

test('a listing of more than one page is whole, and sorts', async ({ pail, desktop }) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openFolder('archive');
  await expect(pail.page.getByRole('region', { name: 'Status' })).toContainText('1,100 items');
  await expect(pail.window.list).toHaveAttribute('aria-rowcount', '1101');
  await pail.page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await expect(pail.page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await pail.page.getByRole('searchbox').fill('no such name');
  await expect(pail.page.getByText('Nothing here matches “no such name”.')).toBeVisible();
});

test('a read-only location says so before anything fails', async ({ pail, desktop, folder }) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('Finance');
  await pail.window.list.waitFor();
  await expect(pail.page.getByRole('button', { name: 'New folder' })).toBeDisabled();
  const file = path.join(folder, 'x.txt');
  await writeFile(file, 'x');
  await giveToUnprivileged(folder);
  await pail.window.drop([file]);
  const transfers = await pail.page.evaluate(() => window.pail.transfers.list());
  expect(transfers).toEqual({ ok: true, value: [] });
});

test('files that are dropped on a location of the sidebar are uploaded there, wherever one is', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.row('Documents').waitFor();
  const file = path.join(folder, 'minutes.txt');
  await writeFile(file, 'of the team');
  await giveToUnprivileged(folder);
  const team = pail.page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: 'team-a', exact: true });
  await dropFiles(pail.page, team, [file]);
  expect(await pail.window.transferEnd('Upload minutes.txt to team-a')).toMatch(/^Completed/);
  expect(await rclone(world.rgw, ['cat', 'store:teams/team-a/minutes.txt'])).toBe('of the team');
  await expect(pail.page.getByRole('grid', { name: 'Contents of My files' })).toBeVisible();
  await rclone(world.rgw, ['deletefile', 'store:teams/team-a/minutes.txt']);
});

test('a location that is read-only says why it takes no files, and profiles are imported there, too', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.row('Documents').waitFor();
  const [file, profile] = [path.join(folder, 'minutes.txt'), path.join(folder, 'other.pail')];
  await writeFile(file, 'of the team');
  await writeFile(profile, JSON.stringify({ ...world.profile, name: 'Other' }));
  await giveToUnprivileged(folder);
  const finance = pail.page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: 'Finance', exact: true });
  await dropFiles(pail.page, finance, [file]);
  await pail.page.getByText('Nothing was uploaded. This location is read-only for you.').waitFor();
  await dropFiles(pail.page, finance, [profile]);
  await pail.page.getByText('Imported the profile “Other”.').waitFor();
});

test('what the store denies, the window explains', async ({ startPail, desktop, world, profileFile }) => {
  needCeph('roles and STS');
  const profile = structuredClone(world.profile) as unknown as { locations: object[] };
  profile.locations.unshift({ label: 'Other team', bucket: 'teams', prefix: 'team-b/', credentials: 'home' });
  await writeFile(profileFile, JSON.stringify(profile));
  const pail = await startPail({ args: [profileFile] });
  await signIn(pail, desktop, 'ana').catch(() => undefined);
  await pail.page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Other team' }).click();
  await expect(pail.page.getByText('You may not see this folder')).toBeVisible();
  await expect(pail.page.getByRole('button', { name: 'Copy details' })).toBeVisible();
});
