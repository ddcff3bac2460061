import { expect, test } from 'vitest';
import { redacted } from './redact.ts';

const ANA = { home: '/home/ana', names: ['ana', 'Ana Lopez', 'ana@acme.example', '3b1f7c52-9d4e'] };

test.each([
  ['/home/ana/Downloads and /home/ana', '~/Downloads and ~'],
  ['/home/anabel/x', '/home/anabel/x'],
  ['Files of Ana Lopez (ANA@acme.example)', 'Files of [name] ([name])'],
  ['home/3b1f7c52-9d4e/', 'home/[name]/'],
  ['banana, Ana, ana_2', 'banana, [name], [name]_2'],
  ['Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'Bearer [removed]'],
  ['key ASIAIOSFODNN7EXAMPLE', 'key [removed]'],
  ['http://ana:word@proxy.example:3128', 'http://[removed]@proxy.example:3128'],
  ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----.', '[removed].'],
  ['Ceph, 12 items', 'Ceph, 12 items'],
])('%j becomes %j', (text, expected) => {
  expect(redacted(text, ANA)).toBe(expected);
});

test('a home on Windows, written either way', () => {
  const { home, names } = { home: 'C:\\Users\\ana', names: [] };
  expect(redacted('C:\\Users\\ana\\x c:/users/ana/x', { home, names })).toBe('~\\x ~/x');
});

test('words that would take every text apart are left alone', () => {
  expect(redacted('a / b', { home: '/', names: ['', 'a', ' '] })).toBe('a / b');
});
