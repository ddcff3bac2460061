import { expect, test } from 'vitest';
import type { Account } from '../identity/account.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { mintGrants } from './grants.ts';

const profiles = {
  secret: async () => null,
  revision: () => 1,
} as unknown as ProfileStore;

/** The ids of keys for locations with these prefixes and actions, all of one role. */
async function idsOf(sessionPolicy: 'location' | undefined, ...places: [prefix: string, actions: string[]][]) {
  const credentials = {
    kind: 'webIdentity',
    sourceId: 's',
    roleArn: 'arn:aws:iam::1:role/x',
    region: 'eu-west-1',
    durationSeconds: 3600,
    ...(sessionPolicy && { sessionPolicy }),
  };
  const locations = places.map(([prefix, actions], index) => ({
    location: { id: `l${index}`, label: 'L', bucket: 'bkt', prefix, actions },
    credentials,
    storage: { region: 'eu-west-1' },
  }));
  const account = { id: 'a', profileId: 'p', mapping: { locations, bucketLists: [] } } as unknown as Account;
  const { grants, requests } = await mintGrants(() => [account], profiles);
  return { ids: grants.map(({ credentialsId }) => credentialsId), cuts: [...requests.values()].map(({ cut }) => cut) };
}

const PLACES: [string, string[]][] = [
  ['a/', ['list']],
  ['b/', ['list']],
  ['a/', ['list', 'write']],
  ['a/', ['list']],
];

test('keys that are cut to locations are of as many kinds as there are folders and rights', async () => {
  const { ids, cuts } = await idsOf('location', ...PLACES);
  expect(new Set(ids.slice(0, 3)).size).toBe(3);
  expect(ids[3]).toBe(ids[0]);
  expect(cuts).toEqual([
    { bucket: 'bkt', prefix: 'a/', actions: ['list'] },
    { bucket: 'bkt', prefix: 'b/', actions: ['list'] },
    { bucket: 'bkt', prefix: 'a/', actions: ['list', 'write'] },
  ]);
});

test('keys that are not cut are the same for all locations of a role', async () => {
  const { ids, cuts } = await idsOf(undefined, ...PLACES);
  expect(new Set(ids).size).toBe(1);
  expect(cuts).toEqual([undefined]);
});
