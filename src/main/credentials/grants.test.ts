import { expect, test } from 'vitest';
import type { Account } from '../identity/account.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { mintGrants } from './grants.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

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
  const profiles = { revision: () => 1, missingSecrets: async () => missing, secret: async () => KEY };
  const { grants } = await mintGrants([account as unknown as Account], profiles as unknown as ProfileStore);
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
