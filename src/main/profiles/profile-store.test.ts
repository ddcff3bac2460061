import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Profile } from '../../shared/model/profile/profile.ts';
import type { SecretStore } from '../platform/secret-store.ts';
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
