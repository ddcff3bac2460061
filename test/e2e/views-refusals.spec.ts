/** What people see of bad files, bad links and sign-ins that fail: a sentence, what to do next, and nothing half done. */
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { PoolFaults } from '../support/cognito/types.ts';
import { answerDialog, expect, type RunningPail, signIn, startSignIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 180_000 });

const alerts = ({ page }: RunningPail) => page.getByRole('alert');

/** What main keeps of profiles, by the names of the files. */
async function keptProfiles({ userDataDir }: RunningPail): Promise<string[]> {
  const folder = path.join(userDataDir, 'profiles');
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => `${name} ${await readFile(path.join(folder, name), 'utf8')}`));
}

async function dismissAll(pail: RunningPail): Promise<void> {
  const dismiss = pail.page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
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
    await expect(alerts(pail)).toHaveText(sentence);
    expect(await pail.page.evaluate(() => window.pail.profiles.importFromDialog())).toMatchObject({ error: { code } });
    if (name === 'list.pail') await show(pail, 'welcome-refused-profile');
    await dismissAll(pail);
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

test('a link that nobody waits for is refused, whatever is wrong with it, and a sign-in goes on beside it', async ({
  pail,
  desktop,
}) => {
  const good = 'pail-dev://auth/callback?code=c&state=s';
  const links: readonly [what: string, argv: readonly string[]][] = [
    ['nothing is pending', [good]],
    ['an unknown host', ['pail-dev://evil/callback?code=c&state=s']],
    ['an extra slash', ['pail-dev://auth//callback?code=c&state=s']],
    ['no state', ['pail-dev://auth/callback?code=c']],
    ['10 kB', [`pail-dev://auth/callback?code=${'c'.repeat(10_000)}&state=s`]],
    ['a duplicate parameter', [`${good}&state=t`]],
    ['a switch behind it', [`${good} --gpu-launcher=/bin/false`]],
    ['two links at once', [good, 'pail-dev://auth/logout']],
  ];
  const refusal = alerts(pail).filter({
    hasText: /^A link to Pail was refused.*Nothing was changed.*start again in Pail/,
  });
  const hand = async (argv: readonly string[]): Promise<void> => {
    const ended = await desktop.runApp([...desktop.appArguments(pail.userDataDir), ...argv]);
    expect(ended.code, ended.output).toBe(0);
  };
  await pail.window.signInButton.waitFor();
  for (const [what, argv] of links) {
    await hand(argv);
    await expect(refusal, what).toHaveCount(1);
    await dismissAll(pail);
  }
  const address = await startSignIn(pail);
  for (const [what, argv] of links.filter(([what]) => /pending|two/.test(what))) {
    await hand(argv);
    await expect(refusal, `${what}, while somebody signs in`).toHaveCount(1);
    await dismissAll(pail);
  }
  await hand(['--pail-dev://auth/callback?code=c&state=s']);
  await expect(refusal, 'a switch that looks like one').toHaveCount(0);
  await expect(pail.window.waitingForBrowser).toBeVisible();
  const callback = await new FetchBrowser().signIn(address, { username: 'ana', password: 'demo' });
  await hand([callback]);
  await pail.window.list.waitFor();
  await hand([callback]);
  await expect(refusal, 'the same link again').toHaveCount(1);
  expect(pail.pageErrors).toEqual([]);
});

test('where the system opens no browser and does not say so, the address that was copied signs in all the same', async ({
  startPail,
  profileFile,
  folder,
  desktop,
}) => {
  // The way to a browser is a program here, which is not among those that this Pail finds; Electron does not learn of that.
  const programs = path.join(folder, 'programs');
  await mkdir(programs);
  for (const name of ['setpriv', 'tee']) await symlink(path.join('/usr/bin', name), path.join(programs, name));
  const pail = await startPail({ args: [profileFile], env: { PATH: programs } });
  await pail.window.signInButton.click();
  await expect(pail.window.waitingForBrowser).toBeVisible();
  await expect(pail.page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(pail.page.getByRole('button', { name: 'Browser did not come back?' })).toBeVisible();
  await pail.page.getByRole('button', { name: 'Copy address' }).click();
  const address = await pail.electronApp.evaluate(({ clipboard }) => clipboard.readText());
  desktop.open(await new FetchBrowser().signIn(address, { username: 'ana', password: 'demo' }));
  await pail.window.list.waitFor();
});

test('a sign-in that fails says why and what to do next, and signs nobody in', async ({ pail, desktop, world }) => {
  // `answers`: the person signs in on the pages, and the pool goes wrong only after that.
  const rows: readonly [what: string, faults: PoolFaults, answers: boolean, code: ErrorCode, sentence: RegExp][] = [
    ['a wrong pool', { discovery: 'not-found' }, false, 'issuer-invalid', /check the issuer in the profile/],
    ['a page in its place', { discovery: 'html' }, false, 'issuer-invalid', /check the issuer in the profile/],
    ['a foreign issuer', { discovery: 'foreign-issuer' }, false, 'issuer-invalid', /check the issuer in the profile/],
    ['a pool without a domain', { discovery: 'no-domain' }, false, 'issuer-invalid', /has no domain/],
    ['nobody there', { away: true }, false, 'issuer-unreachable', /does not answer.*Check your network and try again/],
    ['a refusal', { nextAuthorize: { error: 'access_denied' } }, true, 'sign-in-refused', /Ask your administrator/],
    ['a forged token', { nextToken: 'forged-signature' }, true, 'sign-in-forged', /does not bear its signature/],
    ['a wrong nonce', { nextToken: 'wrong-nonce' }, true, 'sign-in-mixed-up', /belongs to another sign-in/],
    ['another audience', { nextToken: 'wrong-aud' }, true, 'sign-in-mixed-up', /belongs to another sign-in/],
  ];
  const { faults } = world.pool;
  const state = () =>
    pail.page.evaluate(async () => {
      const listed = await window.pail.profiles.list();
      const [profile] = listed.ok ? listed.value : [];
      return profile?.signIn.phase === 'failed' ? profile.signIn.failure.code : (profile?.signIn.phase ?? '');
    });
  const startOver = () =>
    pail.page.evaluate(async () => {
      const listed = await window.pail.profiles.list();
      await window.pail.accounts.cancelSignIn(listed.ok ? (listed.value[0]?.id ?? '') : '');
    });
  for (const [what, wrong, answers, code, sentence] of rows) {
    await test.step(what, async () => {
      Object.assign(faults, wrong);
      try {
        if (answers) {
          const address = await startSignIn(pail);
          desktop.open(await new FetchBrowser().signIn(address, { username: 'ana', password: 'demo' }));
        } else await pail.window.signInButton.click();
        await expect.poll(state).toBe(code);
        await expect(alerts(pail)).toHaveText(sentence);
        await expect(pail.page.getByRole('button', { name: 'Try again' })).toBeVisible();
        await expect(pail.page.getByRole('button', { name: 'Copy details' })).toBeVisible();
      } finally {
        for (const fault of Object.keys(wrong)) Reflect.deleteProperty(faults, fault);
      }
      expect(await pail.page.evaluate(() => window.pail.accounts.list())).toEqual({ ok: true, value: [] });
      await startOver();
    });
  }
});
