/** Errors of stores, however they write them: the wire reads what the client library reads, and throws at nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerError, readError } from '../../../src/main/engine/s3/wire/answer.ts';
import { whole } from '../../../src/main/engine/testing/parsed-page.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { listBySdk } from '../../support/list-by-sdk.ts';

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
            const library = (await listBySdk(Buffer.from(document), 2, 400).catch((error: unknown) => error)) as Record<
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
