/** Links that Pail does not wait for, by the way on which the system hands them over. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { expect, startSignIn, test } from './fixtures.ts';

test.describe.configure({ timeout: 180_000 });

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
  const refusal = pail.window.alerts.filter({
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
    await pail.window.dismissNotices();
  }
  const address = await startSignIn(pail);
  for (const [what, argv] of links.filter(([what]) => /pending|two/.test(what))) {
    await hand(argv);
    await expect(refusal, `${what}, while somebody signs in`).toHaveCount(1);
    await pail.window.dismissNotices();
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

test('what starts Pail and is refused is said once there is a window: a link, and a file that is no profile', async ({
  startPail,
  folder,
}) => {
  const letter = path.join(folder, 'letter.pail');
  await writeFile(letter, 'Dear Ana, here is your profile.');
  await chmod(letter, 0o644);
  const notes = path.join(folder, 'notes.txt');
  await writeFile(notes, 'Call Ben.');
  await chmod(notes, 0o644);
  const pail = await startPail({ args: ['pail-dev://auth/callback?code=c&state=s', letter, notes] });
  await expect(pail.window.alerts.filter({ hasText: /^A link to Pail was refused/ })).toHaveCount(1);
  await expect(pail.window.alerts.filter({ hasText: /“letter\.pail” is not a Pail profile/ })).toHaveCount(1);
  await expect(pail.window.alerts.filter({ hasText: /“notes\.txt” is not a Pail profile/ })).toHaveCount(1);
  // And nothing else, such as the folder that the app itself is started from.
  await expect(pail.window.alerts).toHaveCount(3);
  await pail.window.dismissNotices();
  await pail.secondInstance(folder);
  await expect(pail.window.alerts.filter({ hasText: 'Check that it is a file that you may open.' })).toHaveCount(1);
  await expect(pail.page.getByRole('button', { name: 'Import profile…' })).toBeVisible();
});
