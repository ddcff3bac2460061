import { expect, test } from 'vitest';
import { folderNameProblem } from './create-folder.ts';

test.each(['new', 'New folder', 'été', '日本', 'a+b', 'con', ' ', '...'])('%j can be a folder', (name) => {
  expect(folderNameProblem('home/', name)).toBeNull();
});

test.each(['', '.', '..', 'a/b', '/', 'a\nb', '\u0000', '\u007f', '\ud800', 'x'.repeat(1019)])(
  '%j cannot be a folder',
  (name) => {
    expect(folderNameProblem('home/', name)).toBeTypeOf('string');
  },
);

test('the whole key counts, in bytes', () => {
  expect(folderNameProblem('home/', 'x'.repeat(1018))).toBeNull();
  expect(folderNameProblem('home/', 'é'.repeat(509))).toBeNull();
  expect(folderNameProblem('home/', 'é'.repeat(510))).toBeTypeOf('string');
});
