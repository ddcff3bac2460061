/** Profile files that went wrong, by chance or on purpose: each is a profile or a refusal that says where, and nothing comes in by half. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { importProfiles } from '../../../src/main/ipc/profile-handlers.ts';
import type { Services } from '../../../src/main/ipc/services.ts';
import { parseProfile } from '../../../src/main/profiles/parse-profile.ts';
import { MAX_PROFILE_FILE_BYTES, type ProfileFile, parseProfileFile } from '../../../src/main/profiles/profile-file.ts';
import { splitSecrets } from '../../../src/main/profiles/profile-secrets.ts';
import { document, type ImportSetup, importSetup } from '../../../src/main/profiles/testing/import-setup.ts';
import { PailError } from '../../../src/shared/errors.ts';
import { MAX_PROFILE_BYTES } from '../../../src/shared/model/profile/profile.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { changedDocument, changedText, fileBytes } from '../../support/profile-mutations.ts';

vi.mock('electron', () => ({ dialog: {}, shell: {} }));

const samples = path.join(import.meta.dirname, '../../../docs/profiles');
const SECRET = 's3cr3t-of-the-test';
const OF_ALL_OBJECTS = Object.getOwnPropertyNames(Object.prototype);

/** A profile with something in most of its fields. */
const rich = {
  ...document({
    publisher: 'Acme IT',
    revision: 3,
    expires: '2099-06-30',
    updateUrl: 'https://files.example.org/a.pail',
  }),
  signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', clientSecret: SECRET, scopes: 'openid email' },
  storage: { region: 'eu-west-1', endpoint: 'https://s3.example.org', pathStyle: true },
  credentials: [
    { id: 'role', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/${claim:sub}' },
    { id: 'shared', kind: 'static', accessKeyId: 'AK', secretAccessKey: SECRET },
  ],
  locations: [
    {
      label: '${item}',
      forEach: { claim: 'cognito:groups', startsWith: 'team-' },
      when: { all: [{ claim: 'email', exists: true }, { not: { claim: 'custom:dept', equals: 'x' } }] },
      bucket: 'teams',
      prefix: '${item}/',
      credentials: 'role',
      actions: ['list', 'read'],
    },
    { label: 'Public', bucket: 'public', credentials: 'shared' },
  ],
};

let bases: object[] = [rich, document()];
beforeAll(async () => {
  const names = (await readdir(samples)).filter((name) => name.endsWith('.pail'));
  const read = names.map(async (name) => JSON.parse(await readFile(path.join(samples, name), 'utf8')) as object);
  bases = [...bases, ...(await Promise.all(read))];
});
const someBase = fc.nat().map((at) => bases[at % bases.length] ?? rich);
const files = fileBytes(changedText(changedDocument(someBase)));

async function readOrRefusal(bytes: Uint8Array): Promise<ProfileFile | PailError> {
  return parseProfileFile(bytes, 'a.pail').catch((error: unknown) => {
    if (error instanceof PailError) return error;
    throw error;
  });
}

/** What is wrong with a refusal; empty where it says what it must. */
function faults({ failure }: PailError): string[] {
  const { code, message, detail } = failure;
  return [
    ...(/^profile-(too-large|not-json|invalid|signature-invalid)$/.test(code) ? [] : [`code ${code}`]),
    ...(message.includes('a.pail') ? [] : ['it does not name the file']),
    ...(code !== 'profile-invalid' || (detail.path && detail.found && detail.expected)
      ? []
      : ['it does not say where and what']),
    ...(message.length < 2000 ? [] : ['its sentence is endless']),
    ...(JSON.stringify(failure).includes(SECRET) ? ['it shows a secret'] : []),
  ];
}

describe('any file', () => {
  test(
    'is a profile that stays the same when it is written and read again, or a refusal that says where',
    async () => {
      const seen = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(files, async (bytes) => {
          const read = await readOrRefusal(bytes);
          const kind = read instanceof PailError ? read.failure.code : 'profiles';
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          if (read instanceof PailError) expect(faults(read)).toEqual([]);
          else {
            const again = parseProfile(new TextEncoder().encode(JSON.stringify(read.profile)), 'a.pail');
            expect(again).toEqual(read.profile);
          }
          expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(OF_ALL_OBJECTS);
        }),
        fuzzed(600),
      );
      // It would prove nothing if all of them were refused for the same.
      for (const kind of ['profiles', 'profile-invalid', 'profile-not-json'])
        expect(seen.get(kind), kind).toBeGreaterThan(20);
      tellFigures(`profile files: ${[...seen].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
    },
    FUZZ_LIMIT_MS,
  );

  const MEBIBYTE = 1_048_576;
  const around = (inner: string): string => JSON.stringify(rich).replace('"email"', `"email",${inner}`);
  test.each([
    ['lists in lists, to the end of the file', '['.repeat(MAX_PROFILE_BYTES - 1)],
    ['lists in lists that end', `${'['.repeat(MEBIBYTE / 2 - 1)}${']'.repeat(MEBIBYTE / 2 - 1)}`],
    ['objects in objects', '{"a":'.repeat(MEBIBYTE / 5 - 1)],
    ['conditions in conditions', around(`"x":${'{"not":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
    ['a text of a megabyte', JSON.stringify({ ...rich, name: 'x'.repeat(MEBIBYTE - 2000) })],
    [
      'a hundred thousand fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 90_000 }, (_, n) => [`f${n}`, n]))),
    ],
    [
      'many locations',
      JSON.stringify({ ...rich, locations: Array.from({ length: 20_000 }, () => ({ label: 'L', bucket: 'b' })) }),
    ],
    [
      'many conditions',
      JSON.stringify(rich).replace('"all":[', `"all":[${'{"claim":"c","exists":true},'.repeat(30_000)}`),
    ],
    ['a number of a million digits', `{"version":${'1'.repeat(MEBIBYTE - 20)}}`],
    ['escapes of half characters', JSON.stringify({ ...rich, name: '@' }).replace('@', '\\ud800'.repeat(150_000))],
    ['one byte too many', ' '.repeat(MAX_PROFILE_FILE_BYTES + 1)],
    ['2 MB', JSON.stringify({ ...rich, name: 'x'.repeat(2 * MEBIBYTE) })],
  ])('%s is refused, and says why', async (_what, text) => {
    const read = await readOrRefusal(new TextEncoder().encode(text));
    expect(read).toBeInstanceOf(PailError);
    if (read instanceof PailError) expect(faults(read)).toEqual([]);
  });
});

/** In an order that does not tell which came first. */
const byId = <T extends { readonly id: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('an import', () => {
  let folder = '';
  let setup: ImportSetup;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pail-fuzz-'));
    setup = await importSetup();
    await writeFile(path.join(folder, 'good.pail'), JSON.stringify(document({ name: 'Neighbour' })));
  });
  afterAll(async () => {
    await setup.tidy();
    await rm(folder, { recursive: true });
  });

  const services = (): Services => {
    const { profiles, imports } = setup;
    return { imports, accounts: { profileSummaries: async () => profiles.list() } } as unknown as Services;
  };

  test(
    'of two files brings both or none, and what it brings is there in the next run',
    async () => {
      const counted = { imported: 0, asked: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(files, async (bytes) => {
          const paths = ['good.pail', 'other.pail'].map((name) => path.join(folder, name));
          await writeFile(paths[1] ?? '', bytes);
          const before = setup.asked().length;
          const outcome = await importProfiles(services(), paths).catch((error: unknown) => {
            if (error instanceof PailError) return error;
            throw error;
          });
          const ids = setup.profiles.list().map(({ id }) => id);
          if (outcome instanceof PailError) {
            counted.refused += 1;
            expect(outcome.failure.code).toMatch(/^profile-/);
            expect(ids).toEqual([]);
          } else {
            const { profile } = await parseProfileFile(bytes, 'other.pail');
            const isAsked = setup.asked().length > before;
            counted[isAsked ? 'asked' : 'imported'] += 1;
            expect(ids).toHaveLength(isAsked ? 1 : 2);
            const next = await setup.nextRun();
            expect(byId(next.list())).toEqual(byId(setup.profiles.list()));
            if (!isAsked) expect(next.list().map((one) => one.profile)).toContainEqual(splitSecrets(profile).bare);
          }
          for (const { id } of setup.asked()) await setup.imports.answer(id, false, null);
          for (const id of ids) await setup.profiles.remove(id);
        }),
        // What a case leaves behind when it fails would fail the smaller ones, too.
        { ...fuzzed(150), endOnFailure: true },
      );
      expect(counted.imported).toBeGreaterThan(5);
      tellFigures(`imports of two files: ${JSON.stringify(counted)}`);
    },
    FUZZ_LIMIT_MS,
  );
});
