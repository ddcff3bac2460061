import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import { CAREFUL_QUIRKS } from '../../testing/careful-quirks.ts';
import {
  encoded,
  listDocument,
  type PageContent,
  type PageStyle,
  pageContent,
  pageStyle,
} from '../../testing/list-document.ts';
import { eachText } from '../packed.ts';
import type { ListPage } from '../port.ts';
import { listPage } from '../sdk/list.ts';
import { ListParser } from './list-parser.ts';

/** The page that comes next to the client library, from no network. */
let answer = Buffer.alloc(0);
const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  requestHandler: {
    handle: async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from([answer]) } }),
  },
});
afterAll(() => client.destroy());

/** The page as rows. */
const shown = ({ keys, sizes, modified, prefixes, nextToken }: ListPage) => ({
  rows: [...eachText(keys)].map((key, index) => [key, sizes[index], modified[index]]),
  prefixes: [...eachText(prefixes)],
  nextToken,
});

function parsed(pieces: Iterable<Uint8Array>, version: 1 | 2 = 2, onNextToken?: (token: string) => void): ListPage {
  const parser = new ListParser({ version, subject: 'folder', onNextToken });
  for (const piece of pieces) parser.write(piece);
  return parser.end();
}

const whole = (document: string | Uint8Array, version: 1 | 2 = 2) => shown(parsed([Buffer.from(document)], version));

async function bySdk(document: string, listVersion: 1 | 2) {
  answer = Buffer.from(document);
  const request = { bucket: 'b', prefix: '', delimiter: null, token: null, signal: new AbortController().signal };
  return shown(await listPage(client, { ...CAREFUL_QUIRKS, listVersion }, request));
}

test('a page has the same entries as with the client library, however the store writes it', async () => {
  // The client library makes nothing of a text of white space, and one kind of line end of all.
  const lost = (text: string) => text.includes('\r') || text.trim() === '';
  await fc.assert(
    fc.asyncProperty(pageContent, pageStyle, async (content, style) => {
      const texts = [
        ...content.objects.map(({ key }) => key),
        ...content.prefixes,
        ...(content.next === null ? [] : [content.next]),
      ];
      fc.pre(style.encoding !== 'plain' || !texts.some(lost));
      const document = listDocument(content, style);
      expect(whole(document, style.version)).toEqual(await bySdk(document, style.version));
    }),
    { numRuns: 200 },
  );
}, 60_000);

/** Where to go on behind a page: version 1 goes behind its last entry, where it is not told in plain words. */
function wayOn({ objects, prefixes }: PageContent, style: PageStyle, next: string): string {
  if (style.version === 2 || style.encoding === 'plain') return next;
  const last = [objects.at(-1)?.key, prefixes.at(-1)].filter((text) => text !== undefined);
  return last.sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)))[0] ?? encoded(next, style);
}

test('a page holds what the store has', () => {
  fc.assert(
    fc.property(pageContent, pageStyle, (content, style) => {
      const { rows, prefixes, nextToken } = whole(listDocument(content, style), style.version);
      // A plain page may have U+FFFD in place of bytes that the store could not write: nobody may ask for that.
      const named = (text: string) => (style.encoding === 'plain' ? text.replaceAll('\ufffd', '\udcff') : text);
      expect(rows).toEqual(content.objects.map(({ key, size, modified }) => [named(key), size, modified]));
      expect(prefixes).toEqual(content.prefixes.map(named));
      expect(nextToken).toBe(content.next === null ? null : wayOn(content, style, content.next));
    }),
    { numRuns: 200 },
  );
});

test('it makes no difference where a page is cut', () => {
  fc.assert(
    fc.property(
      pageContent,
      pageStyle,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (content, style, lengths) => {
        const document = Buffer.from(listDocument(content, style));
        const expected = whole(document, style.version);
        const pieces: Buffer[] = [];
        for (let at = 0, index = 0; at < document.length; index += 1) {
          const length = lengths[index % lengths.length] ?? 1;
          pieces.push(document.subarray(at, at + length));
          at += length;
        }
        expect(shown(parsed(pieces, style.version))).toEqual(expected);
        expect(shown(parsed(eachByte(document), style.version))).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

function* eachByte(document: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < document.length; at += 1) yield document.subarray(at, at + 1);
}

const STYLE: PageStyle = {
  version: 2,
  encoding: '%20',
  plainSlashes: false,
  numericEntities: false,
  quotedEtags: true,
  extras: true,
  pretty: true,
  tokenFirst: true,
};

describe('the token', () => {
  const content = { objects: [{ key: 'k', size: 1, modified: 0 }], prefixes: [], next: 'to&ken' };
  const told = (style: PageStyle) => {
    const document = listDocument(content, style);
    const heard: Array<[token: string, position: number]> = [];
    const parser = new ListParser({ version: 2, subject: '', onNextToken: (token) => heard.push([token, position]) });
    let position = 0;
    for (const byte of eachByte(Buffer.from(document))) {
      position += 1;
      parser.write(byte);
    }
    return { heard, document, page: parser.end() };
  };

  test('is told before the rows where the store says it first, and behind them where it does not', () => {
    const first = told(STYLE);
    expect(first.heard).toEqual([['to&ken', first.document.indexOf('</IsTruncated>') + '</IsTruncated>'.length]]);
    const last = told({ ...STYLE, tokenFirst: false });
    expect(last.heard.map(([token]) => token)).toEqual(['to&ken']);
    expect(last.page.nextToken).toBe('to&ken');
  });

  test('of the last page is not told', () => {
    const document = listDocument({ ...content, next: null }, STYLE).replace(
      '<IsTruncated>',
      '<NextContinuationToken>stale</NextContinuationToken><IsTruncated>',
    );
    const heard: string[] = [];
    expect(parsed([Buffer.from(document)], 2, (token) => heard.push(token)).nextToken).toBeNull();
    expect(heard).toEqual([]);
  });

  test('of version 1 is the later of the last key and the last prefix, where no marker is named in plain words', () => {
    const next = (keys: string[], prefixes: string[], encoding: PageStyle['encoding'] = '+') => {
      const objects = keys.map((key) => ({ key, size: 0, modified: 0 }));
      const document = listDocument({ objects, prefixes, next: 'x' }, { ...STYLE, version: 1, encoding });
      return whole(encoding === 'plain' ? document.replace(/<NextMarker>.*<\/NextMarker>/, '') : document, 1).nextToken;
    };
    expect(next(['a', 'b+ c'], ['a/'])).toBe('b+ c');
    expect(next(['a', 'b+ c'], ['a/'], 'plain')).toBe('b+ c');
    expect(next(['a'], ['a/', 'é/'])).toBe('é/');
    // In the order of bytes, which for these two is not the order of JavaScript.
    expect(next(['\uff5e'], ['😀/'])).toBe('😀/');
  });
});

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
      STYLE,
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

  test('nothing that comes makes it hang or fail otherwise', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          ...['<', '>', '/', '&', ';', '&#', '&#x', '"', "'", '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!', '='],
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
      { numRuns: 1500 },
    );
  });
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
