import { describe, expect, test, vi } from 'vitest';
import type { ProfileStore } from './profile-store.ts';
import { generatePublisherKey } from './publisher-key.ts';
import { seal } from './sealed-secrets.ts';
import { plainFile, signedFile } from './testing/import-setup.ts';
import { codeOf, eachWithImports, OTHER_STORAGE, withSecret } from './testing/import-steps.ts';

const key = await generatePublisherKey();
const sealed = await seal('client secret', 'passphrase');
const steps = eachWithImports();
const keptSecret = (id: string, secretsId: string | undefined) =>
  steps.setup.secrets.get(`profile:${id}:${secretsId}:clientSecret`);

describe('the version before', () => {
  test('comes back with its secrets, and the one that was left does not come by itself', async () => {
    const id = await steps.imported(await signedFile({ revision: 1, ...withSecret('one') }, key));
    const second = await signedFile({ revision: 2, ...withSecret('two'), ...OTHER_STORAGE }, key);
    expect(await steps.setup.imports.update(id, second, 'host')).toMatchObject({ updated: { stored: { id } } });
    expect(await steps.setup.profiles.secret(id, 'clientSecret')).toBe('two');
    expect((await steps.setup.nextRun()).facts(id).previous).toEqual({ revision: 1 });
    await steps.setup.imports.rollBack(id);
    expect(await steps.setup.profiles.secret(id, 'clientSecret')).toBe('one');
    expect((await steps.setup.nextRun()).get(id)).toMatchObject({ profile: { revision: 1 }, previous: null });
    expect(await steps.setup.imports.update(id, second, 'host')).toBe('none');
    expect(steps.setup.profiles.get(id).profile.revision).toBe(1);
    expect(steps.setup.ended).toEqual([]);
    const third = await signedFile({ revision: 3, ...withSecret('two') }, key);
    expect(await steps.setup.imports.update(id, third, 'host')).toMatchObject({ updated: { stored: { id } } });
    expect(steps.setup.profiles.get(id).profile.revision).toBe(3);
  });

  test('that nobody signed ends the sign-in', async () => {
    const id = await steps.imported(await plainFile());
    await steps.imported(await plainFile(OTHER_STORAGE));
    steps.setup.ended.length = 0;
    await steps.setup.imports.rollBack(id);
    expect([steps.setup.profiles.get(id).profile.storage.region, steps.setup.ended]).toEqual(['eu-west-1', [id]]);
  });

  test('that has expired does not come back', async () => {
    const id = await steps.imported(await plainFile({ expires: '2026-01-02' }));
    await steps.imported(await plainFile(OTHER_STORAGE));
    expect(steps.setup.profiles.facts(id).previous).not.toBeNull();
    steps.setup.now = Date.UTC(2026, 0, 3);
    expect(steps.setup.profiles.facts(id).previous).toBeNull();
    expect(await codeOf(steps.setup.imports.rollBack(id))).toBe('profile-expired');
  });

  test('leaves no secret behind when the profile is removed', async () => {
    const id = await steps.imported(await plainFile(withSecret('one')));
    await steps.imported(await plainFile({ ...withSecret('two'), ...OTHER_STORAGE }));
    const { secretsId, previous } = steps.setup.profiles.get(id);
    const kept = () => Promise.all([secretsId, previous?.secretsId].map((at) => keptSecret(id, at)));
    expect(await kept()).toEqual(['two', 'one']);
    await steps.setup.profiles.remove(id);
    expect(await kept()).toEqual([null, null]);
  });
});

test('of the version before the one before nothing is kept, nor of a secret that was another one', async () => {
  const places: string[] = [];
  let id = '';
  for (const change of [
    withSecret('one'),
    { ...withSecret('two'), ...OTHER_STORAGE },
    withSecret('three'),
    withSecret('four'),
  ]) {
    id = await steps.imported(await plainFile(change));
    places.push(steps.setup.profiles.get(id).secretsId);
  }
  expect(await Promise.all(places.map((at) => keptSecret(id, at)))).toEqual([null, 'two', null, 'four']);
});

test('another file of the same revision is told to be the administrator’s mistake', async () => {
  await steps.imported(await signedFile({ revision: 4 }, key));
  const work = steps.setup.imports.take(await signedFile({ revision: 4, ...OTHER_STORAGE }, key));
  await expect(work).rejects.toThrow(/same revision \(4\).*higher revision/);
});

