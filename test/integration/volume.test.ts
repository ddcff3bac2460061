/** Much at a time, and names that break careless code, up and down; compared byte by byte by rclone, which shares no code with Pail. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { hasEnded, type TransferSummary } from '../../src/shared/model/transfer.ts';
import { tellFigures } from '../support/figures.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { checkAgainstStore, rclone } from '../support/store-reader.ts';
import { inTier, SEED } from '../support/tier.ts';
import { treeFiles } from '../support/tree-hash.ts';
import { eachOf, HOSTILE_KEYS } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
/** Large files are made in pieces. */
const PIECE_BYTES = 16 * MEBIBYTE;
const LIMIT_MS = inTier(180_000, 3_600_000);
const { rgw } = inject('world');

const here = setUpEngine();
afterEach(() => here.bucket.empty());

async function ended({ id }: TransferSummary): Promise<TransferSummary> {
  for (;;) {
    const summary = (await here.engine.transfers()).find((one) => one.id === id);
    if (summary && hasEnded(summary)) return summary;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Uploads a folder, compares, downloads it, compares. `count`: of its files. */
async function roundTrip(tree: string, count: number): Promise<void> {
  const { bucket, engine, local } = here;
  const all = { state: 'completed', items: { done: count, skipped: 0, failed: 0 } };
  expect(await ended(engine.startUpload('place', '', [tree]))).toMatchObject(all);
  await checkAgainstStore(rgw, tree, bucket.name, 'tree');
  const target = join(local, 'target');
  await mkdir(target);
  const { viewId } = await engine.listed('place', '');
  expect(await ended(engine.startDownload(viewId, { allExcept: NO_IDS }, target))).toMatchObject(all);
  // With the store again, so that nothing is compared with what Pail itself has read.
  await checkAgainstStore(rgw, join(target, 'tree'), bucket.name, 'tree');
  await rclone(rgw, ['check', '--download', tree, join(target, 'tree')]);
}

async function makeTree(files: Iterable<readonly [name: string, bytes: number]>): Promise<string> {
  const tree = join(here.local, 'tree');
  const content = new SeededBytes(`volume ${SEED}`);
  for (const [name, bytes] of files) {
    const path = join(tree, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '');
    for (let left = bytes; left > 0; left -= PIECE_BYTES) {
      await writeFile(path, content.next(Math.min(left, PIECE_BYTES)), { flag: 'a' });
    }
  }
  return tree;
}

test.each([
  { what: 'one file', count: 1, bytes: inTier(100 * MEBIBYTE + 1, 2048 * MEBIBYTE + 1) },
  { what: 'files of middle size', count: inTier(20, 256), bytes: 8 * MEBIBYTE },
  { what: 'small files', count: inTier(1000, 20_000), bytes: inTier(2000, 20_000) },
])(
  'what goes up and comes down is the same by rclone: $count $what',
  async ({ what, count, bytes }) => {
    // Small ones of all sizes up to twice that, so that they are as much together.
    const size = (index: number): number => (bytes > 100_000 ? bytes : (index * 997) % (2 * bytes));
    const files = Array.from({ length: count }, (_, index) => [`${index % 40}/${index}`, size(index)] as const);
    await roundTrip(await makeTree(files), count);
    const sum = files.reduce((total, [, one]) => total + one, 0);
    tellFigures(`${count} ${what}, ${(sum / MEBIBYTE).toFixed(0)} MiB, up and down, equal by rclone`);
  },
  LIMIT_MS,
);

/** What a file system on Linux takes as a path: each segment a name of up to 255 bytes, neither empty nor of dots alone. */
const FILE_NAMES = [
  ...HOSTILE_KEYS.filter((key) => {
    const segments = key.split('/');
    return segments.every((one) => !['', '.', '..'].includes(one) && Buffer.byteLength(one) <= 255);
  }).filter((key, _at, all) => !all.some((other) => other.startsWith(`${key}/`))),
  ...['n'.repeat(255), '日'.repeat(85), '-rf', '$(id)', '`id`', "it's", '"', ':', '|', 'a\u200bb', '.hidden', '..x'],
];

/** What local names have in place of what is not good everywhere, as `local-names.ts` says. */
const ESCAPED =
  /%E2%8[01]%[0-9A-F]{2}|%(?:[01][0-9A-F]|7F|2[25AF]|3[ACEF]|5C|7C)|%(?:20|2E)$|^%(?:4[13CE]|50|6[13CE]|70)/g;
/** Names that some file system takes for those of others: they get a number. */
const TWINS: Readonly<Record<string, string>> = { 'case (2)': 'case', '\u00e9 (2)': '\u00e9' };

test(
  'hostile names go up as they are, and come down with the same bytes, under names that tell the key',
  async () => {
    const { bucket, engine, local } = here;
    const tree = await makeTree(FILE_NAMES.map((name, index) => [name, 100 + index] as const));
    const up = await ended(engine.startUpload('place', '', [tree]));
    expect(up).toMatchObject({ state: 'completed', items: { done: FILE_NAMES.length, skipped: 0, failed: 0 } });
    expect((await bucket.keys()).sort()).toEqual(FILE_NAMES.map((name) => `tree/${name}`).sort());
    const wanted = await treeFiles(tree);
    await eachOf(wanted, async ([name]) => {
      expect(Buffer.from(await bucket.get(`tree/${name}`)).equals(await readFile(join(tree, name)))).toBe(true);
    });
    const target = join(local, 'target');
    await mkdir(target);
    const { viewId } = await engine.listed('place', '');
    const down = await ended(engine.startDownload(viewId, { allExcept: NO_IDS }, target));
    expect(down).toMatchObject({ state: 'completed', items: { done: FILE_NAMES.length, skipped: 0, failed: 0 } });
    const came = (await treeFiles(join(target, 'tree'))).map(([name, hash]) => {
      const key =
        TWINS[name] ??
        name
          .split('/')
          .map((one) => one.replace(ESCAPED, decodeURIComponent))
          .join('/');
      return [key, hash];
    });
    expect(Object.fromEntries(came)).toEqual(Object.fromEntries(wanted));
    tellFigures(`${FILE_NAMES.length} hostile names, up and down, equal`);
  },
  LIMIT_MS,
);
