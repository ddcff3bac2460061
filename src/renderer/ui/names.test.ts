import { describe, expect, it } from 'vitest';
import { extensionOf, splitName, splitPath, visibleName } from './names.ts';

describe('visibleName', () => {
  it('writes out what would turn the text around', () => {
    expect(visibleName('invoice\u202efdp.exe')).toBe('invoice\\u{202e}fdp.exe');
  });
  it('writes out line breaks and leaves every script alone', () => {
    expect(visibleName('a\nb')).toBe('a\\u{a}b');
    expect(visibleName('été 日本 📄 مرحبا')).toBe('été 日本 📄 مرحبا');
  });
  it('writes out white space at an end, by which a name is another one that looks the same', () => {
    expect(visibleName('photos ')).toBe('photos\\u{20}');
    expect(visibleName(' \u00a0a  b.txt')).toBe('\\u{20}\\u{a0}a  b.txt');
    expect(visibleName('photos / b/ c/d e')).toBe('photos\\u{20}/\\u{20}b/\\u{20}c/d e');
    expect(visibleName(' ')).toBe('\\u{20}');
  });
});

describe('extensionOf', () => {
  it.each([
    ['a.PDF', 'pdf'],
    ['archive.tar.gz', 'gz'],
    ['.profile', ''],
    ['ends.', ''],
    ['none', ''],
    ['note.this is a sentence', ''],
  ])('of %s is %s', (name, extension) => expect(extensionOf(name)).toBe(extension));
});

describe('splitName', () => {
  it('keeps short names whole', () => expect(splitName('report.pdf')).toEqual(['report.pdf', '']));
  it('keeps the extension and some of what precedes it', () => {
    expect(splitName('quarterly report final 7.xlsx')).toEqual(['quarterly report f', 'inal 7.xlsx']);
  });
  it('divides joined scripts only before the extension', () => {
    expect(splitName('ملف طويل جدا بأسماء عربية متصلة.pdf')[1]).toBe('.pdf');
    expect(splitName('これはとても長いファイルの名前です。.pdf')[1]).toBe('ルの名前です。.pdf'.slice(-10));
  });
  it('loses nothing', () => {
    const name = 'x'.repeat(40);
    expect(splitName(name).join('')).toBe(name);
  });
});

describe('splitPath', () => {
  it.each([
    ['a/b/c.txt', 'a/b/', 'c.txt'],
    ['c.txt', '', 'c.txt'],
    ['a//c.txt', 'a//', 'c.txt'],
    ['a/b/', 'a/', 'b/'],
    ['/', '', '/'],
  ])('%s', (path, folder, name) => expect(splitPath(path)).toEqual([folder, name]));
});
