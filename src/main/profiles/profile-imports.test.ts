import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFailure } from '../../shared/errors.ts';
import type { ImportReview } from '../../shared/model/profile-review.ts';
import { fingerprintOf, generatePublisherKey } from './publisher-key.ts';
import { seal } from './sealed-secrets.ts';
import { type ImportSetup, importSetup, plainFile, signedFile } from './testing/import-setup.ts';

const [key, next, other] = await Promise.all([generatePublisherKey(), generatePublisherKey(), generatePublisherKey()]);
const sealed = await seal('client secret', 'passphrase');
const withSecret = (clientSecret: unknown) => ({
  signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', clientSecret },
});
const OTHER_STORAGE = { storage: { region: 'us-east-1' } };

let setup: ImportSetup;
beforeEach(async () => {
  setup = await importSetup();
});
afterEach(() => setup.tidy());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => toFailure(error).code,
  );
/** The one open question about a file. */
function review(): ImportReview {
  const [asked] = setup.asked();
  expect(setup.asked()).toHaveLength(1);
  if (asked?.kind !== 'import') throw new Error('no file is asked about');
  return asked;
}
const accept = (passphrase: string | null = null) => setup.imports.answer(review().id, true, passphrase);

/** Imports, and says yes where that is asked. */
async function imported(file: Awaited<ReturnType<typeof plainFile>>): Promise<string> {
  const stored = (await setup.imports.take(file)) ?? (await accept());
  return stored?.id ?? '';
}

describe('a file that nobody signed', () => {
  test('comes in at once, with its secrets apart', async () => {
    const stored = await setup.imports.take(await plainFile(withSecret('s3cret')));
    expect(setup.asked()).toEqual([]);
    expect(stored?.profile.signIn).not.toHaveProperty('clientSecret');
    expect(await setup.profiles.secret(stored?.id ?? '', 'clientSecret')).toBe('s3cret');
    expect(setup.profiles.facts(stored?.id ?? '')).toMatchObject({
      plainSecrets: true,
      signedBy: null,
      previous: null,
    });
  });

  test('is asked about where it would change one, and ends its sign-in', async () => {
    const id = await imported(await plainFile());
    const locations = [
      { label: 'Home', bucket: 'other' },
      { label: 'New', bucket: 'new' },
    ];
    expect(await setup.imports.take(await plainFile({ ...OTHER_STORAGE, locations }))).toBeNull();
    expect(review()).toMatchObject({
      source: { kind: 'file' },
      endsSignIn: true,
      asksPassphrase: false,
      changes: { added: ['New'], removed: [], changed: ['Home'], parts: ['storage'] },
    });
    expect(setup.profiles.get(id).profile.storage.region).toBe('eu-west-1');
    await accept();
    expect(setup.profiles.get(id).profile.storage.region).toBe('us-east-1');
    expect(setup.ended).toEqual([id]);
    expect(setup.asked()).toEqual([]);
  });

  test('changes nothing when the answer is no', async () => {
    const id = await imported(await plainFile());
    await setup.imports.take(await plainFile(OTHER_STORAGE));
    expect(await setup.imports.answer(review().id, false, null)).toBeNull();
    expect(setup.profiles.get(id).profile.storage.region).toBe('eu-west-1');
    expect([setup.ended, setup.asked()]).toEqual([[], []]);
  });

  test('is asked about for another secret alone, and not for the same one', async () => {
    await imported(await plainFile(withSecret('one')));
    expect(await setup.imports.take(await plainFile(withSecret('one')))).not.toBeNull();
    expect(await setup.imports.take(await plainFile(withSecret('two')))).toBeNull();
    expect(review().changes?.parts).toEqual(['secrets']);
  });

  test('of which there are two at a time, the newer one is asked about', async () => {
    await imported(await plainFile());
    await setup.imports.take(await plainFile(OTHER_STORAGE));
    const first = review().id;
    await setup.imports.take(await plainFile({ storage: { region: 'eu-west-2' } }));
    expect(review().id).not.toBe(first);
    expect(await codeOf(setup.imports.answer(first, true, null))).toBe('not-found');
  });
});

