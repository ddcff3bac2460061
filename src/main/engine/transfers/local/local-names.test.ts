import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LocalNames, localSegment, twinKey } from './local-names.ts';

/** Undoes the escaping, as its documentation says. */
function original(name: string): string {
  if (name === '%') return '';
  const anywhere = '%(?:[01][0-9A-F]|7F|2[25AF]|3[ACEF]|5C|7C)|%E2%8[01]%[0-9A-F]{2}|%ED%[AB][0-9A-F]%[89AB][0-9A-F]';
  return name.replace(new RegExp(`${anywhere}|%(?:20|2E)$|^%(?:4[13CE]|50|6[13CE]|70)`, 'g'), (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
    // Lone surrogates have three bytes that UTF-8 does not know.
    const [first = 0, second = 0, third = 0] = bytes;
    const isSurrogate = first === 0xed;
    return isSurrogate ? String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)) : bytes.toString('utf8');
  });
}

const tricky = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '%',
      '4',
      '2',
      '5',
      '0',
      'E',
      'A',
      '.',
      ' ',
      '/',
      '\\',
      ':',
      'é',
      'e\u0301',
      '\ud800',
      '\0',
      '日',
      'ß',
      '"',
    ),
    maxLength: 10,
  }),
  fc.constantFrom('CON', 'con.txt', 'LPT¹', 'nul .tar.gz', 'aux.', 'COM0', 'conin$', '..', '.', '', '%', '%41', '%zz'),
  fc.string({ minLength: 80, maxLength: 300, unit: 'grapheme' }),
);

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

  test('is safe on every OS, and can be undone unless it was too long', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        for (const segment of text.split('/')) {
          const name = localSegment(segment);
          expectSafe(name);
          if (!/~[0-9a-f]{8}(\.|$)/.test(name)) expect(original(name)).toBe(segment);
        }
      }),
      { numRuns: 2000 },
    );
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

  test('different keys get different paths, the same after folding, each safe', () => {
    const key = fc.array(tricky, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 20 }), (keys) => {
        const names = new LocalNames();
        const again = new LocalNames();
        const taken = new Map<string, string>();
        for (const one of keys) {
          const path = names.pathFor(one, 'object');
          expect(again.pathFor(one, 'object')).toBe(path);
          for (const segment of path.split('/')) expectSafe(segment);
          expect(path.split('/')).toHaveLength(one.split('/').length);
          expect(taken.has(twinKey(path))).toBe(false);
          taken.set(twinKey(path), one);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the twins of a very long name still fit', () => {
    const names = new LocalNames();
    const stem = 'x'.repeat(251);
    for (const extension of ['.txt', '.TXT', '.Txt']) expectSafe(names.pathFor(stem + extension, 'object'));
  });
});
