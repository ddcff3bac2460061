/** What people see of files that are no profiles, or bad ones, and of profiles that they have: a sentence, what to do next, and nothing half done. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { answerDialog, expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 180_000 });

/** What main keeps of profiles, by the names of the files. */
async function keptProfiles({ userDataDir }: RunningPail): Promise<string[]> {
  const folder = path.join(userDataDir, 'profiles');
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => `${name} ${await readFile(path.join(folder, name), 'utf8')}`));
}

test('a file that is no profile is told with what is wrong and whom to ask, and nothing comes in', async ({
  startPail,
  folder,
  world,
}) => {
  const at = (name: string): string => path.join(folder, name);
  await mkdir(at('folder.pail'), { mode: 0o755 });
  const [location] = world.profile.locations;
  const changed = (change: object): string => JSON.stringify({ ...world.profile, ...change });
  const contents: Readonly<Record<string, string | Buffer>> = {
    'locked.pail': changed({}),
    'large.pail': Buffer.alloc(2_000_000, ' '),
    'letter.pail': 'Dear Ana, here is your profile.',
    'newer.pail': changed({ version: 2 }),
    'list.pail': changed({ locations: [{ ...location, forEach: 'cognito:groups' }] }),
    'bucket.pail': changed({ locations: [{ ...location, bucket: 'Acme homes' }] }),
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(at(name), content);
    await chmod(at(name), name === 'locked.pail' ? 0o000 : 0o644);
  }
  const rows: readonly [name: string, code: ErrorCode, sentence: RegExp][] = [
    ['folder.pail', 'profile-unreadable', /“folder\.pail” could not be read \(it is not a file\)\. Check that/],
    [
      'locked.pail',
      'profile-unreadable',
      /“locked\.pail” could not be read\. Check that it is a file that you may open/,
    ],
    [
      'large.pail',
      'profile-too-large',
      /“large\.pail” is larger than a profile can be \(1 MB\)\. Ask your administrator/,
    ],
    [
      'letter.pail',
      'profile-not-json',
      /“letter\.pail” is not a Pail profile.*does not begin with \{.*Ask your administrator/,
    ],
    ['newer.pail', 'profile-invalid', /“newer\.pail” has an error at version: found 2, expected 1\. Ask your/],
    ['list.pail', 'profile-invalid', /locations\[0\]\.forEach: found "cognito:groups", expected an object such as/],
    ['bucket.pail', 'profile-invalid', /locations\[0\]\.bucket: found "Acme homes", expected the name of a bucket/],
  ];
  const pail = await startPail();
  for (const [name, code, sentence] of rows) {
    await answerDialog(pail.electronApp, [at(name)]);
    await pail.page.getByRole('button', { name: 'Import profile…' }).click();
    await expect(pail.window.alerts).toHaveText(sentence);
    expect(await pail.page.evaluate(() => window.pail.profiles.importFromDialog())).toMatchObject({ error: { code } });
    if (name === 'list.pail') await show(pail, 'welcome-refused-profile');
    await pail.window.dismissNotices();
  }
  expect(await keptProfiles(pail)).toEqual([]);
});

test('the same profile once more is said to be there already, and another one to be there now', async ({
  pail,
  desktop,
  profileFile,
  folder,
  world,
}) => {
  await pail.window.signInButton.waitFor();
  const before = await keptProfiles(pail);
  await pail.secondInstance(profileFile);
  await expect(pail.page.getByText('The profile “Acme demo” is already there, unchanged.')).toBeVisible();
  expect(await keptProfiles(pail)).toEqual(before);
  expect(before).toHaveLength(1);
  await signIn(pail, desktop, 'ana');
  const other = path.join(folder, 'other.pail');
  await writeFile(other, JSON.stringify({ ...world.profile, name: 'Umbrella' }));
  await chmod(other, 0o644);
  await pail.secondInstance(other);
  await expect(pail.page.getByText('Imported the profile “Umbrella”.')).toBeVisible();
  expect(await keptProfiles(pail)).toHaveLength(2);
});
