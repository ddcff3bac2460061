import { serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import type { Account } from '../identity/account.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { mintGrants } from './grants.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

const profilesWith = (secret: (profileId: string, name: string) => Promise<string | null>): ProfileStore =>
  ({ revision: () => 1, secret }) as unknown as ProfileStore;

/** The storage settings that the engine gets of a profile. */
async function settingsOf(change: object, bucket = 'bkt', missing: readonly string[] = []) {
  const credentials = { source: { id: 'shared', kind: 'static', accessKeyId: 'AK' } };
  const location = { id: 'l', label: 'L', bucket, prefix: '', actions: ['list'] };
  const storage = { region: 'eu-west-1', ...change };
  const account = {
    id: 'a',
    profileId: 'p',
    mapping: { locations: [{ location, credentials, storage }], bucketLists: [] },
  };
  const secret = async (_: string, name: string) => {
    if (missing.includes(name)) throw new PailError('profile-secret-missing');
    return KEY;
  };
  const { grants } = await mintGrants(() => [account as unknown as Account], profilesWith(secret));
  return grants[0]?.storage;
}

test('the engine gets what the profile says of the storage, and nothing else', async () => {
  expect(await settingsOf({})).toEqual({ region: 'eu-west-1', pathStyle: false });
  const all = {
    endpoint: 'https://s3.example.org',
    pathStyle: true,
    certificateAuthorities: 'PEM',
    requestsAtOnce: 3,
    quirks: { maxParts: 1000 },
  };
  expect(await settingsOf({ ...all, timeouts: { connect: 5, idle: 90 } })).toEqual({
    region: 'eu-west-1',
    ...all,
    connectTimeout: 5000,
    idleTimeout: 90_000,
  });
  expect(await settingsOf({ dualStack: true })).toEqual({ region: 'eu-west-1', pathStyle: false, dualStack: true });
});

test('what objects are made with is told apart from how the store is reached', async () => {
  const objects = { requesterPays: true, storageClass: 'STANDARD_IA', acl: 'bucket-owner-full-control' };
  const kms = { kind: 'kms', keyId: 'arn:aws:kms:eu-west-1:1:key/k' };
  expect((await settingsOf({ ...objects, encryption: kms }))?.objects).toEqual({ ...objects, encryption: kms });
  expect((await settingsOf({ encryption: { kind: 's3' } }))?.objects).toEqual({ encryption: { kind: 's3' } });
});

test('a location whose key is missing cannot be entered: what is written there could not be read by others', async () => {
  const encryption = { kind: 'customer' };
  expect((await settingsOf({ encryption }))?.objects).toEqual({ encryption: { kind: 'customer', key: KEY } });
  expect(await settingsOf({ encryption }, 'bkt', ['encryptionKey'])).toBeUndefined();
});

test('a bucket with a dot in its name has no accelerated address', async () => {
  expect(await settingsOf({ acceleration: true })).toMatchObject({ acceleration: true });
  expect(await settingsOf({ acceleration: true }, 'b.kt')).toEqual({ region: 'eu-west-1', pathStyle: false });
});

test('a spoken no to path style is not taken for silence', async () => {
  expect(await settingsOf({ pathStyle: false })).toMatchObject({ pathStyle: false, quirks: { pathStyle: false } });
  expect((await settingsOf({ pathStyle: false, quirks: { pathStyle: true } }))?.quirks).toEqual({ pathStyle: true });
});

/** Somebody with one location, through a profile of the same name. */
function somebody(id: string): Account {
  const credentials = { kind: 'static', sourceId: 'shared', accessKeyId: 'AK' };
  const location = { id: `location-${id}`, label: 'L', bucket: 'bkt', prefix: '', actions: ['list'] };
  const mapping = { locations: [{ location, credentials, storage: { region: 'r' } }], bucketLists: [] };
  return { id, profileId: `profile-${id}`, mapping } as unknown as Account;
}

test('who signs out while the keyring is asked has no grants and no keys', async () => {
  let accounts = [somebody('ana'), somebody('ben')];
  const secret = async (): Promise<null> => {
    accounts = accounts.filter(({ id }) => id === 'ana');
    return null;
  };
  const { grants, requests } = await mintGrants(() => accounts, profilesWith(secret));
  expect(grants.map(({ accountId }) => accountId)).toEqual(['ana']);
  expect([...requests.values()].map(({ account }) => account.id)).toEqual(['ana']);
});

test('what people have is what they have once the keyring has answered', async () => {
  const ana = somebody('ana');
  const secret = async (): Promise<null> => {
    ana.mapping = { ...ana.mapping, locations: [] };
    return null;
  };
  const { grants } = await mintGrants(() => [ana], profilesWith(secret));
  expect(grants).toEqual([]);
});

test('who signs in meanwhile is left to the next time: nothing is known of the key of their profile', async () => {
  const accounts = [somebody('ana')];
  const secret = async (): Promise<null> => {
    if (accounts.length === 1) accounts.push(somebody('ben'));
    return null;
  };
  const { grants } = await mintGrants(() => accounts, profilesWith(secret));
  expect(grants.map(({ accountId }) => accountId)).toEqual(['ana']);
});

test('buckets are listed without the key that objects are encrypted with, also where it is missing', async () => {
  const list = { id: 'list', label: 'All', mayCreate: false, mayDelete: false, actions: ['list'] };
  const storage = { region: 'r', encryption: { kind: 'customer' } };
  const credentials = { kind: 'static', sourceId: 'shared', accessKeyId: 'AK' };
  const mapping = { locations: [], bucketLists: [{ ...list, storage, credentials }] };
  const account = { ...somebody('ana'), mapping } as unknown as Account;
  const secret = () => Promise.reject(new PailError('profile-secret-missing'));
  const { bucketLists } = await mintGrants(() => [account], profilesWith(secret));
  expect(bucketLists).toMatchObject([{ id: 'list', storage: { region: 'r', pathStyle: false } }]);
});

test('the engine is told the settings of a store once, not with each of a thousand buckets', async () => {
  const ana = somebody('ana');
  const [one] = ana.mapping.locations;
  const certificateAuthorities = 'x'.repeat(100_000);
  const locations = Array.from({ length: 1000 }, (_, index) => ({
    ...one,
    location: { ...one?.location, bucket: `bucket-${index}` },
    storage: { region: index < 500 ? 'here' : 'there', certificateAuthorities },
  }));
  const account = { ...ana, mapping: { ...ana.mapping, locations } } as unknown as Account;
  const { grants } = await mintGrants(
    () => [account],
    profilesWith(async () => null),
  );
  expect(grants).toHaveLength(1000);
  expect(new Set(grants.map(({ storage }) => storage.region))).toEqual(new Set(['here', 'there']));
  expect(serialize(grants).length).toBeLessThan(1_000_000);
});
