import { afterEach, beforeEach, expect, test } from 'vitest';
import { PailError, toFailure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { ProfileUpdates, SILENT_MS } from './profile-updates.ts';
import { generatePublisherKey } from './publisher-key.ts';
import { type ImportSetup, importSetup, plainFile, signedFile } from './testing/import-setup.ts';

const DAY = 86_400_000;
const key = await generatePublisherKey();
const URL_OF = { updateUrl: 'https://files.example.org/acme.pail' };

let setup: ImportSetup;
let updates: ProfileUpdates;
let told: string[];
beforeEach(async () => {
  setup = await importSetup();
  told = [];
  updates = new ProfileUpdates({
    profiles: setup.profiles,
    imports: setup.imports,
    download: (url) => {
      setup.fetched.push(url.href);
      return setup.answer();
    },
    onUpdated: (name, changes) => told.push(text.notices.profiles.updated(name, changes)),
    onTrouble: (name, { code }) => told.push(`${name}: ${code}`),
    onExpired: (name) => told.push(`${name} expired`),
    onTick: async () => undefined,
    onError: (error) => told.push(String(error)),
    now: () => setup.now,
  });
});
afterEach(() => setup.tidy());

/** A signed profile, imported. */
async function signed(change: object = {}): Promise<string> {
  await setup.imports.take(await signedFile({ ...URL_OF, revision: 1, ...change }, key));
  const [review] = setup.imports.reviews();
  return (await setup.imports.answer(review?.id ?? '', true, null))?.id ?? '';
}
const unreachable = async () => {
  throw new PailError('profile-download-failed', { subject: 'files.example.org', reason: 'it cannot be reached' });
};

test('a signed update comes in by itself and says what it changed', async () => {
  const id = await signed({ locations: ['A', 'B', 'C'].map((label) => ({ label, bucket: 'bkt' })) });
  const locations = ['A', 'D', 'E', 'B'].map((label) => ({ label, bucket: label === 'B' ? 'other' : 'bkt' }));
  setup.answer = () => signedFile({ ...URL_OF, revision: 2, locations }, key);
  await updates.tick(0);
  expect(told).toEqual(['Profile “Acme” updated: 2 locations added, 1 removed, 1 changed.']);
  expect(setup.profiles.get(id).profile.revision).toBe(2);
  expect(setup.changed.at(-1)).toBe(id);
  expect(setup.ended).toEqual([]);
});

test('each is checked at the start and then once a day', async () => {
  await signed();
  setup.answer = () => signedFile({ ...URL_OF, revision: 1 }, key);
  await updates.tick(0);
  await updates.tick();
  expect(setup.fetched).toHaveLength(1);
  setup.now += DAY - 1;
  await updates.tick();
  expect(setup.fetched).toHaveLength(1);
  setup.now += 1;
  await updates.tick();
  expect(setup.fetched).toEqual([URL_OF.updateUrl, URL_OF.updateUrl]);
  expect(told).toEqual([]);
});

test('one without an address is never looked for', async () => {
  await setup.imports.take(await plainFile());
  await updates.tick(0);
  expect(setup.fetched).toEqual([]);
});

test('a failure is remembered with its profile, and told after a week, once', async () => {
  const id = await signed();
  setup.answer = unreachable;
  const begin = setup.now;
  for (; setup.now <= begin + SILENT_MS + DAY; setup.now += DAY) {
    expect(told).toEqual(setup.now <= begin + SILENT_MS ? [] : ['Acme: profile-download-failed']);
    await updates.tick();
  }
  expect(told).toEqual(['Acme: profile-download-failed']);
  const facts = (await setup.nextRun()).facts(id).updates;
  expect(facts).toMatchObject({ host: 'files.example.org', trouble: { since: begin } });
  expect(facts?.trouble?.failure.message).toMatch(/files\.example\.org.*cannot be reached/);
  setup.answer = () => signedFile({ ...URL_OF, revision: 1 }, key);
  await updates.tick();
  expect(setup.profiles.facts(id).updates).toMatchObject({ checkedAt: setup.now, trouble: null });
});

test('one that may not come in is a failure of its profile, and stays out', async () => {
  const id = await signed();
  setup.answer = () => plainFile({ ...URL_OF, revision: 2 });
  const failure = await updates.check(id).then(() => null, toFailure);
  expect(failure?.code).toBe('profile-unsigned');
  expect(setup.profiles.facts(id).updates?.trouble?.failure).toEqual(failure);
  expect(setup.profiles.get(id).profile.revision).toBe(1);
});

test('two checks at a time are one', async () => {
  const id = await signed();
  setup.answer = () => signedFile({ ...URL_OF, revision: 2 }, key);
  await Promise.all([updates.check(id), updates.check(id)]);
  expect(setup.fetched).toHaveLength(1);
});

test('a profile that is removed while its update is fetched stays removed', async () => {
  const id = await signed();
  setup.answer = async () => {
    await setup.profiles.remove(id);
    return signedFile({ ...URL_OF, revision: 2 }, key);
  };
  await updates.tick(0);
  expect(setup.profiles.list()).toEqual([]);
  expect((await setup.nextRun()).list()).toEqual([]);
});

test('that a profile has expired is told once', async () => {
  await signed({ expires: '2026-01-02' });
  setup.answer = unreachable;
  await updates.tick(0);
  expect(told).toEqual([]);
  setup.now = Date.UTC(2026, 0, 2);
  await updates.tick();
  await updates.tick();
  expect(told).toEqual(['Acme expired']);
});