describe('sealed secrets', () => {
  test('are asked for once, and a wrong passphrase asks again', async () => {
    expect(await setup.imports.take(await plainFile(withSecret({ sealed })))).toBeNull();
    expect(review()).toMatchObject({ asksPassphrase: true, warnings: [] });
    expect(await codeOf(accept('wrong'))).toBe('passphrase-wrong');
    expect(setup.profiles.list()).toEqual([]);
    const stored = await accept('passphrase');
    expect(await setup.profiles.secret(stored?.id ?? '', 'clientSecret')).toBe('client secret');
    expect(setup.profiles.facts(stored?.id ?? '').plainSecrets).toBe(false);
  });

  test('that were opened before need no passphrase in the next version', async () => {
    await setup.imports.take(await plainFile(withSecret({ sealed })));
    const id = (await accept('passphrase'))?.id ?? '';
    await setup.imports.take(await plainFile({ ...withSecret({ sealed }), ...OTHER_STORAGE }));
    expect(review()).toMatchObject({ asksPassphrase: false, changes: { parts: ['storage'] } });
    await accept();
    expect(await setup.profiles.secret(id, 'clientSecret')).toBe('client secret');
  });

  test('import nothing when the answer is no', async () => {
    await setup.imports.take(await plainFile(withSecret({ sealed })));
    await setup.imports.answer(review().id, false, null);
    expect(setup.profiles.list()).toEqual([]);
  });
});

describe('a signed file', () => {
  const revision = (number: number, change: object = {}) => ({ revision: number, ...change });

  test('is asked about with its fingerprint, which is pinned', async () => {
    expect(await setup.imports.take(await signedFile(revision(1), key))).toBeNull();
    expect(review()).toMatchObject({ signedBy: fingerprintOf(key), signedBefore: null, changes: null });
    const stored = await accept();
    const again = (await setup.nextRun()).get(stored?.id ?? '');
    expect(again.signedBy).toBe(fingerprintOf(key));
  });

  test.each([
    ['unsigned', () => plainFile(revision(2)), 'profile-unsigned'],
    ['signed by another key', () => signedFile(revision(2), other), 'profile-other-key'],
    ['vouched for by another key', () => signedFile(revision(2), next, [other]), 'profile-other-key'],
    ['of the same revision', () => signedFile(revision(1, OTHER_STORAGE), key), 'profile-not-newer'],
    ['without a revision', () => signedFile(OTHER_STORAGE, key), 'profile-not-newer'],
  ])('is not replaced by one that is %s', async (_what, file, code) => {
    const id = await imported(await signedFile(revision(1), key));
    expect(await codeOf(setup.imports.take(await file()))).toBe(code);
    expect(setup.profiles.get(id)).toMatchObject({ signedBy: fingerprintOf(key), profile: { revision: 1 } });
    expect(setup.asked()).toEqual([]);
  });

  test('of a lower revision is refused also when a higher one came in while it was asked about', async () => {
    const id = await imported(await signedFile(revision(1), key));
    await setup.imports.take(await signedFile(revision(2), key));
    const { id: asked } = review();
    await setup.imports.update(id, await signedFile(revision(3), key), 'host');
    expect(await codeOf(setup.imports.answer(asked, true, null))).toBe('profile-not-newer');
    expect(setup.profiles.get(id).profile.revision).toBe(3);
  });

  test('of a higher revision and the same key replaces it, and the sign-in goes on', async () => {
    const id = await imported(await signedFile(revision(1), key));
    await setup.imports.take(await signedFile(revision(2, OTHER_STORAGE), key));
    expect(review()).toMatchObject({ endsSignIn: false, changes: { parts: ['storage'] } });
    await accept();
    expect(setup.profiles.get(id).profile.storage.region).toBe('us-east-1');
    expect(setup.ended).toEqual([]);
  });

  test('of a new key that the pinned one vouches for pins the new one', async () => {
    const id = await imported(await signedFile(revision(1), key));
    await setup.imports.take(await signedFile(revision(2), next, [key]));
    expect(review()).toMatchObject({ signedBy: fingerprintOf(next), signedBefore: fingerprintOf(key) });
    await accept();
    expect(setup.profiles.get(id).signedBy).toBe(fingerprintOf(next));
    expect(await codeOf(setup.imports.take(await signedFile(revision(3), key)))).toBe('profile-other-key');
  });

  test('takes the place of one that nobody signed, and ends its sign-in', async () => {
    const id = await imported(await plainFile());
    await setup.imports.take(await signedFile(revision(1), key));
    expect(review()).toMatchObject({ endsSignIn: true, signedBy: fingerprintOf(key) });
    await accept();
    expect([setup.profiles.get(id).signedBy, setup.ended]).toEqual([fingerprintOf(key), [id]]);
  });
});

