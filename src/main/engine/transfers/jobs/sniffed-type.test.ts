import { expect, test } from 'vitest';
import { SNIFFED_BYTES, sniffedType } from './sniffed-type.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

test.each([
  ['%PDF-1.7\n%\xe2\xe3', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF89a\x01\0', 'image/gif'],
  ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\x24\0\0\0WAVEfmt ', null],
  ['PK\x03\x04\x14\0', 'application/zip'],
  ['\x1f\x8b\x08\0', 'application/gzip'],
  ['\0\0\0\x20ftypisom\0\0\x02\0', 'video/mp4'],
  ['\0\0\0\x20ftypheic\0\0\0\0', 'image/heic'],
  ['\0\0\0\x20ftypwhat\0\0\0\0', null],
  ['%PD', 'text/plain; charset=utf-8'],
  ['\0\x01\x02\x03', null],
  ['', null],
])('%j is %s', (content, type) => {
  expect(sniffedType(latin(content), true)).toBe(type);
});

test('nothing becomes a type that a browser runs, whatever it begins with', () => {
  const documents = [
    '<!DOCTYPE html><script>alert(1)</script>',
    ' \n\t<html><body onload=alert(1)>',
    '\ufeff<HTML>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?>',
    '#!/usr/bin/env node\nalert(1)',
    'import("x")',
    'Content-Type: text/html\r\n\r\n<script>',
  ];
  for (const text of documents) {
    expect(sniffedType(Buffer.from(text), true)).toBe('text/plain; charset=utf-8');
    // As UTF-16, in another encoding, and cut off, it is nothing.
    expect(sniffedType(Buffer.from(`\ufeff${text}`, 'utf16le'), true)).toBeNull();
    expect(sniffedType(Buffer.concat([Buffer.from(text), latin('\xe9')]), true)).toBeNull();
    expect(sniffedType(Buffer.from(text), false)).toBeNull();
  }
  // A picture that is a script as well is a picture.
  expect(sniffedType(Buffer.from('GIF89a/*<html><script>*/=alert(1)'), true)).toBe('image/gif');
});

test('text is valid UTF-8 to its end, and has no control characters', () => {
  const long = 'é'.repeat(SNIFFED_BYTES);
  expect(sniffedType(Buffer.from(long), true)).toBe('text/plain; charset=utf-8');
  expect(sniffedType(Buffer.concat([Buffer.from(long), latin('\xff')]), true)).toBeNull();
  expect(sniffedType(Buffer.from(`${long}\0`), true)).toBeNull();
  expect(sniffedType(Buffer.from('a\x07b'), true)).toBeNull();
  expect(sniffedType(Buffer.from('\x1b[31mred\x1b[0m\r\n'), true)).toBe('text/plain; charset=utf-8');
  // Overlong forms and halves of pairs are not UTF-8.
  expect(sniffedType(latin('a\xc0\xbcscript'), true)).toBeNull();
  expect(sniffedType(latin('a\xed\xa0\x80'), true)).toBeNull();
});
