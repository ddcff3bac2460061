import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAddressable } from './address.ts';
import { bytesAt, bytesOf, decodeText, eachText, packTexts, textAt } from './packed.ts';

const text = fc.string({ unit: 'grapheme' });
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xef, 0xbf, 0xbd, 0xbb),
);
const bytes = fc.array(byte, { maxLength: 12 }).map((values) => Uint8Array.from(values));

test('texts come back as they were packed, each by its place', () => {
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const packed = packTexts(texts);
      expect(packed.count).toBe(texts.length);
      expect([...eachText(packed)]).toEqual(texts);
      for (const [index, one] of texts.entries()) {
        expect(textAt(packed, index)).toBe(one);
        expect(Buffer.from(bytesAt(packed, index)).equals(Buffer.from(one))).toBe(true);
      }
    }),
  );
});

test('any bytes have a text that stands for them and for no others', () => {
  fc.assert(
    fc.property(bytes, (one) => {
      const shown = decodeText(one);
      expect(Buffer.from(bytesOf(shown)).equals(one)).toBe(true);
      const isUtf8 = Buffer.from(Buffer.from(one).toString()).equals(one);
      expect(isAddressable(shown)).toBe(isUtf8);
      expect([...eachText(packTexts(['a', shown, 'b']))]).toEqual(['a', shown, 'b']);
    }),
    { numRuns: 500 },
  );
});

test('a mark of byte order is a character like any other, and so is U+FFFD', () => {
  expect([...eachText(packTexts(['\ufeffa', '\ufffd', '']))]).toEqual(['\ufeffa', '\ufffd', '']);
  expect(isAddressable(decodeText(Buffer.from('\ufffd')))).toBe(true);
});
