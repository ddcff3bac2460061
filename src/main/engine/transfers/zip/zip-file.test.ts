/** Archives of more entries and of more bytes than the old form of ZIP can tell of, read by readers that nobody here wrote. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTier } from '../../../../../test/support/tier.ts';
import { ownThreadDisk } from '../local/disk.ts';
import { PartFile } from '../local/part-file.ts';
import { ZipFile } from './zip-file.ts';

const MEBIBYTE = 1_048_576;
const ENTRIES = inTier(3_000, 70_000);
const LARGE_MEBIBYTES = inTier(70, 4_200);
const TIME = Date.UTC(2026, 1, 3, 4, 5, 7);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pail-zip-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function zipped(entries: number, fill: (zip: ZipFile) => Promise<void>): Promise<string> {
  const place = { folder, name: 'a.zip', replace: false, tag: 't' };
  const part = await PartFile.create(place, 'a.zip');
  const zip = new ZipFile(part, entries);
  await fill(zip);
  await zip.finish();
  await part.publish(ownThreadDisk, place, 0);
  return join(folder, 'a.zip');
}

/** Entries, names and sizes as Python has them, after it has checked each CRC. */
function facts(file: string): { count: number; bytes: number; last: string; times: number[] } {
  const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
all = z.infolist()
print(json.dumps({'count': len(all), 'bytes': sum(e.file_size for e in all), 'last': all[-1].filename}))`;
  return JSON.parse(execFileSync('python3', ['-c', script, file]).toString());
}

test(
  `${ENTRIES} entries, with the directory that more than 65,535 need`,
  async () => {
    const file = await zipped(Math.max(ENTRIES, 65_535), async (zip) => {
      for (let index = 0; index < ENTRIES; index += 1) {
        const entry = { name: `é/${index}`, modified: TIME, isDeflated: index % 2 === 0 };
        await zip.add(entry, Buffer.from(`content ${index}`));
      }
    });
    expect(facts(file)).toMatchObject({ count: ENTRIES, last: `é/${ENTRIES - 1}` });
    execFileSync('unzip', ['-tqq', file]);
  },
  inTier(30_000, 600_000),
);

test(
  `${LARGE_MEBIBYTES} MiB in one entry, and entries behind it`,
  async () => {
    const piece = Buffer.alloc(MEBIBYTE, 'some of it ');
    const pieces = function* () {
      for (let index = 0; index < LARGE_MEBIBYTES; index += 1) yield piece;
    };
    const file = await zipped(3, async (zip) => {
      await zip.add({ name: 'stored', modified: TIME, isDeflated: false }, Readable.from(pieces()));
      await zip.add({ name: 'deflated', modified: TIME, isDeflated: true }, Readable.from(pieces()));
      await zip.add({ name: 'last', modified: TIME, isDeflated: false }, Buffer.from('last'));
    });
    expect(facts(file)).toMatchObject({ count: 3, bytes: 2 * LARGE_MEBIBYTES * MEBIBYTE + 4, last: 'last' });
    execFileSync('unzip', ['-tqq', file]);
  },
  inTier(60_000, 1_800_000),
);

test('a time is told to the second in UTC; one before 1980 and one after 2038 as near as can be', async () => {
  const file = await zipped(3, async (zip) => {
    for (const modified of [TIME, 0, Date.UTC(2040, 0, 1)]) {
      await zip.add({ name: String(modified), modified, isDeflated: false }, Buffer.from('x'));
    }
  });
  const listed = execFileSync('unzip', ['-Z', '-T', file], { env: { ...process.env, TZ: 'UTC' } }).toString();
  expect(listed).toContain('20260203.040507');
  expect(listed).toContain('20400101.000000');
});

test('a disk that takes no more ends it', async () => {
  const part = { write: () => Promise.reject(new Error('ENOSPC')) } as unknown as PartFile;
  const zip = new ZipFile(part, 1);
  const content = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(MEBIBYTE);
    })(),
  );
  await expect(zip.add({ name: 'a', modified: 0, isDeflated: false }, content)).rejects.toThrow('ENOSPC');
  content.destroy();
  await zip.stop();
});
