/** One large file and many small ones, up and down, near and over a longer line; against rclone. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Bench, type Benchmark, BUCKET } from '../bench.ts';
import { contentHash, writeLargeFile, writeSmallFiles } from '../files.ts';
import { runPairs } from '../pairs.ts';
import { MANY_AT_A_TIME, rclone } from '../rclone.ts';
import { type Sample, toRow } from '../row.ts';

const LARGE_BYTES = 512 * 1024 * 1024;
const SMALL_COUNT = 2000;
const SMALL_BYTES = 4096;

/** A kind of content, and how rclone is told to move it. */
interface Content {
  /** What is uploaded: a file or a folder. */
  readonly name: string;
  make(target: string): Promise<void>;
  readonly upOptions: readonly string[];
  readonly downOptions: readonly string[];
  /**
   * Whether it has to go when it is measured, from the store's memory and from the disk. Small files stay to the end: ext4
   * looks past what was just removed for each file that it makes, which would be measured with the next one.
   */
  readonly removeAfter: boolean;
}

const many = [...MANY_AT_A_TIME, '--no-traverse'];

const CONTENTS: Readonly<Record<'large' | 'small', Content>> = {
  large: {
    name: 'large.bin',
    make: (file) => writeLargeFile(file, LARGE_BYTES),
    upOptions: [],
    downOptions: ['--multi-thread-streams', '8'],
    removeAfter: true,
  },
  small: {
    name: 'files',
    make: (folder) => writeSmallFiles(folder, SMALL_COUNT, SMALL_BYTES),
    upOptions: many,
    downOptions: many,
    removeAfter: false,
  },
};

const syncDisks = promisify(execFile);

const names = (['large', 'small'] as const).flatMap((size) =>
  ['', '-40ms'].flatMap((line) => [`upload-${size}${line}`, `download-${size}${line}`]),
);

export const transfers: readonly Benchmark[] = names.map((name) => ({
  names: [name],
  async measure(bench) {
    const [direction = '', size = '', line] = name.split('-');
    const content = CONTENTS[size as 'large' | 'small'];
    const endpoint = line === undefined ? (await bench.rgw()).endpoint : await bench.slowEndpoint();
    const source = await sourceOf(bench, content);
    const contest = direction === 'upload' ? uploads : downloads;
    return [toRow({ name, ...(await contest(bench, content, source, endpoint)) })];
  },
}));

interface Source {
  readonly path: string;
  readonly hash: string;
}

/** The content on the local disk, made once. */
function sourceOf(bench: Bench, { name, make }: Content): Promise<Source> {
  return bench.once(`content ${name}`, async () => {
    const target = path.join(await bench.folder(), name);
    await make(target);
    return { path: target, hash: await contentHash(target) };
  });
}

/** What waits to be written must not be written while the next one is measured. */
async function settle(): Promise<void> {
  await syncDisks('sync');
}

async function uploads(bench: Bench, content: Content, source: Source, endpoint: string) {
  const { admin } = await bench.rgw();
  let uploaded = 0;
  /** Uploads into a folder of its own. */
  const measured = async (upload: (folder: string) => Promise<Sample>): Promise<Sample> => {
    uploaded += 1;
    const folder = `up-${content.name}-${uploaded}-${new URL(endpoint).port}/`;
    await settle();
    const sample = await upload(folder);
    if (content.removeAfter) await remove(bench, folder);
    return sample;
  };
  const peerTarget = (folder: string): string =>
    `store:${BUCKET}/${folder}${content === CONTENTS.small ? content.name : ''}`;
  const samples = await runPairs(
    bench.pairs,
    {
      ours: () => measured((folder) => bench.withEngine((engine) => engine.upload(folder, [source.path]), endpoint)),
      peer: () =>
        measured((folder) => rclone(endpoint, admin, ['copy', source.path, peerTarget(folder), ...content.upOptions])),
    },
    bench.report,
  );
  return { peerName: `rclone copy ${content.upOptions.join(' ')}`.trim(), ...samples };
}

/** What rclone is told to download one large object with. */
export const LARGE_DOWN_OPTIONS = CONTENTS.large.downOptions;

/** The large object in the store, put there once. */
export function largeInStore(bench: Bench): Promise<{ readonly folder: string; readonly name: string }> {
  return inStore(bench, CONTENTS.large);
}

/** A content in the store, put there once by rclone; `folder` ends with `/`. */
function inStore(bench: Bench, content: Content): Promise<{ readonly folder: string; readonly name: string }> {
  const { name } = content;
  return bench.once(`stored ${name}`, async () => {
    const { endpoint, admin } = await bench.rgw();
    const source = await sourceOf(bench, content);
    const folder = `down-${name}/`;
    const target = content === CONTENTS.small ? `${folder}${name}` : folder;
    await rclone(endpoint, admin, ['copy', source.path, `store:${BUCKET}/${target}`, ...content.upOptions]);
    return { folder, name };
  });
}

async function downloads(bench: Bench, content: Content, source: Source, endpoint: string) {
  const { admin } = await bench.rgw();
  const { folder: stored, name } = await inStore(bench, content);
  /** Downloads to an empty folder and compares. */
  let downloaded = 0;
  const measured = async (download: (target: string) => Promise<Sample>): Promise<Sample> => {
    downloaded += 1;
    const target = await bench.emptyFolder(`down-${content.name}-${downloaded}-${new URL(endpoint).port}`);
    await settle();
    const sample = await download(target);
    if ((await contentHash(path.join(target, content.name))) !== source.hash) {
      throw new Error(`${content.name} came back changed.`);
    }
    if (content.removeAfter) await rm(target, { recursive: true });
    return sample;
  };
  const ours = (target: string): Promise<Sample> =>
    bench.withEngine(async (engine) => {
      const { viewId } = await engine.listed(stored);
      return engine.download(viewId, await engine.firstIds(viewId, 1), target);
    }, endpoint);
  const peer = (target: string): Promise<Sample> =>
    rclone(endpoint, admin, [
      'copy',
      `store:${BUCKET}/${stored}${name}`,
      content === CONTENTS.small ? path.join(target, name) : target,
      ...content.downOptions,
    ]);
  const samples = await runPairs(bench.pairs, { ours: () => measured(ours), peer: () => measured(peer) }, bench.report);
  return { peerName: `rclone copy ${content.downOptions.join(' ')}`, ...samples };
}

/** Removes a folder of the store, which then gives back its memory. */
async function remove(bench: Bench, folder: string): Promise<void> {
  const { endpoint, admin } = await bench.rgw();
  await rclone(endpoint, admin, ['delete', `store:${BUCKET}/${folder}`]);
}
