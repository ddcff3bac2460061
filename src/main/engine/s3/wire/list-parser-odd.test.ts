import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FUZZ_LIMIT_MS, fuzzed } from '../../../../../test/support/fuzz.ts';
import { PailError } from '../../../../shared/errors.ts';
import { listDocument } from '../../testing/list-document.ts';
import { PLAIN_STYLE, whole } from '../../testing/parsed-page.ts';
import { ListParser } from './list-parser.ts';

describe('what is not a page', () => {
  const refusal = (document: string | Uint8Array) => {
    try {
      return whole(document);
    } catch (error) {
      if (!(error instanceof PailError)) throw error;
      return `${error.failure.code}: ${error.failure.detail.reason}`;
    }
  };

  test.each([
    [
      '<!DOCTYPE html><html><body>Sign in to the network</body></html>',
      'its answer is not a listing: it has a document type',
    ],
    ['<html><body>Sign in</body></html>', 'its answer is not a listing: it is another document'],
    ['{"error": "no"}', 'its answer is not a listing: it is not XML'],
    [
      '<ListBucketResult><Contents></Key></Contents>',
      'its answer is not a listing: an element ends that did not begin',
    ],
    ['<ListBucketResult><Contents><Size>-1</Size>', 'its answer is not a listing: a size is not a number'],
    ['<ListBucketResult><Contents><Size>1<b/>2</Size ></Contents><1', 'its answer is not a listing: a tag has no name'],
    [
      '<a>'.repeat(100).replace('<a>', '<ListBucketResult>'),
      'its answer is not a listing: its elements are nested too deeply',
    ],
    [
      '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      'it says that there is more, and not how to get it',
    ],
  ])('%s is refused', (document, reason) => {
    expect(refusal(document)).toBe(`storage-refused: ${reason}`);
  });

  test('a page that breaks off is incomplete, wherever it does', () => {
    const document = listDocument(
      { objects: [{ key: 'k&', size: 1, modified: 0 }], prefixes: [], next: 't' },
      PLAIN_STYLE,
    ).trimEnd();
    for (let length = 0; length < document.length; length += 3) {
      expect(refusal(document.slice(0, length))).toBe('body-incomplete: the listing broke off');
    }
  });

  test('a page without end is refused before it fills the memory', () => {
    const parser = new ListParser({ version: 2, subject: 'folder', maxBytes: 10_000 });
    parser.write(Buffer.from('<ListBucketResult><Contents><Key>'));
    const more = Buffer.alloc(1000, 'k');
    let taken = 0;
    expect(() => {
      for (; taken < 20; taken += 1) parser.write(more);
    }).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code: 'storage-refused' }) }));
    expect(taken).toBe(9);
  });

  test('an error in place of the page is that error', () => {
    const error =
      '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>a &lt; b</Message><RequestId>r1</RequestId></Error>';
    expect(() => whole(error)).toThrow(
      expect.objectContaining({
        name: 'SlowDown',
        message: 'a < b',
        $metadata: { httpStatusCode: 200, requestId: 'r1' },
      }),
    );
  });

  test(
    'nothing that comes makes it hang or fail otherwise',
    () => {
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 12 }),
        fc
          .constantFrom(
            ...[
              '<',
              '>',
              '/',
              '&',
              ';',
              '&#',
              '&#x',
              '"',
              "'",
              '<!--',
              '-->',
              '<![CDATA[',
              ']]>',
              '<?',
              '?>',
              '<!',
              '=',
            ],
            ...[
              '<ListBucketResult>',
              '</ListBucketResult>',
              '<Contents>',
              '</Contents>',
              '<Key>',
              '</Key>',
              '<Size>',
              '9',
            ],
            ...[
              '<Error>',
              '<IsTruncated>true</IsTruncated>',
              '<CommonPrefixes>',
              '<Prefix>',
              '<EncodingType>url</EncodingType>',
            ],
          )
          .map((text) => Buffer.from(text)),
      );
      fc.assert(
        fc.property(fc.boolean(), fc.array(piece, { maxLength: 60 }), (rooted, pieces) => {
          const start = Buffer.from(rooted ? '<ListBucketResult>' : '');
          const document = Buffer.concat([start, ...pieces, Buffer.from(rooted ? '</ListBucketResult>' : '')]);
          expect(['string', 'object']).toContain(typeof refusal(document));
        }),
        fuzzed(1500),
      );
    },
    FUZZ_LIMIT_MS,
  );
});

describe('odd pages', () => {
  const page = (rows: string, encoded = true) =>
    whole(
      `\ufeff<ListBucketResult>${encoded ? '<EncodingType>url</EncodingType>' : ''}${rows}<IsTruncated>false</IsTruncated></ListBucketResult>`,
    );
  const keysOf = (rows: string, encoded?: boolean) => page(rows, encoded).rows.map(([key]) => key);
  const row = (key: string) => `<Contents><Key>${key}</Key></Contents>`;

  test('bytes that are not UTF-8 are kept, encoded or not', () => {
    expect(keysOf(row('caf%E9%2Fx%zz%'))).toEqual(['caf\udce9/x%zz%']);
    const plain = Buffer.concat([
      Buffer.from('<ListBucketResult><Contents><Key>caf'),
      Buffer.of(0xe9),
      Buffer.from('</Key></Contents></ListBucketResult>'),
    ]);
    expect(whole(plain).rows).toEqual([['caf\udce9', 0, 0]]);
    // Two half characters do not make a whole one of their neighbours.
    expect(keysOf(row('a%C3') + row('%A9b'))).toEqual(['a\udcc3', '\udca9b']);
  });

  test('CDATA is text, an `&` of nothing is itself, and the last of two values counts', () => {
    expect(keysOf(row('a<![CDATA[<b>&amp;]]]]><![CDATA[>c]]>d'), false)).toEqual(['a<b>&amp;]]>cd']);
    expect(keysOf(row('a&b & c&nbsp;&#xZ;&#x110000;&&lt;&'), false)).toEqual(['a&b & c&nbsp;&#xZ;&#x110000;&<&']);
    expect(keysOf(row('a</Key><Key>b'))).toEqual(['b']);
    expect(keysOf(row('&#xd83d;'), false)).toEqual(['\udced\udca0\udcbd']);
  });

  test('times in other forms, and none', () => {
    const time = (text: string) =>
      page(`<Contents><Key>k</Key><LastModified>${text}</LastModified></Contents>`).rows[0]?.[2];
    expect(time('2026-11-24T08:48:03Z')).toBe(Date.UTC(2026, 10, 24, 8, 48, 3));
    expect(time('2026-11-24T08:48:03.5Z')).toBe(Date.UTC(2026, 10, 24, 8, 48, 3, 500));
    expect(time('2026-11-24T08:48:03.123456789Z')).toBe(Date.UTC(2026, 10, 24, 8, 48, 3, 123));
    expect(time('2026-11-24T08:48:03+01:00')).toBe(Date.UTC(2026, 10, 24, 7, 48, 3));
    expect(time('yesterday')).toBe(0);
    expect(time('')).toBe(0);
  });

  test('many rows', () => {
    const count = 2500;
    const rows = Array.from(
      { length: count },
      (_, index) => `${row(`key%20${index}`)}<CommonPrefixes><Prefix>p${index}/</Prefix></CommonPrefixes>`,
    );
    const { rows: read, prefixes } = page(rows.join(''));
    expect([read.length, prefixes.length]).toEqual([count, count]);
    expect([read[count - 1]?.[0], prefixes[count - 1]]).toEqual([`key ${count - 1}`, `p${count - 1}/`]);
  });
});
