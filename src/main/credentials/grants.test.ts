import { expect, test } from 'vitest';
import type { Account } from '../identity/account.ts';
import type { ProfileStore } from '../profiles/profile-store.ts';
import { mintGrants } from './grants.ts';

/** The storage settings that the engine gets of a profile. */
function settingsOf(storage: object) {
  const credentials = { source: { id: 'shared', kind: 'static', accessKeyId: 'AK' } };
  const location = { id: 'l', label: 'L', bucket: 'bkt', prefix: '', actions: ['list'] };
  const account = { id: 'a', profileId: 'p', mapping: { locations: [{ location, credentials }] } };
  const profiles = { get: () => ({ profile: { storage: { region: 'eu-west-1', ...storage } } }), revision: () => 1 };
  const { grants } = mintGrants([account as unknown as Account], profiles as unknown as ProfileStore);
  return grants[0]?.storage;
}

test('the engine gets what the profile says of the storage, and nothing else', () => {
  expect(settingsOf({})).toEqual({ region: 'eu-west-1', pathStyle: false });
  const all = {
    endpoint: 'https://s3.example.org',
    pathStyle: true,
    certificateAuthorities: 'PEM',
    quirks: { maxParts: 1000 },
  };
  expect(settingsOf(all)).toEqual({ region: 'eu-west-1', ...all });
  expect(settingsOf({ dualStack: true })).toEqual({ region: 'eu-west-1', pathStyle: false, dualStack: true });
});

test('a spoken no to path style is not taken for silence', () => {
  expect(settingsOf({ pathStyle: false })).toMatchObject({ pathStyle: false, quirks: { pathStyle: false } });
  expect(settingsOf({ pathStyle: false, quirks: { pathStyle: true } })?.quirks).toEqual({ pathStyle: true });
});
