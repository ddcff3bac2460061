/** Sign-ins that do not come to their end, on screen: why, and what to do next. */
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '../../src/shared/errors.ts';
import { FetchBrowser } from '../support/cognito/browser.ts';
import type { PoolFaults } from '../support/cognito/types.ts';
import { expect, startSignIn, test } from './fixtures.ts';

test.describe.configure({ timeout: 180_000 });

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
        await expect(pail.window.alerts).toHaveText(sentence);
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
