import { expect, test } from 'vitest';
import { profileSchema } from './profile.ts';
import { changedStorage } from './storage.ts';

const base = { region: 'eu-west-1', endpoint: 'https://one.example.org', pathStyle: true, storageClass: 'COLD' };

test('a change counts, the later one more, and what is not named stays', () => {
  expect(changedStorage(base, undefined, { region: 'a' }, { region: 'b', acl: 'private' })).toEqual({
    ...base,
    region: 'b',
    acl: 'private',
  });
  expect(changedStorage(base)).toBe(base);
});

test('another endpoint is another store: what was said of the first does not hold there', () => {
  const { region, storageClass } = base;
  expect(changedStorage(base, { endpoint: 'https://two.example.org' })).toEqual({
    region,
    storageClass,
    endpoint: 'https://two.example.org',
  });
  expect(changedStorage(base, { endpoint: null, dualStack: true })).toEqual({ region, storageClass, dualStack: true });
});

const profile = (source: object, rule: object) => ({
  version: 1,
  name: 'Acme',
  signIn: { issuer: 'https://id.example.org', clientId: 'abc' },
  storage: { region: 'eu-west-1', endpoint: 'https://one.example.org' },
  credentials: [{ id: 's', kind: 'static', accessKeyId: 'AK', storage: source }],
  locations: [{ label: 'L', bucket: 'bkt', storage: rule }],
});

test.each([
  ['locations.0.storage.dualStack', {}, { dualStack: true }],
  ['credentials.0.storage.dualStack', { dualStack: true }, { acl: 'private' }],
  ['locations.0.storage.acceleration', { endpoint: null }, { acceleration: true, pathStyle: true }],
])('what changes come to must be storage: %s', (path, source, rule) => {
  const issues = profileSchema.safeParse(profile(source, rule)).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

test('changes that fit together are taken', () => {
  expect(profileSchema.safeParse(profile({ endpoint: null }, { acceleration: true })).success).toBe(true);
});
