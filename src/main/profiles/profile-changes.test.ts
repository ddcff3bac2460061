import { expect, test } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { text } from '../../shared/text/index.ts';
import { profileChanges } from './profile-changes.ts';
import { document } from './testing/import-setup.ts';

const profile = (change: object = {}) => profileSchema.parse(document(change));
const at = (label: string, bucket = 'bkt') => ({ label, bucket });
const NONE = { added: [], removed: [], changed: [], parts: [] };

test('nothing, also when rules only change places', () => {
  const two = [at('A'), at('B')];
  expect(profileChanges(profile({ locations: two }), profile({ locations: two.toReversed() }), false)).toEqual(NONE);
});

test('locations that are new, gone, and others under the same label', () => {
  const before = profile({ locations: [at('A'), at('A', 'two'), at('B')] });
  const after = profile({ locations: [at('A'), at('A', 'three'), at('C'), at('C', 'two')] });
  expect(profileChanges(before, after, false)).toEqual({
    ...NONE,
    added: ['C', 'C'],
    removed: ['B'],
    changed: ['A'],
  });
});

test('rules for all buckets are locations, too', () => {
  const change = profileChanges(profile(), profile({ allBuckets: [{ label: 'Everything' }] }), false);
  expect(change).toEqual({ ...NONE, added: ['Everything'] });
});

test.each([
  [{ publisher: 'Else' }, 'publisher'],
  [{ storage: { region: 'other' } }, 'storage'],
  [{ credentials: [{ id: 'role', kind: 'webIdentity', roleArn: 'other' }] }, 'credentials'],
  [{ signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', scopes: 'openid' } }, 'signIn'],
  [{ updateUrl: 'https://files.example.org/' }, 'updates'],
  [{ expires: '2030-01-01' }, 'expiry'],
])('the part of %o', (change, part) => {
  expect(profileChanges(profile(), profile(change), false)).toEqual({ ...NONE, parts: [part] });
});

test('secrets, and a revision that changes nothing else', () => {
  expect(profileChanges(profile(), profile({ revision: 2 }), true)).toEqual({ ...NONE, parts: ['secrets'] });
});

test.each([
  [{ ...NONE, added: ['A'], removed: ['B', 'C'] }, '1 location added, 2 removed'],
  [{ ...NONE, removed: ['B'], parts: ['storage' as const] }, '1 location removed, other settings'],
  [{ ...NONE, parts: ['storage' as const] }, 'other settings, the same locations'],
  [NONE, 'nothing that you would notice'],
])('in words: %#', (changes, words) => {
  expect(text.notices.profiles.updated('X', changes)).toBe(`Profile “X” updated: ${words}.`);
});
