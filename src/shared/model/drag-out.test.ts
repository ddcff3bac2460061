import { expect, test } from 'vitest';
import { ownDropKind } from './drag-out.ts';

const FROM = { locationId: 'mine', folder: 'a/' };

test('own files move within a location and are copied to another one, unless a key says otherwise', () => {
  const below = { locationId: 'mine', folder: 'a/b/' };
  const team = { locationId: 'team', folder: 'a/' };
  expect([ownDropKind('usual', FROM, below), ownDropKind('usual', FROM, team)]).toEqual(['move', 'copy']);
  expect([ownDropKind('copy', FROM, below), ownDropKind('move', FROM, team)]).toEqual(['copy', 'move']);
});

test('where they are nothing happens, but for a copy that is asked for', () => {
  expect([ownDropKind('usual', FROM, FROM), ownDropKind('move', FROM, FROM)]).toEqual([null, null]);
  expect(ownDropKind('copy', FROM, FROM)).toBe('copy');
});
