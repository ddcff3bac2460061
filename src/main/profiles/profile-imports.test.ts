import { describe, expect, test } from 'vitest';
import { fingerprintOf, generatePublisherKey } from './publisher-key.ts';
import { seal } from './sealed-secrets.ts';
import { plainFile, signedFile } from './testing/import-setup.ts';
import { codeOf, eachWithImports, OTHER_STORAGE, withSecret } from './testing/import-steps.ts';

const [key, next, other] = await Promise.all([generatePublisherKey(), generatePublisherKey(), generatePublisherKey()]);
const sealed = await seal('client secret', 'passphrase');
const steps = eachWithImports();

describe('a file that nobody signed', () => {
  test('comes in at once, with its secrets apart', async () => {
    const stored = await steps.setup.imports.take(await plainFile(withSecret('s3cret')));
    expect(steps.setup.asked()).toEqual([]);
    expect(stored?.profile.signIn).not.toHaveProperty('clientSecret');
    expect(await steps.setup.profiles.secret(stored?.id ?? '', 'clientSecret')).toBe('s3cret');
    expect(steps.setup.profiles.facts(stored?.id ?? '')).toMatchObject({
      plainSecrets: true,
      signedBy: null,
      previous: null,
    });
  });

  test('is asked about where it would change one, and ends its sign-in', async () => {
    const id = await steps.imported(await plainFile());
    const locations = [
      { label: 'Home', bucket: 'other' },
      { label: 'New', bucket: 'new' },
    ];
    expect(await steps.setup.imports.take(await plainFile({ ...OTHER_STORAGE, locations }))).toBeNull();
    expect(steps.review()).toMatchObject({
      source: { kind: 'file' },
      endsSignIn: true,
      asksPassphrase: false,
      changes: { added: ['New'], removed: [], changed: ['Home'], parts: ['storage'] },
    });
    expect(steps.setup.profiles.get(id).profile.storage.region).toBe('eu-west-1');
    await steps.accept();
    expect(steps.setup.profiles.get(id).profile.storage.region).toBe('us-east-1');
    expect(steps.setup.ended).toEqual([id]);
    expect(steps.setup.asked()).toEqual([]);
  });

  test('changes nothing when the answer is no', async () => {
    const id = await steps.imported(await plainFile());
    await steps.setup.imports.take(await plainFile(OTHER_STORAGE));
    expect(await steps.setup.imports.answer(steps.review().id, false, null)).toBeNull();
    expect(steps.setup.profiles.get(id).profile.storage.region).toBe('eu-west-1');
    expect([steps.setup.ended, steps.setup.asked()]).toEqual([[], []]);
  });

  test('is asked about for another secret alone, and not for the same one', async () => {
    await steps.imported(await plainFile(withSecret('one')));
    expect(await steps.setup.imports.take(await plainFile(withSecret('one')))).not.toBeNull();
    expect(await steps.setup.imports.take(await plainFile(withSecret('two')))).toBeNull();
    expect(steps.review().changes?.parts).toEqual(['secrets']);
  });

  test('of which there are two at a time, the newer one is asked about', async () => {
    await steps.imported(await plainFile());
    await steps.setup.imports.take(await plainFile(OTHER_STORAGE));
    const first = steps.review().id;
    await steps.setup.imports.take(await plainFile({ storage: { region: 'eu-west-2' } }));
    expect(steps.review().id).not.toBe(first);
    expect(await codeOf(steps.setup.imports.answer(first, true, null))).toBe('not-found');
  });
});

describe('sealed secrets', () => {
  test('are asked for once, and a wrong passphrase asks again', async () => {
    expect(await steps.setup.imports.take(await plainFile(withSecret({ sealed })))).toBeNull();
    expect(steps.review()).toMatchObject({ asksPassphrase: true, warnings: [] });
    expect(await codeOf(steps.accept('wrong'))).toBe('passphrase-wrong');
    expect(steps.setup.profiles.list()).toEqual([]);
    const stored = await steps.accept('passphrase');
    expect(await steps.setup.profiles.secret(stored?.id ?? '', 'clientSecret')).toBe('client secret');
    expect(steps.setup.profiles.facts(stored?.id ?? '').plainSecrets).toBe(false);
  });

  test('that were opened before need no passphrase in the next version', async () => {
    await steps.setup.imports.take(await plainFile(withSecret({ sealed })));
    const id = (await steps.accept('passphrase'))?.id ?? '';
    await steps.setup.imports.take(await plainFile({ ...withSecret({ sealed }), ...OTHER_STORAGE }));
    expect(steps.review()).toMatchObject({ asksPassphrase: false, changes: { parts: ['storage'] } });
    await steps.accept();
    expect(await steps.setup.profiles.secret(id, 'clientSecret')).toBe('client secret');
  });

  test('import nothing when the answer is no', async () => {
    await steps.setup.imports.take(await plainFile(withSecret({ sealed })));
    await steps.setup.imports.answer(steps.review().id, false, null);
    expect(steps.setup.profiles.list()).toEqual([]);
  });
});