describe('a profile that expires', () => {
  const EXPIRES = { expires: '2026-01-02' };

  test('cannot be imported after, and signs nobody in', async () => {
    const id = await imported(await plainFile(EXPIRES));
    setup.profiles.checkUsable(id);
    setup.now = Date.UTC(2026, 0, 2);
    expect(() => setup.profiles.checkUsable(id)).toThrow(/expired/);
    expect(setup.profiles.facts(id)).toMatchObject({ expired: true, expires: Date.UTC(2026, 0, 2) });
    expect(await codeOf(setup.imports.take(await plainFile(EXPIRES)))).toBe('profile-expired');
    expect(await codeOf(setup.imports.take(await plainFile({ ...EXPIRES, name: 'New' })))).toBe('profile-expired');
  });

  test('while it is asked about does not come in', async () => {
    await setup.imports.take(await signedFile({ revision: 1, expires: '2026-01-01T00:00:01Z' }, key));
    setup.now += 1000;
    expect(await codeOf(accept())).toBe('profile-expired');
    expect(setup.asked()).toEqual([]);
  });
});

describe('a link', () => {
  const ADDRESS = 'https://files.example.org/acme.pail';

  test('is fetched only after a yes, and then always asked about', async () => {
    setup.imports.askLink(new URL(ADDRESS));
    const [link] = setup.asked();
    expect(link).toMatchObject({ kind: 'link', host: 'files.example.org', address: ADDRESS });
    expect(setup.fetched).toEqual([]);
    expect(await setup.imports.answer(link?.id ?? '', true, null)).toBeNull();
    expect(setup.fetched).toEqual([ADDRESS]);
    expect(review()).toMatchObject({ source: { kind: 'link', host: 'files.example.org' }, signedBy: null });
    expect(setup.profiles.list()).toEqual([]);
    await accept();
    expect(setup.profiles.list()).toHaveLength(1);
  });

  test('is never fetched after a no', async () => {
    setup.imports.askLink(new URL(ADDRESS));
    await setup.imports.answer(setup.asked()[0]?.id ?? '', false, null);
    expect([setup.fetched, setup.asked()]).toEqual([[], []]);
  });

  test('that is taken back while it is fetched comes to nothing', async () => {
    setup.imports.askLink(new URL(ADDRESS));
    const id = setup.asked()[0]?.id ?? '';
    let arrive: () => void = () => undefined;
    setup.answer = async () => {
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      return plainFile();
    };
    const fetching = setup.imports.answer(id, true, null);
    await setup.imports.answer(id, false, null);
    arrive();
    expect(await fetching).toBeNull();
    expect(setup.asked()).toEqual([]);
  });

  test('is asked about once however often it comes, and twenty at a time', () => {
    for (let count = 0; count < 3; count += 1) setup.imports.askLink(new URL(ADDRESS));
    expect(setup.asked()).toHaveLength(1);
    for (let count = 0; count < 30; count += 1) setup.imports.askLink(new URL(`${ADDRESS}?${count}`));
    expect(setup.asked()).toHaveLength(20);
  });
});

