/** What stores answer, well and badly written, cut, swollen and malicious: the wire reads what the client library reads, and never takes a part for the whole. */
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { listPage } from '../../../src/main/engine/s3/sdk/list.ts';
import { AnswerError, readError } from '../../../src/main/engine/s3/wire/answer.ts';
import { ListParser } from '../../../src/main/engine/s3/wire/list-parser.ts';
import { CAREFUL_QUIRKS } from '../../../src/main/engine/testing/careful-quirks.ts';
import { listDocument, pageContent, pageStyle } from '../../../src/main/engine/testing/list-document.ts';
import { PLAIN_STYLE, parsed, whole } from '../../../src/main/engine/testing/parsed-page.ts';
import { PailError } from '../../../src/shared/errors.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { inTier } from '../../support/tier.ts';

/** What comes next to the client library, from no network. */
let answer = { status: 200, body: Buffer.alloc(0) };
const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  maxAttempts: 1,
  requestHandler: {
    handle: async () => ({
      response: {
        statusCode: answer.status,
        headers: { 'content-type': 'application/xml' },
        body: Readable.from([answer.body]),
      },
    }),
  },
});
afterAll(() => client.destroy());

async function bySdk(body: Uint8Array, version: 1 | 2, status = 200) {
  answer = { status, body: Buffer.from(body) };
  const request = { bucket: 'b', prefix: '', delimiter: null, token: null, signal: new AbortController().signal };
  return listPage(client, { ...CAREFUL_QUIRKS, listVersion: version }, request);
}

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
            const library = await bySdk(document, style.version).catch(() => null);
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
    const library = await bySdk(Buffer.from(BOMB), 2).catch(() => null);
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

describe('an error', () => {
  const word = fc.constantFrom(...['AccessDenied', 'NoSuchKey', 'SlowDown', 'InternalError', 'X-Y.Z', 'é']);
  const text = fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc.constantFrom('No & no', '<Code>Other</Code>', ']]>', '&amp;', '&#60;', 'it\'s "so"', '</Error>', '<!-- x -->'),
    )
    // The client library makes nothing of what is white space at either end, and one kind of line end of all.
    .filter((one) => one.trim() === one && one !== '' && !/\p{Cc}|[\ufffe\uffff]/u.test(one));
  const writing = fc.constantFrom(
    (content: string) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    (content: string) => content.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    (content: string) => `<![CDATA[${content.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
  );
  const element = fc.tuple(
    fc.constantFrom('Message', 'RequestId', 'Region', 'Resource', 'Key', 'HostId', 'Endpoint'),
    text,
    writing,
  );
  const fields = ['Message', 'RequestId', 'Region', 'Endpoint'] as const;

  test(
    'is read as the client library reads it, however the store writes it',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          word,
          fc.uniqueArray(element, { selector: ([name]) => name, maxLength: 6 }),
          fc.nat(6),
          fc.constantFrom('', '\n  ', '<!-- <Code>No</Code> -->', '<?note <Code>No</Code>?>'),
          fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n'),
          fc.constantFrom('', ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'),
          async (code, others, at, gap, declaration, namespace) => {
            const elements = others.map(([name, content, write]) => `<${name}>${write(content)}</${name}>`);
            elements.splice(at % (elements.length + 1), 0, `<Code>${code}</Code>`);
            const document = `${declaration}<Error${namespace}>${gap}${elements.join(gap)}${gap}</Error>`;
            const library = (await bySdk(Buffer.from(document), 2, 400).catch((error: unknown) => error)) as Record<
              string,
              string
            >;
            const { code: name, message, requestId, region, endpoint } = readError(document);
            const given = Object.fromEntries(others.map(([one, content]) => [one, content]));
            expect([name, library['name']]).toEqual([code, code]);
            expect([message, requestId, region, endpoint]).toEqual(fields.map((field) => given[field] ?? ''));
            if (given['Message'] !== undefined) expect(library['message']).toBe(message);
          },
        ),
        fuzzed(),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test(
    'of any form is read to something, and nothing is thrown',
    () => {
      const piece = fc.oneof(
        fc.constantFrom('<Error>', '<Code>', '</Code>', '</Error>', '&', '<![CDATA[', '<!--', 'x', '<', '<Message>'),
        fc.string(),
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
          for (const value of Object.values(readError(pieces.join('')))) expect(typeof value).toBe('string');
        }),
        fuzzed(),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test('in place of a page is that error, not a page', () => {
    const error =
      '<Error><Code>SlowDown</Code><IsTruncated>false</IsTruncated><Contents><Key>k</Key></Contents></Error>';
    expect(() => whole(error)).toThrow(AnswerError);
  });
});
