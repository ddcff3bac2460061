import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFailure } from '../../shared/errors.ts';
import { ManagedProfiles, readManagedProfiles } from './managed-profiles.ts';
import { generatePublisherKey } from './publisher-key.ts';
import { seal } from './sealed-secrets.ts';
import { signProfile } from './signed-profile.ts';
import { document, importSetup, plainFile } from './testing/import-setup.ts';

const ME = new Set([process.getuid?.() ?? 0, 0]);
const SECRET = { signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', clientSecret: 's3cret' } };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pail-managed-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: object | string = document(), mode = 0o644): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(file, mode);
}
const read = (owners: ReadonlySet<number> | null = ME, at = folder) => readManagedProfiles(at, owners);
const codes = (failures: readonly { code: string }[]) => failures.map(({ code }) => code);

describe('the folder', () => {
  test('need not be there', async () => {
    const { managed, failures } = await read(ME, path.join(folder, 'none'));
    expect([managed.list(), failures]).toEqual([[], []]);
  });

  test('gives its profiles, signed or not, by name; other files are none', async () => {
    await put(
      'b.pail',
      await signProfile(
        new TextEncoder().encode(JSON.stringify(document({ name: 'B' }))),
        await generatePublisherKey(),
      ),
    );
    await put('a.pail');
    await put('readme.txt', 'x');
    const { managed, failures } = await read();
    expect(failures).toEqual([]);
    expect(managed.list().map(({ profile }) => profile.name)).toEqual(['Acme', 'B']);
    expect(managed.list().every((one) => one.managed)).toBe(true);
  });

  test('of whose files one is broken gives the others', async () => {
    await put('a.pail', '{');
    await put('b.pail');
    const { managed, failures } = await read();
    expect(managed.list()).toHaveLength(1);
    expect(failures).toMatchObject([{ code: 'profile-not-json', detail: { subject: 'a.pail' } }]);
  });

  test('that others may write to gives nothing', async () => {
    await put('a.pail');
    for (const mode of [0o775, 0o757, 0o1777]) {
      await chmod(folder, mode);
      const { managed, failures } = await read();
      expect([managed.list(), codes(failures)]).toEqual([[], ['profile-untrusted-place']]);
    }
  });

  test('below one that others may write to gives nothing', async () => {
    const inner = path.join(folder, 'inner');
    await mkdir(inner, { mode: 0o755 });
    await writeFile(path.join(inner, 'a.pail'), JSON.stringify(document()), { mode: 0o644 });
    await chmod(folder, 0o777);
    const { managed, failures } = await read(ME, inner);
    expect([managed.list(), codes(failures)]).toEqual([[], ['profile-untrusted-place']]);
    expect((await read(null, inner)).managed.list()).toHaveLength(1);
  });

  test('of another owner gives nothing', async () => {
    await put('a.pail');
    const { managed, failures } = await read(new Set([4_000_000]));
    expect([managed.list(), codes(failures)]).toEqual([[], ['profile-untrusted-place']]);
  });
});

describe('a file', () => {
  test('that others may write to is left out', async () => {
    await put('a.pail', document(), 0o664);
    await put('b.pail', document({ name: 'B' }));
    const { managed, failures } = await read();
    expect(managed.list().map(({ profile }) => profile.name)).toEqual(['B']);
    expect(failures).toMatchObject([{ code: 'profile-untrusted-place', detail: { subject: 'a.pail' } }]);
  });

  test('that is a link, or a folder, is left out', async () => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'pail-elsewhere-'));
    await writeFile(path.join(elsewhere, 'x'), JSON.stringify(document()), { mode: 0o644 });
    await symlink(path.join(elsewhere, 'x'), path.join(folder, 'a.pail'));
    await mkdir(path.join(folder, 'b.pail'));
    const { managed, failures } = await read();
    expect([managed.list(), codes(failures)]).toEqual([[], ['profile-untrusted-place', 'profile-untrusted-place']]);
    await rm(elsewhere, { recursive: true });
  });
});

describe('a managed profile', () => {
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => toFailure(error).code,
    );

  test('stands for an imported one of the same identity, and keeps its secrets in memory', async () => {
    const setup = await importSetup(new ManagedProfiles([await plainFile({ ...SECRET, storage: { region: 'm' } })]));
    await setup.profiles.add(await plainFile());
    await setup.profiles.add(await plainFile({ name: 'Other' }));
    const [first, second] = setup.profiles.list();
    expect([first?.managed, first?.profile.storage.region, second?.profile.name]).toEqual([true, 'm', 'Other']);
    expect(await setup.profiles.secret(first?.id ?? '', 'clientSecret')).toBe('s3cret');
    expect(await setup.secrets.get(`managed:${first?.id}:clientSecret:`)).toBeNull();
    expect(setup.profiles.facts(first?.id ?? '')).toMatchObject({ managed: true, plainSecrets: true, updates: null });
    await setup.tidy();
  });

  test('is neither replaced nor removed', async () => {
    const setup = await importSetup(new ManagedProfiles([await plainFile()]));
    const [{ id } = { id: '' }] = setup.profiles.list();
    expect(await codeOf(setup.imports.take(await plainFile({ storage: { region: 'x' } })))).toBe('profile-managed');
    expect((await setup.imports.take(await plainFile()))?.id).toBe(id);
    expect(await codeOf(setup.profiles.remove(id))).toBe('profile-managed');
    expect(setup.asked()).toEqual([]);
    await setup.tidy();
  });

  test('with sealed secrets asks for their passphrase, once for each text', async () => {
    const sealed = { sealed: await seal('s3cret', 'passphrase') };
    const file = await plainFile({ signIn: { ...SECRET.signIn, clientSecret: sealed } });
    const managed = new ManagedProfiles([file]);
    const setup = await importSetup(managed);
    const [{ id } = { id: '' }] = setup.profiles.list();
    await setup.imports.askManaged(managed.files());
    const [review] = setup.asked();
    expect(review).toMatchObject({ source: { kind: 'managed' }, asksPassphrase: true, changes: null });
    expect(await setup.profiles.missingSecrets(id)).toEqual(['clientSecret']);
    expect(await codeOf(setup.imports.answer(review?.id ?? '', true, 'wrong'))).toBe('passphrase-wrong');
    await setup.imports.answer(review?.id ?? '', true, 'passphrase');
    expect(await setup.profiles.secret(id, 'clientSecret')).toBe('s3cret');
    await setup.imports.askManaged(managed.files());
    expect(setup.asked()).toEqual([]);
    await setup.tidy();
  });

  test('is not doubled by a file of the same words, whatever secret that has', async () => {
    const sealed = { sealed: await seal('s3cret', 'passphrase') };
    const managed = new ManagedProfiles([await plainFile({ signIn: { ...SECRET.signIn, clientSecret: sealed } })]);
    const setup = await importSetup(managed);
    const [{ id } = { id: '' }] = setup.profiles.list();
    expect(await setup.imports.take(await plainFile(SECRET))).toMatchObject({ id, managed: true });
    expect([setup.taken, setup.changed]).toEqual([['Acme: unchanged'], []]);
    await setup.tidy();
  });
});
