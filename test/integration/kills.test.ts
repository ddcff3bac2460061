/** The engine is killed at seeded moments, again and again, and each time another one goes on. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bundleScript } from '../support/bundle.ts';
import type { ChildNews, ChildOrders } from '../support/engine-child.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { SeededBytes, SeededRandom } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { treeHash } from '../support/tree-hash.ts';
import { type Bucket, eachOf, grantOf, makeBucket } from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const KILLS = inTier(6, 100);
/** So many in one upload and download; then new ones begin. */
const KILLS_A_ROUND = 6;
const CHILD = fileURLToPath(new URL('../support/engine-child.ts', import.meta.url));

let bucket: Bucket;
let proxy: FaultProxy;
let base: string;
let child: string;
beforeAll(async () => {
  bucket = await makeBucket();
  proxy = await startFaultProxy({ target: inject('world').rgw.endpoint });
  base = await mkdtemp(join(tmpdir(), 'pail-kills-'));
  child = await bundleScript(CHILD, base);
});
afterAll(async () => {
  await proxy.stop();
  await rm(base, { recursive: true, force: true });
  await bucket.remove();
});

/** Files of a tree: 40 small ones, and two that go in parts and come in ranges. */
async function makeTree(folder: string, seed: string): Promise<void> {
  const bytes = new SeededBytes(seed);
  await mkdir(join(folder, 'sub'), { recursive: true });
  for (let index = 0; index < 40; index += 1) {
    await writeFile(join(folder, index % 2 ? 'sub' : '', `file ${index}`), bytes.next(1 + index * 3000));
  }
  await writeFile(join(folder, 'large'), bytes.next(34 * MEBIBYTE + 5));
  await writeFile(join(folder, 'sub/larger'), bytes.next(42 * MEBIBYTE));
}

class Killed {
  readonly process: ChildProcess;
  readonly exited: Promise<void>;
  readonly news: ChildNews[] = [];

  constructor(orders: ChildOrders) {
    this.process = fork(child, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.process.on('message', (news) => this.news.push(news as ChildNews));
    this.exited = new Promise((resolve) => this.process.once('exit', () => resolve()));
    this.process.send(orders);
  }

  async heard(kind: ChildNews['kind']): Promise<ChildNews> {
    for (;;) {
      const news = this.news.find((one) => one.kind === kind);
      if (news) return news;
      if (this.process.exitCode !== null || this.process.signalCode) throw new Error('the engine ended by itself');
      await delay(5);
    }
  }
}

/** Waits until the store has been asked for `requests` more, or until the engine has ended. */
async function requestsLater(requests: number, engine: Killed): Promise<void> {
  const until = proxy.requests.length + requests;
  while (proxy.requests.length < until && engine.process.exitCode === null) await delay(1);
}

async function leftOver(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.part'));
}

async function round(seed: number, kills: number): Promise<number> {
  const random = new SeededRandom(seed);
  const home = join(base, String(seed));
  const prefix = `round-${seed}/`;
  const [source, remote, target] = [join(home, 'source'), join(home, 'remote'), join(home, 'target')];
  await makeTree(source, `up ${seed}`);
  await makeTree(remote, `down ${seed}`);
  await mkdir(target);
  const names = (await readdir(remote, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  await eachOf(names, async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    await bucket.put(`${prefix}down/${path.slice(remote.length + 1)}`, await readFile(path));
  });
  const storage = { region: inject('world').rgw.region, endpoint: proxy.endpoint, pathStyle: true };
  const orders = {
    journals: join(home, 'journals'),
    grant: grantOf(bucket, { storage, prefix }),
    keys: inject('world').rgw.admin,
    upload: [source],
    target,
  };
  let killed = 0;
  let engine = new Killed({ ...orders, started: false });
  await engine.heard('started');
  for (let kill = 0; kill < kills; kill += 1) {
    await requestsLater(random.between(1, 30), engine);
    if (engine.process.exitCode !== null || engine.news.some(({ kind }) => kind === 'ended')) break;
    await delay(random.between(0, 20));
    engine.process.kill('SIGKILL');
    await engine.exited;
    killed += 1;
    engine = new Killed({ ...orders, started: true });
  }
  const end = await engine.heard('ended');
  await engine.exited;
  expect(end).toMatchObject({ states: ['download completed', 'upload completed'], items: [] });
  expect(await treeHash(target)).toBe(await treeHash(remote));
  expect(await leftOver(target)).toEqual([]);
  // What went up comes down again by another way.
  const back = join(home, 'back');
  const sent = (await bucket.keys()).filter((key) => key.startsWith(`${prefix}up/source/`));
  await eachOf(sent, async (Key) => {
    const path = join(back, Key.slice(`${prefix}up/source/`.length));
    await mkdir(join(path, '..'), { recursive: true });
    const answer = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    await writeFile(path, (await answer.Body?.transformToByteArray()) ?? '');
  });
  expect(await treeHash(back)).toBe(await treeHash(source));
  expect(await bucket.unfinished()).toEqual([]);
  await rm(home, { recursive: true });
  return killed;
}

test(
  `killed ${KILLS} times, all arrives bit for bit, and no confirmed part is sent again`,
  async () => {
    let killed = 0;
    for (let seed = SEED * 1000; killed < KILLS; seed += 1) {
      killed += await round(seed, Math.min(KILLS_A_ROUND, KILLS - killed));
    }
    expect(killed).toBe(KILLS);
    const parts = proxy.confirmedParts.map(({ key, uploadId, partNumber }) => `${key} ${uploadId} ${partNumber}`);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.filter((part, index) => parts.indexOf(part) !== index)).toEqual([]);
    console.info(
      `figures: ${killed} kills, ${proxy.requests.length} requests, ${parts.length} parts confirmed, 0 sent again`,
    );
  },
  inTier(180_000, 3_600_000),
);
