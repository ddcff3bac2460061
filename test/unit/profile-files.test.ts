/** Files that are no profiles, or bad ones, on a real disk: each says what is wrong and where, and nothing of it comes in. */
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { generatePublisherKey } from '../../src/main/profiles/publisher-key.ts';
import { signProfile } from '../../src/main/profiles/signed-profile.ts';
import { document } from '../../src/main/profiles/testing/import-setup.ts';
import { OTHER_STORAGE } from '../../src/main/profiles/testing/import-steps.ts';
import type { ErrorCode, Failure } from '../../src/shared/errors.ts';
import { eachWithProfileFiles, failureOf, location } from '../support/profile-files.ts';

vi.mock('electron', () => ({}));

const { steps, at, put, profile, take, kept } = eachWithProfileFiles();

type Row = readonly [
  what: string,
  code: ErrorCode,
  file: () => Promise<string>,
  detail: Failure['detail'],
  sentence: RegExp,
];

const NO_FILES: readonly Row[] = [
  [
    'a directory',
    'profile-unreadable',
    () => mkdir(at('d.pail')).then(() => at('d.pail')),
    { subject: 'd.pail', reason: 'it is not a file' },
    /Check that it is a file that you may open/,
  ],
  [
    'a file that is not there',
    'profile-unreadable',
    async () => at('gone.pail'),
    { subject: 'gone.pail', reason: 'ENOENT' },
    /could not be read/,
  ],
  [
    'a pipe that nobody writes to',
    'profile-unreadable',
    async () => {
      execFileSync('mkfifo', [at('p.pail')]);
      return at('p.pail');
    },
    { reason: 'it is not a file' },
    /could not be read/,
  ],
  [
    '2 MB',
    'profile-too-large',
    () => put('acme.pail', Buffer.alloc(2_000_000, '{"version": 1} ')),
    { subject: 'acme.pail' },
    /larger than a profile can be \(1 MB\)/,
  ],
  ['an empty file', 'profile-not-json', () => put('acme.pail', ''), { reason: 'it ends too early' }, /not JSON/],
  [
    'a text',
    'profile-not-json',
    () => put('acme.pail', 'Dear Ana,\nhere is your profile.'),
    { reason: 'it does not begin with {' },
    /not a Pail profile/,
  ],
  [
    'half a profile',
    'profile-not-json',
    () => put('acme.pail', JSON.stringify(document()).slice(0, 90)),
    { reason: 'it ends too early' },
    /right file/,
  ],
  [
    'bytes that are no text',
    'profile-not-json',
    () => put('acme.pail', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)),
    { reason: 'it is not UTF-8 text' },
    /right file/,
  ],
  [
    'a signed file that has two contents',
    'profile-invalid',
    async () => {
      const text = await signProfile(Buffer.from(JSON.stringify(document())), await generatePublisherKey());
      return put('acme.pail', text.replace('"payload":', '"payload":"e30","payload":'));
    },
    { subject: 'acme.pail', path: 'payload', found: 'this field twice' },
    /at payload: found this field twice/,
  ],
  [
    'a signed file that was changed',
    'profile-signature-invalid',
    async () => {
      const text = await signProfile(Buffer.from(JSON.stringify(document())), await generatePublisherKey());
      const payload = Buffer.from(JSON.stringify(document(OTHER_STORAGE))).toString('base64url');
      return put('acme.pail', JSON.stringify({ ...JSON.parse(text), payload }));
    },
    { subject: 'acme.pail' },
    /was changed or is damaged\. It was not imported\. Ask your administrator/,
  ],
];

const invalid = (path: string, found: string, expected: string) => ({ subject: 'acme.pail', path, found, expected });
const BAD_PROFILES: readonly Row[] = [
  [
    'JSON that is no object',
    'profile-invalid',
    () => put('acme.pail', '[1]'),
    invalid('its top', 'a list', 'an object in { }'),
    /has an error at its top/,
  ],
  [
    'a wrong version',
    'profile-invalid',
    () => profile({ version: 2 }),
    invalid('version', '2', '1'),
    /at version: found 2, expected 1\./,
  ],
  [
    'no version',
    'profile-invalid',
    () => profile({ version: undefined }),
    invalid('version', 'nothing', '1'),
    /at version: found nothing/,
  ],
  [
    'an unknown field',
    'profile-invalid',
    () => profile(location({ prefx: 'a/' })),
    invalid(
      'locations[0].prefx',
      'the unknown field “prefx”',
      'only fields that a profile of version 1 has, such as “prefix”',
    ),
    /the unknown field “prefx”/,
  ],
  [
    'a field that stands there twice',
    'profile-invalid',
    () => put('acme.pail', JSON.stringify(document()).replace('"bucket":', '"bucket":"shown","\\u0062ucket":')),
    invalid('locations[0].bucket', 'this field twice', 'each field once'),
    /at locations\[0\]\.bucket: found this field twice, expected each field once\./,
  ],
  [
    'plain http to an issuer elsewhere',
    'profile-invalid',
    () => profile({ signIn: { issuer: 'http://id.example.org/pool', clientId: 'abc' } }),
    invalid('signIn.issuer', '"http://id.example.org/pool"', 'an https address (plain http only to this computer)'),
    /plain http only to this computer/,
  ],
  [
    'a condition without its claim',
    'profile-invalid',
    () => profile(location({ when: { has: 'finance' } })),
    invalid('locations[0].when.claim', 'nothing', 'the name of a claim, or in its place all, any or not'),
    /found nothing, expected the name of a claim/,
  ],
  [
    'the name of a claim in the place of a list rule',
    'profile-invalid',
    () => profile(location({ forEach: 'cognito:groups' })),
    invalid('locations[0].forEach', '"cognito:groups"', 'an object such as { "claim": "cognito:groups" }'),
    /such as \{ "claim": "cognito:groups" \}/,
  ],
  [
    'a bucket that is no bucket name',
    'profile-invalid',
    () => profile(location({ bucket: 'Acme homes' })),
    invalid('locations[0].bucket', '"Acme homes"', 'the name of a bucket: 3 to 63 letters, digits, dots and hyphens'),
    /found "Acme homes", expected the name of a bucket/,
  ],
  [
    'a prefix without a slash at its end',
    'profile-invalid',
    () => profile(location({ prefix: 'team-a' })),
    invalid('locations[0].prefix', '"team-a"', 'an empty prefix or one that ends with /'),
    /at locations\[0\]\.prefix: found "team-a"/,
  ],
];

describe.each([
  ['what is no profile', NO_FILES],
  ['a profile with a mistake', BAD_PROFILES],
])('%s', (_kind, rows) => {
  test.each(rows)('is told, and nothing comes in: %s', async (_what, code, file, detail, sentence) => {
    const bad = await file();
    for (const earlier of [null, document()]) {
      if (earlier) await take(await profile(earlier, 'earlier.pail'));
      const before = await kept();
      const failure = await failureOf(take(bad));
      expect(failure).toMatchObject({ code, detail });
      expect(failure.message).toMatch(sentence);
      expect(await kept()).toEqual(before);
      expect(steps.setup.profiles.list()).toHaveLength(earlier ? 1 : 0);
      expect(steps.setup.asked()).toEqual([]);
    }
  });
});