describe('a signed file', () => {
  const revision = (number: number, change: object = {}) => ({ revision: number, ...change });

  test('is asked about with its fingerprint, which is pinned', async () => {
    expect(await steps.setup.imports.take(await signedFile(revision(1), key))).toBeNull();
    expect(steps.review()).toMatchObject({ signedBy: fingerprintOf(key), signedBefore: null, changes: null });
    const stored = await steps.accept();
    const again = (await steps.setup.nextRun()).get(stored?.id ?? '');
    expect(again.signedBy).toBe(fingerprintOf(key));
  });

  test.each([
    ['unsigned', () => plainFile(revision(2)), 'profile-unsigned'],
    ['signed by another key', () => signedFile(revision(2), other), 'profile-other-key'],
    ['vouched for by another key', () => signedFile(revision(2), next, [other]), 'profile-other-key'],
    ['of the same revision', () => signedFile(revision(1, OTHER_STORAGE), key), 'profile-not-newer'],
    ['without a revision', () => signedFile(OTHER_STORAGE, key), 'profile-not-newer'],
  ])('is not replaced by one that is %s', async (_what, file, code) => {
    const id = await steps.imported(await signedFile(revision(1), key));
    expect(await codeOf(steps.setup.imports.take(await file()))).toBe(code);
    expect(steps.setup.profiles.get(id)).toMatchObject({ signedBy: fingerprintOf(key), profile: { revision: 1 } });
    expect(steps.setup.asked()).toEqual([]);
  });

  test('of a lower revision is refused also when a higher one came in while it was asked about', async () => {
    const id = await steps.imported(await signedFile(revision(1), key));
    await steps.setup.imports.take(await signedFile(revision(2), key));
    const { id: asked } = steps.review();
    await steps.setup.imports.update(id, await signedFile(revision(3), key), 'host');
    expect(await codeOf(steps.setup.imports.answer(asked, true, null))).toBe('profile-not-newer');
    expect(steps.setup.profiles.get(id).profile.revision).toBe(3);
  });

  test('of a higher revision and the same key replaces it, and the sign-in goes on', async () => {
    const id = await steps.imported(await signedFile(revision(1), key));
    await steps.setup.imports.take(await signedFile(revision(2, OTHER_STORAGE), key));
    expect(steps.review()).toMatchObject({ endsSignIn: false, changes: { parts: ['storage'] } });
    await steps.accept();
    expect(steps.setup.profiles.get(id).profile.storage.region).toBe('us-east-1');
    expect(steps.setup.ended).toEqual([]);
  });

  test('of a new key that the pinned one vouches for pins the new one', async () => {
    const id = await steps.imported(await signedFile(revision(1), key));
    await steps.setup.imports.take(await signedFile(revision(2), next, [key]));
    expect(steps.review()).toMatchObject({ signedBy: fingerprintOf(next), signedBefore: fingerprintOf(key) });
    await steps.accept();
    expect(steps.setup.profiles.get(id).signedBy).toBe(fingerprintOf(next));
    expect(await codeOf(steps.setup.imports.take(await signedFile(revision(3), key)))).toBe('profile-other-key');
  });

  test('takes the place of one that nobody signed, and ends its sign-in', async () => {
    const id = await steps.imported(await plainFile());
    await steps.setup.imports.take(await signedFile(revision(1), key));
    expect(steps.review()).toMatchObject({ endsSignIn: true, signedBy: fingerprintOf(key) });
    await steps.accept();
    expect([steps.setup.profiles.get(id).signedBy, steps.setup.ended]).toEqual([fingerprintOf(key), [id]]);
  });
});

