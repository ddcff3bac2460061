import { expect, test } from 'vitest';
import { ownDropKind } from './drag-out.ts';

const FROM = { locationId: 'mine', folder: 'a/', mayMove: true };

test('own files move within a location and are copied to another one, unless a key says otherwise', () => {
  const below = { locationId: 'mine', folder: 'a/b/' };
  const team = { locationId: 'team', folder: 'a/' };
  expect([ownDropKind('usual', FROM, below), ownDropKind('usual', FROM, team)]).toEqual(['move', 'copy']);
  expect([ownDropKind('copy', FROM, below), ownDropKind('move', FROM, team)]).toEqual(['copy', 'move']);
});

test('from where nothing may be deleted a move is a copy, and still none to where they are', () => {
  const from = { ...FROM, mayMove: false };
  const below = { locationId: 'mine', folder: 'a/b/' };
  const team = { locationId: 'team', folder: 'a/' };
  expect([ownDropKind('usual', from, below), ownDropKind('move', from, team)]).toEqual(['copy', 'copy']);
  expect([ownDropKind('usual', from, FROM), ownDropKind('move', from, FROM)]).toEqual([null, null]);
});

test('where they are nothing happens, but for a copy that is asked for', () => {
  expect([ownDropKind('usual', FROM, FROM), ownDropKind('move', FROM, FROM)]).toEqual([null, null]);
  expect(ownDropKind('copy', FROM, FROM)).toBe('copy');
});