describe('the version before', () => {
  test('comes back with its secrets, and the one that was left does not come by itself', async () => {
    const id = await imported(await signedFile({ revision: 1, ...withSecret('one') }, key));
    const second = await signedFile({ revision: 2, ...withSecret('two'), ...OTHER_STORAGE }, key);
    expect(await setup.imports.update(id, second, 'host')).toMatchObject({ updated: { stored: { id } } });
    expect(await setup.profiles.secret(id, 'clientSecret')).toBe('two');
    expect((await setup.nextRun()).facts(id).previous).toEqual({ revision: 1 });
    await setup.imports.rollBack(id);
    expect(await setup.profiles.secret(id, 'clientSecret')).toBe('one');
    expect((await setup.nextRun()).get(id)).toMatchObject({ profile: { revision: 1 }, previous: null });
    expect(await setup.imports.update(id, second, 'host')).toBe('none');
    expect(setup.profiles.get(id).profile.revision).toBe(1);
    expect(setup.ended).toEqual([]);
    const third = await signedFile({ revision: 3, ...withSecret('two') }, key);
    expect(await setup.imports.update(id, third, 'host')).toMatchObject({ updated: { stored: { id } } });
    expect(setup.profiles.get(id).profile.revision).toBe(3);
  });

  test('that nobody signed ends the sign-in', async () => {
    const id = await imported(await plainFile());
    await imported(await plainFile(OTHER_STORAGE));
    setup.ended.length = 0;
    await setup.imports.rollBack(id);
    expect([setup.profiles.get(id).profile.storage.region, setup.ended]).toEqual(['eu-west-1', [id]]);
  });

  test('that has expired does not come back', async () => {
    const id = await imported(await plainFile({ expires: '2026-01-02' }));
    await imported(await plainFile(OTHER_STORAGE));
    expect(setup.profiles.facts(id).previous).not.toBeNull();
    setup.now = Date.UTC(2026, 0, 3);
    expect(setup.profiles.facts(id).previous).toBeNull();
    expect(await codeOf(setup.imports.rollBack(id))).toBe('profile-expired');
  });

  test('leaves no secret behind when the profile is removed', async () => {
    const id = await imported(await plainFile(withSecret('one')));
    await imported(await plainFile({ ...withSecret('two'), ...OTHER_STORAGE }));
    expect(await setup.secrets.get(`previous:${id}:clientSecret`)).toBe('one');
    await setup.profiles.remove(id);
    for (const place of ['profile', 'previous']) {
      expect(await setup.secrets.get(`${place}:${id}:clientSecret`)).toBeNull();
    }
  });
});

test('what is kept is what happened last, however much happens at a time', async () => {
  const id = await imported(await plainFile());
  const state = { checkedAt: 1, reachedAt: 1, failure: null, told: false };
  await Promise.all([
    setup.profiles.noteUpdates(id, state),
    setup.profiles.add(await plainFile(OTHER_STORAGE)),
    setup.profiles.noteUpdates(id, { ...state, checkedAt: 2 }),
  ]);
  const next = (await setup.nextRun()).get(id);
  expect(next).toMatchObject({ updates: { checkedAt: 2 }, profile: { storage: { region: 'us-east-1' } } });
  await Promise.all([setup.profiles.noteUpdates(id, state), setup.profiles.remove(id)]);
  expect((await setup.nextRun()).list()).toEqual([]);
});

describe('an update', () => {
  test('that nobody signed is asked about; after a no it is not offered again', async () => {
    const id = await imported(await plainFile());
    const file = await plainFile(OTHER_STORAGE);
    expect(await setup.imports.update(id, file, 'files.example.org')).toBe('asked');
    expect(review()).toMatchObject({ source: { kind: 'update', host: 'files.example.org' }, endsSignIn: true });
    await setup.imports.answer(review().id, false, null);
    expect(await setup.imports.update(id, file, 'files.example.org')).toBe('none');
    expect(await setup.imports.update(id, await plainFile({ storage: { region: 'x' } }), 'h')).toBe('asked');
  });

  test('with another sealed secret is asked about, though it is signed', async () => {
    const id = await imported(await signedFile({ revision: 1 }, key));
    const file = await signedFile({ revision: 2, ...withSecret({ sealed }) }, key);
    expect(await setup.imports.update(id, file, 'h')).toBe('asked');
    expect(review()).toMatchObject({ asksPassphrase: true, endsSignIn: false });
    await accept('passphrase');
    expect(setup.profiles.get(id).profile.revision).toBe(2);
  });

  test('that is another profile is none', async () => {
    const id = await imported(await plainFile());
    const work = setup.imports.update(id, await plainFile({ name: 'Evil' }), 'h');
    expect(await codeOf(work)).toBe('profile-download-failed');
    expect(setup.profiles.list()).toHaveLength(1);
  });
});
