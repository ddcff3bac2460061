import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Profile } from '../../shared/model/profile/profile.ts';
import { fileSecretStore, type SecretStore } from '../platform/secret-store.ts';
import { unsigned } from './profile-file.ts';
import { ProfileStore } from './profile-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pail-profiles-'));
});
afterEach(() => rm(folder, { recursive: true }));

const PROFILE: Profile = {
  version: 1,
  name: 'ACME',
  signIn: { issuer: 'https://login.example', clientId: 'client', redirectUri: 'pail://auth/callback' },
  storage: { region: 'eu-west-1' },
  credentials: [{ id: 'shared', kind: 'static', accessKeyId: 'AK' }],
  locations: [{ label: 'L', bucket: 'bkt', prefix: '', actions: ['list'] }],
  allBuckets: [],
};
const signIn = (change: Partial<Profile['signIn']>): Profile => ({
  ...PROFILE,
  signIn: { ...PROFILE.signIn, ...change },
});

test('a profile that was removed and imported again is the same one, so that its accounts are; another one is not', async () => {
  const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
  const open = () => new ProfileStore(folder, secrets as unknown as SecretStore);
  const store = open();
  const { id } = await store.add(unsigned(PROFILE));
  await store.remove(id);
  expect((await store.add(unsigned({ ...PROFILE, storage: { region: 'eu-west-2' } }))).id).toBe(id);
  const others = [
    { ...PROFILE, name: 'ACME 2' },
    signIn({ issuer: 'https://other.example' }),
    signIn({ clientId: 'other' }),
  ];
  const ids = await Promise.all(others.map(async (other) => (await store.add(unsigned(other))).id));
  expect(new Set([id, ...ids]).size).toBe(4);
  // The next run reads all of them.
  const next = open();
  expect(await next.load()).toEqual([]);
  expect(next.list()).toHaveLength(4);
});

test('a version whose secrets the disk does not take changes nothing: the one before has its own', async () => {
  const [secretFolder, aside] = [path.join(folder, 'secrets'), path.join(folder, 'aside')];
  await mkdir(secretFolder);
  const cipher = {
    encrypt: async (plain: string) => Buffer.from(plain),
    decrypt: async (blob: Buffer) => ({ plain: blob.toString(), renew: false }),
  };
  const open = async () => {
    const store = new ProfileStore(
      path.join(folder, 'profiles'),
      await fileSecretStore(path.join(secretFolder, 'secrets.json'), cipher),
    );
    await store.load();
    return store;
  };
  const withSecret = (clientSecret: string, region = 'eu-west-1'): Profile => ({
    ...signIn({ clientSecret }),
    storage: { region },
  });
  const store = await open();
  const { id } = await store.add(unsigned(withSecret('one')));
  // No file can be made in what is itself a file: whoever the tests run as, the system says no.
  await rename(secretFolder, aside);
  await writeFile(secretFolder, '');
  const refused = { failure: { code: 'profile-not-kept', detail: { subject: 'ACME' } } };
  await expect(store.add(unsigned(withSecret('two', 'us-east-1')))).rejects.toMatchObject(refused);
  await expect(store.add(unsigned({ ...withSecret('three'), name: 'Other' }))).rejects.toMatchObject({
    failure: { code: 'profile-not-kept', detail: { subject: 'Other' } },
  });
  await expect(store.provideSecret(id, 'clientSecret', 'four')).rejects.toMatchObject(refused);
  await expect(store.remove(id)).rejects.toMatchObject(refused);
  await rm(secretFolder);
  await rename(aside, secretFolder);
  for (const each of [store, await open()]) {
    expect(each.list().map(({ profile }) => [profile.name, profile.storage.region])).toEqual([['ACME', 'eu-west-1']]);
    expect(await each.secret(id, 'clientSecret')).toBe('one');
  }
});

test('of changes at once that the disk does not take none is there', async () => {
  const [profileFolder, aside] = [path.join(folder, 'profiles'), path.join(folder, 'aside')];
  const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
  const store = new ProfileStore(profileFolder, secrets as unknown as SecretStore);
  await store.load();
  const { id } = await store.add(unsigned(PROFILE));
  await rename(profileFolder, aside);
  await writeFile(profileFolder, '');
  const updates = { checkedAt: 1, reachedAt: 1, failure: null, told: false };
  const changes = [
    store.add(unsigned({ ...PROFILE, storage: { region: 'eu-west-2' } })),
    store.noteUpdates(id, updates),
    store.remove(id),
  ];
  for (const change of changes) {
    await expect(change).rejects.toMatchObject({ failure: { code: 'profile-not-kept' } });
  }
  expect(store.get(id)).toMatchObject({ profile: { storage: { region: 'eu-west-1' } }, previous: null, updates: null });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"id": "'],
  ['something else', '{}'],
])(
  'a file that was a profile and holds %s is named and left alone, and the others are read',
  async (_what, content) => {
    const secrets = { get: async () => null, set: async () => undefined, delete: async () => undefined };
    const open = () => new ProfileStore(folder, secrets as unknown as SecretStore);
    const store = open();
    const [damaged, whole] = [
      await store.add(unsigned(PROFILE)),
      await store.add(unsigned({ ...PROFILE, name: 'Other' })),
    ];
    const file = path.join(folder, `${damaged.id}.json`);
    await writeFile(file, content);
    const next = open();
    expect(await next.load()).toEqual([path.basename(file)]);
    expect(next.list().map(({ id }) => id)).toEqual([whole.id]);
    expect(await readFile(file, 'utf8')).toBe(content);
  },
);
