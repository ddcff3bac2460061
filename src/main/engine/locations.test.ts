import { expect, test } from 'vitest';
import { folderPrefix, Locations } from './locations.ts';
import type { LocationGrant, StorageSettings } from './protocol.ts';

const grant = (change: Partial<LocationGrant> = {}): LocationGrant => ({
  id: 'a',
  accountId: 'ana',
  label: 'Home',
  bucket: 'team',
  prefix: 'home/',
  actions: ['list', 'read'],
  storage: { region: 'us-east-1', pathStyle: true },
  credentialsId: 'c',
  ...change,
});

const code = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as { failure: { code: string } }).failure.code;
  }
};

test('answers only minted locations and allowed actions', () => {
  const locations = new Locations();
  locations.replace([grant()]);
  expect(locations.allowing('a', 'read').bucket).toBe('team');
  expect(code(() => locations.allowing('b', 'read'))).toBe('not-found');
  expect(code(() => locations.allowing('a', 'delete'))).toBe('action-not-allowed');
});

test('something belongs to its account as long as that has locations; what names none, to whoever has its location', () => {
  const locations = new Locations();
  locations.replace([grant(), grant({ id: 'b', accountId: 'ben' })]);
  expect(locations.accountOf({ accountId: 'ana', locationId: 'gone' })).toBe('ana');
  // An id of a location is of one account only: it takes nothing from whoever is named.
  expect(locations.accountOf({ accountId: 'eve', locationId: 'a' })).toBeNull();
  expect(locations.accountOf({ locationId: 'b' })).toBe('ben');
  expect(locations.accountOf({ accountId: '', locationId: 'b' })).toBe('ben');
  expect(locations.accountOf({ locationId: 'gone' })).toBeNull();
  locations.replace([grant({ id: 'b', accountId: 'ben' })]);
  expect(locations.accountOf({ accountId: 'ana', locationId: 'a' })).toBeNull();
});

test('a location that means another place is gone; one with other words or rights is not', () => {
  const locations = new Locations();
  locations.replace([grant(), grant({ id: 'b' }), grant({ id: 'c' })]);
  const gone = locations.replace([grant({ label: 'New', actions: ['list'] }), grant({ id: 'b', prefix: 'other/' })]);
  expect([...gone].sort()).toEqual(['b', 'c']);
});

test.each<[Partial<StorageSettings>, boolean]>([
  [{ region: 'eu-west-1' }, true],
  [{ endpoint: 'https://s3.example.org' }, true],
  [{ pathStyle: false }, true],
  [{ dualStack: true }, true],
  [{ certificateAuthorities: 'PEM' }, true],
  [{ quirks: { pathStyle: false } }, true],
  [{ objects: { encryption: { kind: 's3' } } }, true],
  [{ objects: { storageClass: 'COLD' } }, false],
  [{ quirks: { maxParts: 1000 } }, false],
])('with %o it is another place: %s', (change, another) => {
  const locations = new Locations();
  locations.replace([grant()]);
  const { storage } = grant();
  expect(locations.replace([grant({ storage: { ...storage, ...change } })]).has('a')).toBe(another);
});

test('a folder is empty or ends with a slash, and stays within the length of a key', () => {
  expect(folderPrefix(grant(), '')).toBe('home/');
  expect(folderPrefix(grant(), 'x//')).toBe('home/x//');
  expect(code(() => folderPrefix(grant(), 'x'))).toBe('invalid-argument');
  expect(code(() => folderPrefix(grant(), `${'é'.repeat(510)}/`))).toBe('invalid-argument');
});
