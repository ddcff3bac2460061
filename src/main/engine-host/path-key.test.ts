import { expect, test } from 'vitest';
import { pathKey } from './path-key.ts';

test('accents together or apart make one path, and on Windows case does not count', () => {
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    expect(pathKey('/re\u0301sume\u0301.md', platform)).toBe(pathKey('/r\u00e9sum\u00e9.md', platform));
  }
  expect(pathKey('C:\\Users\\\u00c9va\\A.md', 'win32')).toBe(pathKey('c:\\users\\e\u0301va\\a.md', 'win32'));
  expect(pathKey('/A.md', 'linux')).not.toBe(pathKey('/a.md', 'linux'));
});
