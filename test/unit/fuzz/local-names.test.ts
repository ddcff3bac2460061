/** Keys become local names: inside the target, on each of the usual file systems, no two the same, and such that the key can be told from them. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LocalNames, localSegment, twinKey } from '../../../src/main/engine/transfers/local/local-names.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { FILE_SYSTEMS } from '../../support/local-name-rules.ts';

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

const units = [
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
  'ﬁ',
  'K',
  'ſ',
];
const tricky = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...units), maxLength: 10 }),
  fc.constantFrom(
    'CON',
    'con.txt',
    'LPT¹',
    'nul .tar.gz',
    'aux.',
    'COM0',
    'conin$',
    '..',
    '.',
    '',
    '%',
    '%41',
    '%zz',
    'CON .',
    'con:x',
  ),
  fc.string({ minLength: 80, maxLength: 300, unit: 'grapheme' }),
);
const key = fc.array(tricky, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
const wasCut = (name: string): boolean => /~[0-9a-f]{8}(\.|$)/.test(name);

describe('one segment', () => {
  test(
    'can be a name on each file system, and the segment can be told from it unless it was too long',
    () => {
      fc.assert(
        fc.property(tricky, (text) => {
          for (const segment of text.split('/')) {
            const name = localSegment(segment);
            for (const [system, { refusal }] of Object.entries(FILE_SYSTEMS))
              expect([system, refusal(name)]).toEqual([system, null]);
            expect(name).not.toMatch(/[\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
            if (!wasCut(name)) expect(original(name)).toBe(segment);
          }
        }),
        fuzzed(2000),
      );
    },
    FUZZ_LIMIT_MS,
  );
});

describe('the keys of a download', () => {
  const keys = fc.uniqueArray(
    fc.oneof(
      key,
      key.map((one) => one.toUpperCase()),
      key.map((one) => one.normalize('NFD')),
    ),
    { maxLength: 20 },
  );

  test(
    'get paths inside the target, no two the same on any file system, and the same ones each time',
    () => {
      fc.assert(
        fc.property(keys, (all) => {
          const [names, again] = [new LocalNames(), new LocalNames()];
          const taken = new Map<string, string>();
          for (const one of all) {
            const local = names.pathFor(one, 'object');
            expect(again.pathFor(one, 'object')).toBe(local);
            const segments = local.split('/');
            expect(segments).toHaveLength(one.split('/').length);
            for (const [system, { refusal, sameAs }] of Object.entries(FILE_SYSTEMS)) {
              expect(segments.map(refusal)).toEqual(segments.map(() => null));
              const there = `${system} ${segments.map(sameAs).join('/')}`;
              expect(taken.get(there) ?? one).toBe(one);
              taken.set(there, one);
            }
            expect(taken.get(twinKey(local)) ?? one).toBe(one);
            taken.set(twinKey(local), one);
            expect(path.posix.relative('/target', path.posix.resolve('/target', local))).toBe(local);
            expect(path.win32.relative('C:\\target', path.win32.resolve('C:\\target', local))).toBe(
              local.replaceAll('/', '\\'),
            );
          }
        }),
        fuzzed(),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test(
    'become files of this computer, each with its own content',
    async () => {
      let made = 0;
      const target = await mkdtemp(path.join(tmpdir(), 'pail-names-'));
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(
            tricky.map((one) => one.replaceAll('/', '')),
            { maxLength: 12 },
          ),
          async (all) => {
            const names = new LocalNames();
            const files = all.map((one) => [names.pathFor(one, 'object'), one] as const);
            for (const [name, one] of files)
              await writeFile(path.join(target, name), one, { flag: 'wx', encoding: 'utf16le' });
            made += files.length;
            expect((await readdir(target)).length).toBe(all.length);
            for (const [name, one] of files) {
              expect(await readFile(path.join(target, name), 'utf16le')).toBe(one);
              await rm(path.join(target, name));
            }
          },
        ),
        fuzzed(100),
      );
      await rm(target, { recursive: true });
      const { numRuns } = fuzzed();
      tellFigures(
        `${numRuns} downloads of up to 20 keys, by the rules of ${Object.keys(FILE_SYSTEMS).join(', ')}; ${made} files made here`,
      );
    },
    FUZZ_LIMIT_MS,
  );
});