describe('an update', () => {
  test('that nobody signed is asked about; after a no it is not offered again', async () => {
    const id = await steps.imported(await plainFile());
    const file = await plainFile(OTHER_STORAGE);
    expect(await steps.setup.imports.update(id, file, 'files.example.org')).toBe('asked');
    expect(steps.review()).toMatchObject({ source: { kind: 'update', host: 'files.example.org' }, endsSignIn: true });
    await steps.setup.imports.answer(steps.review().id, false, null);
    expect(await steps.setup.imports.update(id, file, 'files.example.org')).toBe('none');
    expect(await steps.setup.imports.update(id, await plainFile({ storage: { region: 'x' } }), 'h')).toBe('asked');
  });

  test('with another sealed secret is asked about, though it is signed', async () => {
    const id = await steps.imported(await signedFile({ revision: 1 }, key));
    const file = await signedFile({ revision: 2, ...withSecret({ sealed }) }, key);
    expect(await steps.setup.imports.update(id, file, 'h')).toBe('asked');
    expect(steps.review()).toMatchObject({ asksPassphrase: true, endsSignIn: false });
    await steps.accept('passphrase');
    expect(steps.setup.profiles.get(id).profile.revision).toBe(2);
  });

  test('that is another profile is none', async () => {
    const id = await steps.imported(await plainFile());
    const work = steps.setup.imports.update(id, await plainFile({ name: 'Evil' }), 'h');
    expect(await codeOf(work)).toBe('profile-download-failed');
    expect(steps.setup.profiles.list()).toHaveLength(1);
  });
});

describe('where Pail ends between the file of a version and its secrets', () => {
  /** What the next run finds: nothing of what was to be written to the secrets came there. */
  const endedOver = async (work: () => Promise<unknown>, isSaved: (next: ProfileStore) => boolean) => {
    const { setup } = steps;
    const { set } = setup.secrets;
    const del = setup.secrets.delete;
    Object.assign(setup.secrets, { set: () => new Promise(() => {}), delete: () => new Promise(() => {}) });
    void work();
    await vi.waitFor(async () => expect(isSaved(await setup.nextRun())).toBe(true));
    Object.assign(setup.secrets, { set, delete: del });
    return setup.nextRun();
  };

  test('no version has the secrets of another one: they are missing, and the version before has its own', async () => {
    const id = await steps.imported(await signedFile({ revision: 1, ...withSecret('one') }, key));
    await steps.setup.imports.update(id, await signedFile({ revision: 2, ...withSecret('two') }, key), 'h');
    const third = await signedFile({ revision: 3, ...withSecret('three') }, key);
    const next = await endedOver(
      () => steps.setup.imports.update(id, third, 'h'),
      (store) => store.get(id).profile.revision === 3,
    );
    expect(await next.missingSecrets(id)).toEqual(['clientSecret']);
    expect(await next.compare(third)).toMatchObject({ differs: false });
    await next.rollBack(id);
    expect(next.get(id).profile.revision).toBe(2);
    expect(await next.secret(id, 'clientSecret')).toBe('two');
  });

  test('one that was gone back to has its own', async () => {
    const id = await steps.imported(await plainFile(withSecret('one')));
    await steps.imported(await plainFile({ ...withSecret('two'), ...OTHER_STORAGE }));
    const next = await endedOver(
      () => steps.setup.profiles.rollBack(id),
      (store) => store.facts(id).previous === null,
    );
    expect(await next.secret(id, 'clientSecret')).toBe('one');
  });
});

test('a version whose secrets are taken in part leaves the one before with its own', async () => {
  const id = await steps.imported(await plainFile(withSecret('one')));
  const { set } = steps.setup.secrets;
  let writes = 0;
  steps.setup.secrets.set = async (name, value) => {
    writes += 1;
    if (writes > 1) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    await set(name, value);
  };
  const encryptionKey = Buffer.alloc(32, 1).toString('base64');
  const storage = { region: 'us-east-1', encryption: { kind: 'customer' }, encryptionKey };
  const file = await plainFile({ ...withSecret('two'), storage });
  await expect(steps.setup.profiles.add(file)).rejects.toMatchObject({ failure: { code: 'profile-not-kept' } });
  expect(await steps.setup.profiles.secret(id, 'clientSecret')).toBe('one');
  expect((await steps.setup.nextRun()).get(id).profile.storage.region).toBe('eu-west-1');
});