describe('a profile that expires', () => {
  const EXPIRES = { expires: '2026-01-02' };

  test('cannot be imported after, and signs nobody in', async () => {
    const id = await steps.imported(await plainFile(EXPIRES));
    steps.setup.profiles.checkUsable(id);
    steps.setup.now = Date.UTC(2026, 0, 2);
    expect(() => steps.setup.profiles.checkUsable(id)).toThrow(/expired/);
    expect(steps.setup.profiles.facts(id)).toMatchObject({ expired: true, expires: Date.UTC(2026, 0, 2) });
    expect(await codeOf(steps.setup.imports.take(await plainFile(EXPIRES)))).toBe('profile-expired');
    expect(await codeOf(steps.setup.imports.take(await plainFile({ ...EXPIRES, name: 'New' })))).toBe(
      'profile-expired',
    );
  });

  test('while it is asked about does not come in', async () => {
    await steps.setup.imports.take(await signedFile({ revision: 1, expires: '2026-01-01T00:00:01Z' }, key));
    steps.setup.now += 1000;
    expect(await codeOf(steps.accept())).toBe('profile-expired');
    expect(steps.setup.asked()).toEqual([]);
  });
});

describe('a link', () => {
  const ADDRESS = 'https://files.example.org/acme.pail';

  test('is fetched only after a yes, and then always asked about', async () => {
    steps.setup.imports.askLink(new URL(ADDRESS));
    const [link] = steps.setup.asked();
    expect(link).toMatchObject({ kind: 'link', host: 'files.example.org', address: ADDRESS });
    expect(steps.setup.fetched).toEqual([]);
    expect(await steps.setup.imports.answer(link?.id ?? '', true, null)).toBeNull();
    expect(steps.setup.fetched).toEqual([ADDRESS]);
    expect(steps.review()).toMatchObject({ source: { kind: 'link', host: 'files.example.org' }, signedBy: null });
    expect(steps.setup.profiles.list()).toEqual([]);
    await steps.accept();
    expect(steps.setup.profiles.list()).toHaveLength(1);
  });

  test('is never fetched after a no', async () => {
    steps.setup.imports.askLink(new URL(ADDRESS));
    await steps.setup.imports.answer(steps.setup.asked()[0]?.id ?? '', false, null);
    expect([steps.setup.fetched, steps.setup.asked()]).toEqual([[], []]);
  });

  test('that is taken back while it is fetched comes to nothing', async () => {
    steps.setup.imports.askLink(new URL(ADDRESS));
    const id = steps.setup.asked()[0]?.id ?? '';
    let arrive: () => void = () => undefined;
    steps.setup.answer = async () => {
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      return plainFile();
    };
    const fetching = steps.setup.imports.answer(id, true, null);
    await steps.setup.imports.answer(id, false, null);
    arrive();
    expect(await fetching).toBeNull();
    expect(steps.setup.asked()).toEqual([]);
  });

  test('is asked about once however often it comes, and twenty at a time', () => {
    for (let count = 0; count < 3; count += 1) steps.setup.imports.askLink(new URL(ADDRESS));
    expect(steps.setup.asked()).toHaveLength(1);
    for (let count = 0; count < 30; count += 1) steps.setup.imports.askLink(new URL(`${ADDRESS}?${count}`));
    expect(steps.setup.asked()).toHaveLength(20);
  });
});

test('what is kept is what happened last, however much happens at a time', async () => {
  const id = await steps.imported(await plainFile());
  const state = { checkedAt: 1, reachedAt: 1, failure: null, told: false };
  await Promise.all([
    steps.setup.profiles.noteUpdates(id, state),
    steps.setup.profiles.add(await plainFile(OTHER_STORAGE)),
    steps.setup.profiles.noteUpdates(id, { ...state, checkedAt: 2 }),
  ]);
  const next = (await steps.setup.nextRun()).get(id);
  expect(next).toMatchObject({ updates: { checkedAt: 2 }, profile: { storage: { region: 'us-east-1' } } });
  await Promise.all([steps.setup.profiles.noteUpdates(id, state), steps.setup.profiles.remove(id)]);
  expect((await steps.setup.nextRun()).list()).toEqual([]);
});
