/** Profiles that come again, several at a time, or to a disk that takes none. */
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { document } from '../../src/main/profiles/testing/import-setup.ts';
import { OTHER_STORAGE } from '../../src/main/profiles/testing/import-steps.ts';
import { eachWithProfileFiles, failureOf, location } from '../support/profile-files.ts';

vi.mock('electron', () => ({}));

const { steps, put, profile, take, kept } = eachWithProfileFiles();

test('of several files none comes in where one is bad, whichever it is', async () => {
  const good = await profile({}, 'good.pail');
  const bad = await profile(location({ prefix: 'team-a' }), 'bad.pail');
  const before = await kept();
  for (const files of [
    [good, bad],
    [bad, good],
  ]) {
    expect(await failureOf(take(...files))).toMatchObject({ code: 'profile-invalid', detail: { subject: 'bad.pail' } });
    expect(await kept()).toEqual(before);
  }
});

test('the same profile twice is said to be there already, and changes nothing', async () => {
  const file = await profile({});
  await take(file);
  const before = await kept();
  steps.setup.changed.length = 0;
  await take(file);
  await take(await put('copy of acme.pail', JSON.stringify(document(), null, 4)));
  expect(steps.setup.taken).toEqual(['Acme: imported', 'Acme: unchanged', 'Acme: unchanged']);
  expect(await kept()).toEqual(before);
  expect([steps.setup.asked(), steps.setup.changed]).toEqual([[], []]);
});

test('the file of a version that was gone back to is said to be there already, and the one left is not offered again', async () => {
  const [first, second] = [await profile({}, 'first.pail'), await profile(OTHER_STORAGE, 'second.pail')];
  await take(first);
  await take(second);
  const stored = await steps.accept();
  const id = stored?.id ?? '';
  await steps.setup.imports.rollBack(id);
  const before = await kept();
  await take(first);
  expect(steps.setup.taken.at(-1)).toBe('Acme: unchanged');
  expect(await kept()).toEqual(before);
  expect(steps.setup.profiles.get(id).setAside).not.toBeNull();
});

test.each([
  ['the first of its name', null],
  ['another version', document(OTHER_STORAGE)],
])('a disk that takes no profile keeps what was there, and says so: %s', async (_what, earlier) => {
  if (earlier) await take(await profile(OTHER_STORAGE, 'earlier.pail'));
  const before = await kept();
  const there = steps.setup.profiles.list();
  const file = await profile({ signIn: { ...document().signIn, clientSecret: 's3cret' } });
  // No file can be made in what is itself a file: whoever the tests run as, the system says no.
  const profiles = path.join(steps.setup.folder, 'profiles');
  await rename(profiles, `${profiles} aside`);
  await writeFile(profiles, '');
  const importing = earlier ? take(file).then(() => steps.accept()) : take(file);
  expect(await failureOf(importing)).toMatchObject({ code: 'profile-not-kept', detail: { subject: 'Acme' } });
  await rm(profiles);
  await rename(`${profiles} aside`, profiles);
  expect(await kept()).toEqual(before);
  expect(steps.setup.profiles.list()).toEqual(there);
  expect((await steps.setup.nextRun()).list()).toHaveLength(there.length);
});
