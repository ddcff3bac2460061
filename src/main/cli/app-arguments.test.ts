import { describe, expect, it } from 'vitest';
import { profileArguments } from './app-arguments.ts';

describe('profileArguments', () => {
  it.each<[string, string[], boolean, string[] | null]>([
    ['a command', ['pail', 'profile', 'lint', 'a.pail'], true, ['lint', 'a.pail']],
    ['a command of an app that is not packaged', ['electron', '/app', 'profile', 'lint'], false, ['lint']],
    ['behind switches', ['electron', '--user-data-dir=/x', '--disable-gpu', '/app', 'profile'], false, []],
    ['the word alone', ['pail', 'profile'], true, []],
    ['nothing', ['pail'], true, null],
    ['a file of that name', ['pail', './profile'], true, null],
    ['a path to one', ['pail', '/home/ana/profile'], true, null],
    ['a profile called so', ['pail', 'profile.pail'], true, null],
    ['a link', ['pail', 'pail://auth/callback?code=1&state=profile'], true, null],
    ['a link behind the end of switches', ['pail', '--', 'pail://auth/callback?code=1&state=1'], true, null],
    ['the word behind a file', ['pail', 'a.pail', 'profile'], true, null],
    ['a folder of that name that holds the app', ['electron', 'profile'], false, null],
    ['a file, with the app not packaged', ['electron', '/app', 'profile.pail'], false, null],
  ])('%s', (_what, argv, isPackaged, expected) => {
    expect(profileArguments(argv, isPackaged)).toEqual(expected);
  });
});
