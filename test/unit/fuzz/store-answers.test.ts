/** Pages of stores, cut, damaged, swollen and malicious: the wire never takes a part for the whole, nor less than the client library does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerError } from '../../../src/main/engine/s3/wire/answer.ts';
import { ListParser } from '../../../src/main/engine/s3/wire/list-parser.ts';
import { listDocument, pageContent, pageStyle } from '../../../src/main/engine/testing/list-document.ts';
import { PLAIN_STYLE, parsed } from '../../../src/main/engine/testing/parsed-page.ts';
import { PailError } from '../../../src/shared/errors.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { listBySdk } from '../../support/list-by-sdk.ts';
import { inTier } from '../../support/tier.ts';

/** The page; or in short why there is none, where that is an error that was made for it. */
function pageOrRefusal(pieces: Iterable<Uint8Array>, version: 1 | 2 = 2) {
  try {
    return parsed(pieces, version);
  } catch (error) {
    if (error instanceof PailError) return `${error.failure.code}: ${error.failure.detail.reason}`;
    if (error instanceof AnswerError) return `the store’s error ${error.name}`;
    throw error;
  }
}

describe('a page', () => {
  test(
    'that ends anywhere before its end is incomplete',
    () => {
      fc.assert(
        fc.property(pageContent, pageStyle, fc.nat(), (content, style, at) => {
          const document = Buffer.from(listDocument(content, style).trimEnd());
          expect(pageOrRefusal([document.subarray(0, at % document.length)], style.version)).toBe(
            'body-incomplete: the listing broke off',
          );
        }),
        fuzzed(),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test.each(['TRUE', 'True', '1', 'yes', 'tru', '', ' true', 'true<!-- -->e', 'fals', '0'])(
    'that says %j to whether there is more is not taken for the last one',
    (word) => {
      const content = { objects: [{ key: 'k', size: 1, modified: 0 }], prefixes: [], next: 'token' };
      for (const version of [1, 2] as const) {
        const document = listDocument(content, { ...PLAIN_STYLE, version }).replace(
          '<IsTruncated>true<',
          `<IsTruncated>${word}<`,
        );
        expect(pageOrRefusal([Buffer.from(document)], version)).toMatch(/^storage-refused: /);
      }
    },
  );

  test('that says how to go on and not that there is more is not taken for the last one', () => {
    const document = listDocument({ objects: [], prefixes: [], next: 'token' }, PLAIN_STYLE).replace(
      /<IsTruncated>.*?<\/IsTruncated>/,
      '',
    );
    expect(pageOrRefusal([Buffer.from(document)])).toMatch(/^storage-refused: /);
  });

  test(
    'that was damaged on its way is a page or refused; and where the client library sees that there is more, so does the wire',
    async () => {
      const counted = { pages: 0, refused: 0, 'refused by the library': 0 };
      const piece = fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '/',
          '&',
          ';',
          '<!--',
          '-->',
          '<![CDATA[',
          ']]>',
          '<?',
          '?>',
          '"',
          '=',
          '&#x26;',
          '&lt;',
          '\0',
          'é',
        ),
        fc.constantFrom(
          '<Contents>',
          '</Contents>',
          '<Key>',
          '</Key>',
          '<IsTruncated>',
          'false',
          '</ListBucketResult>',
          '<Error>',
          '<a/>',
        ),
        fc.constantFrom(
          '<!DOCTYPE a [<!ENTITY b "c">]>',
          '<EncodingType>url</EncodingType>',
          '<NextContinuationToken/>',
          '<Size>x</Size>',
        ),
      );
      const damage = fc.record({ at: fc.nat(), length: fc.nat(30), piece: fc.oneof(fc.constant(''), piece) });
      await fc.assert(
        fc.asyncProperty(
          pageContent,
          pageStyle,
          fc.array(damage, { minLength: 1, maxLength: 3 }),
          async (content, style, all) => {
            let text = listDocument(content, style);
            for (const { at, length, piece: put } of all) {
              const from = at % text.length;
              text = text.slice(0, from) + put + text.slice(from + length);
            }
            const document = Buffer.from(text);
            const page = pageOrRefusal([document], style.version);
            const half = Math.floor(document.length / 2);
            expect(pageOrRefusal([document.subarray(0, half), document.subarray(half)], style.version)).toEqual(page);
            if (typeof page === 'string') {
              counted.refused += 1;
              return;
            }
            counted.pages += 1;
            const library = await listBySdk(document, style.version).catch(() => null);
            if (!library) counted['refused by the library'] += 1;
            else if (library.nextToken !== null) expect(page.nextToken).not.toBeNull();
          },
        ),
        fuzzed(500),
      );
      expect(counted.pages).toBeGreaterThan(20);
      expect(counted.refused).toBeGreaterThan(20);
      tellFigures(`damaged pages: ${JSON.stringify(counted)}`);
    },
    FUZZ_LIMIT_MS,
  );
});

const MEBIBYTE = 1_048_576;
/** In the soak the longest page that there may be, and 100 MiB of everything. */
const SHORTER_PAGES = inTier(1, 0) === 1;
const ENDLESS_BYTES = inTier(12, 100) * MEBIBYTE;
const BOMB =
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' +
  Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('') +
  ']><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>&j;</Key><Size>1</Size></Contents></ListBucketResult>';

describe('a malicious answer', () => {
  test('with entities of its own is refused by the wire, and not unfolded by the client library', async () => {
    expect(pageOrRefusal([Buffer.from(BOMB)])).toBe(
      'storage-refused: its answer is not a listing: it has a document type',
    );
    const before = process.memoryUsage().rss;
    const library = await listBySdk(Buffer.from(BOMB), 2).catch(() => null);
    expect(library?.keys.bytes.length ?? 0).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEBIBYTE);
  });

  test.each(['utf16le', 'utf16be', 'utf32'])('in %s is refused', (encoding) => {
    const text = listDocument({ objects: [], prefixes: [], next: null }, PLAIN_STYLE);
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const wide = Buffer.concat([...text].map((character) => Buffer.from([0, 0, 0, character.charCodeAt(0)])));
    const document = { utf16le: little, utf16be: Buffer.from(little).swap16(), utf32: wide }[encoding] ?? little;
    expect(pageOrRefusal([document])).toMatch(/^(storage-refused|body-incomplete): /);
  });

  const start = '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>';
  test.each([
    ['a key', `${start}<Contents><Key>`, 'k'],
    ['a prefix', `${start}<CommonPrefixes><Prefix>`, 'p'],
    ['a token', `${start}<NextContinuationToken>`, 't'],
    ['a size', `${start}<Contents><Size>`, '1'],
    ['an element that nobody knows', `${start}<Other>`, 'x'],
    ['a name of an element', `${start}<`, 'n'],
    ['an attribute', `${start}<Contents a="`, 'a'],
    ['a comment', `${start}<!--`, '-'],
    ['CDATA', `${start}<Contents><Key><![CDATA[`, ']'],
    ['an entity', `${start}<Contents><Key>&`, '#'],
    ['an instruction', '<?xml ', '?'],
    ['what is before it', '', ' '],
    ['elements in elements', '<ListBucketResult>', '<a>'],
    ['elements beside elements', '<ListBucketResult>', '<a></a>'],
    ['rows', start, '<Contents><Key>k</Key><Size>1</Size></Contents>'],
  ])('in which %s is endless is refused, in little memory', (what, before, filling) => {
    const parser = new ListParser({ version: 2, subject: 'folder', ...(SHORTER_PAGES && { maxBytes: 8 * MEBIBYTE }) });
    const chunk = Buffer.from(filling.repeat(Math.ceil((64 * 1024) / filling.length)));
    const memory = process.memoryUsage().arrayBuffers;
    let most = 0;
    const send = (): void => {
      parser.write(Buffer.from(before));
      for (let sent = 0; sent < ENDLESS_BYTES; sent += chunk.length) {
        parser.write(chunk);
        most = Math.max(most, process.memoryUsage().arrayBuffers - memory);
      }
    };
    expect(send).toThrow(PailError);
    // Rows are what a page is for: as many as fit into the longest page are kept.
    expect(most).toBeLessThan((what === 'rows' ? 160 : 8) * MEBIBYTE);
  });
});
