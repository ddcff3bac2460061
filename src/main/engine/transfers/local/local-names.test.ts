import { describe, expect, test } from 'vitest';
import { LocalNames, localSegment } from './local-names.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const FORBIDDEN = /[\0-\x1f\x7f<>:"/\\|?*]|\p{Surrogate}/u;
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *\.| *$)/i;

function expectSafe(name: string): void {
  expect(name).not.toBe('');
  expect(name).not.toMatch(FORBIDDEN);
  expect(name).not.toMatch(/^\.{1,2}$/);
  expect(name).not.toMatch(/[. ]$/);
  expect(name).not.toMatch(DEVICE);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
}

describe('one segment', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['été 日本 😀.txt', 'été 日本 😀.txt'],
    ['100%', '100%'],
    ['a%2Fb', 'a%252Fb'],
    ['a%20b%2fc 100%.txt', 'a%20b%2fc 100%.txt'],
    ['a%20', 'a%2520'],
    ['%43ON', '%2543ON'],
    ['..', '.%2E'],
    ['.', '%2E'],
    ['', '%'],
    ['%', '%25'],
    ['a:b?c*', 'a%3Ab%3Fc%2A'],
    ['back\\slash', 'back%5Cslash'],
    ['new\nline', 'new%0Aline'],
    ['trail. ', 'trail.%20'],
    ['CON', '%43ON'],
    ['nul.tar.gz', '%6Eul.tar.gz'],
    ['COM¹', '%43OM¹'],
    ['console.log', 'console.log'],
    ['\u202egpj.exe', '%E2%80%AEgpj.exe'],
    ['x\ud800', 'x%ED%A0%80'],
  ])('%j is called %j', (segment, name) => {
    expect(localSegment(segment)).toBe(name);
  });

  test('a long name keeps its extension and stays apart from its neighbours', () => {
    const long = 'ü'.repeat(400);
    const [a, b] = [localSegment(`${long}1.jpeg`), localSegment(`${long}2.jpeg`)];
    expectSafe(a);
    expect(a).toMatch(/~[0-9a-f]{8}\.jpeg$/);
    expect(a).not.toBe(b);
  });
});

describe('paths', () => {
  test('twins are told apart: by case, by composition, a folder and an object', () => {
    const names = new LocalNames();
    const path = (name: string) => names.pathFor(name, name.endsWith('/') ? 'folder' : 'object');
    expect(path('a/Read.me')).toBe('a/Read.me');
    expect(path('a/read.ME')).toBe('a/read (2).ME');
    expect(path('é.txt')).toBe('é.txt');
    expect(path('e\u0301.txt')).toBe('e\u0301 (2).txt');
    expect(path('a')).toBe('a (2)');
    expect(path('a/Read.me')).toBe('a/Read.me');
    expect(path('A/x')).toBe('A (3)/x');
    expect(path('b/')).toBe('b');
    expect(path('b/c/d')).toBe('b/c/d');
    expect(path('x//y')).toBe('x/%/y');
    expect(path('../../etc/passwd')).toBe('.%2E/.%2E/etc/passwd');
    expect(path('/etc/passwd')).toBe('%/etc/passwd');
  });

  test('the twins of a very long name still fit', () => {
    const names = new LocalNames();
    const stem = 'x'.repeat(251);
    for (const extension of ['.txt', '.TXT', '.Txt']) expectSafe(names.pathFor(stem + extension, 'object'));
  });
});
