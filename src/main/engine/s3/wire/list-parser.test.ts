import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { tellFigures } from '../../../../../test/support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../../../../test/support/fuzz.ts';
import { CAREFUL_QUIRKS } from '../../testing/careful-quirks.ts';
import {
  encoded,
  listDocument,
  type PageContent,
  type PageStyle,
  pageContent,
  pageStyle,
} from '../../testing/list-document.ts';
import { PLAIN_STYLE, parsed, shown, whole } from '../../testing/parsed-page.ts';
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

async function bySdk(document: string, listVersion: 1 | 2) {
  answer = Buffer.from(document);
  const request = { bucket: 'b', prefix: '', delimiter: null, token: null, signal: new AbortController().signal };
  return shown(await listPage(client, { ...CAREFUL_QUIRKS, listVersion }, request));
}

test(
  'a page has the same entries as with the client library, however the store writes it',
  async () => {
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
      fuzzed(200),
    );
  },
  FUZZ_LIMIT_MS,
);

/** Where to go on behind a page: version 1 goes behind its last entry, where it is not told in plain words. */
function wayOn({ objects, prefixes }: PageContent, style: PageStyle, next: string): string {
  if (style.version === 2 || style.encoding === 'plain') return next;
  const last = [objects.at(-1)?.key, prefixes.at(-1)].filter((text) => text !== undefined);
  return last.sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)))[0] ?? encoded(next, style);
}

test('what is archived is told by its storage class, wherever a row says so', async () => {
  const classes = ['STANDARD', 'GLACIER', 'STANDARD', 'DEEP_ARCHIVE', 'GLACIER_IR', 'GLACIER', 'INTELLIGENT_TIERING'];
  const row = (name: string, index: number, isLast: boolean): string => {
    const element = `<StorageClass>${name}</StorageClass>`;
    const [before, behind] = isLast ? ['', element] : [element, ''];
    const time = '<LastModified>2026-01-01T00:00:00.000Z</LastModified>';
    return `<Contents>${before}<Key>${index}</Key>${time}<Size>1</Size>${behind}<Owner><ID>o</ID></Owner></Contents>`;
  };
  for (const isLast of [true, false]) {
    for (const comment of ['', '<!-- read byte by byte -->']) {
      const rows = classes.map((name, index) => row(name, index, isLast).replace('<Key>', `${comment}<Key>`));
      const document = `<ListBucketResult><Name>b</Name>${rows.join('')}${row('GLACIER', 7, isLast)}${row('GLACIER', 8, isLast)}</ListBucketResult>`;
      expect(whole(document)).toMatchObject({ archived: [1, 3, 5, 7, 8] });
      expect(whole(document)).toEqual(await bySdk(document, 2));
    }
  }
});

test(
  'a page holds what the store has',
  () => {
    fc.assert(
      fc.property(pageContent, pageStyle, (content, style) => {
        const { rows, prefixes, nextToken } = whole(listDocument(content, style), style.version);
        // A plain page may have U+FFFD in place of bytes that the store could not write: nobody may ask for that.
        const named = (text: string) => (style.encoding === 'plain' ? text.replaceAll('\ufffd', '\udcff') : text);
        expect(rows).toEqual(content.objects.map(({ key, size, modified }) => [named(key), size, modified]));
        expect(prefixes).toEqual(content.prefixes.map(named));
        expect(nextToken).toBe(content.next === null ? null : wayOn(content, style, content.next));
      }),
      fuzzed(200),
    );
  },
  FUZZ_LIMIT_MS,
);

test(
  'it makes no difference where a page is cut',
  () => {
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
      fuzzed(60),
    );
    tellFigures(`${fuzzed(60).numRuns} pages, each byte of them by itself and cut by chance: the same rows as whole`);
  },
  FUZZ_LIMIT_MS,
);

function* eachByte(document: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < document.length; at += 1) yield document.subarray(at, at + 1);
}

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
    const first = told(PLAIN_STYLE);
    expect(first.heard).toEqual([['to&ken', first.document.indexOf('</IsTruncated>') + '</IsTruncated>'.length]]);
    const last = told({ ...PLAIN_STYLE, tokenFirst: false });
    expect(last.heard.map(([token]) => token)).toEqual(['to&ken']);
    expect(last.page.nextToken).toBe('to&ken');
  });

  test('of the last page is not told', () => {
    const document = listDocument({ ...content, next: null }, PLAIN_STYLE).replace(
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
      const document = listDocument({ objects, prefixes, next: 'x' }, { ...PLAIN_STYLE, version: 1, encoding });
      return whole(encoding === 'plain' ? document.replace(/<NextMarker>.*<\/NextMarker>/, '') : document, 1).nextToken;
    };
    expect(next(['a', 'b+ c'], ['a/'])).toBe('b+ c');
    expect(next(['a', 'b+ c'], ['a/'], 'plain')).toBe('b+ c');
    expect(next(['a'], ['a/', 'é/'])).toBe('é/');
    // In the order of bytes, which for these two is not the order of JavaScript.
    expect(next(['\uff5e'], ['😀/'])).toBe('😀/');
  });
});
