/**
 * Main, its engine or both are killed at seeded moments of an upload, a download and a move that run together, again and again; and each time the
 * next ones go on. In plain Node, by the same RPC; `test/e2e/kills.spec.ts` does the same to the real app, less often.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bundleScript } from '../support/bundle.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { tellFigures } from '../support/figures.ts';
import type { News, Orders } from '../support/kills/main.ts';
import { SeededBytes, SeededRandom } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { fileHash, treeFiles } from '../support/tree-hash.ts';
import { type Bucket, eachOf, grantOf, makeBucket, storageAt } from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const KILLS = inTier(5, 100);
/** So many in one set of transfers; then new ones begin. */
const KILLS_A_ROUND = 10;
const script = (name: string): string => fileURLToPath(new URL(`../support/kills/${name}.ts`, import.meta.url));

let bucket: Bucket;
let proxy: FaultProxy;
let base: string;
let main: string;
let engine: string;
beforeAll(async () => {
  bucket = await makeBucket();
  proxy = await startFaultProxy({ target: inject('world').rgw.endpoint });
  base = await mkdtemp(join(tmpdir(), 'pail-kills-'));
  [main, engine] = [await bundleScript(script('main'), base), await bundleScript(script('engine'), base)];
});
afterAll(async () => {
  await proxy.stop();
  await rm(base, { recursive: true, force: true });
  await bucket.remove();
});

/** A tree: small files, and two that go in parts and come in ranges. Answers the hashes by name. */
async function makeTree(folder: string, seed: string, small: number): Promise<Map<string, string>> {
  const bytes = new SeededBytes(seed);
  await mkdir(join(folder, 'sub'), { recursive: true });
  for (let index = 0; index < small; index += 1) {
    await writeFile(join(folder, index % 2 ? 'sub' : '', `file ${index}`), bytes.next(1 + index * 3000));
  }
  await writeFile(join(folder, 'large'), bytes.next(34 * MEBIBYTE + 5));
  await writeFile(join(folder, 'sub/larger'), bytes.next(42 * MEBIBYTE));
  return new Map(await treeFiles(folder));
}

async function store(folder: string, prefix: string): Promise<void> {
  await eachOf(await treeFiles(folder), async ([name]) =>
    bucket.put(prefix + name, await readFile(join(folder, name))),
  );
}

/** The hashes of what is below a prefix, by another client than Pail, past the proxy. */
async function stored(prefix: string): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(base, 'stored-'));
  const found = new Map<string, string>();
  await eachOf(
    (await bucket.keys()).filter((key) => key.startsWith(prefix)),
    async (key) => {
      const path = join(folder, encodeURIComponent(key));
      await writeFile(path, await bucket.get(key));
      found.set(key.slice(prefix.length), await fileHash(path));
      await rm(path);
    },
  );
  await rm(folder, { recursive: true });
  return new Map([...found].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

class Main {
  readonly process: ChildProcess;
  readonly exited: Promise<void>;
  readonly news: News[] = [];

  constructor(orders: Orders) {
    this.process = fork(main, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.process.on('message', (news) => this.news.push(news as News));
    this.exited = new Promise((resolve) => this.process.once('exit', () => resolve()));
    this.process.send(orders);
  }

  async heard<K extends News['kind']>(kind: K): Promise<Extract<News, { kind: K }>> {
    for (;;) {
      const news = this.news.findLast((one) => one.kind === kind);
      if (news) return news as Extract<News, { kind: K }>;
      if (this.process.exitCode !== null || this.process.signalCode) throw new Error('main ended by itself');
      await delay(5);
    }
  }
}

type Victim = 'engine' | 'main' | 'both';

/** Kills, and answers who runs then. */
async function kill(running: Main, victim: Victim, orders: Orders): Promise<Main> {
  const { pid } = await running.heard('engine');
  const engines = running.news.length;
  if (victim !== 'main') process.kill(pid, 'SIGKILL');
  if (victim !== 'engine') {
    running.process.kill('SIGKILL');
    await running.exited;
    // In the app another main is not up that early.
    while (isAlive(pid)) await delay(1);
    return new Main({ ...orders, started: true });
  }
  while (!running.news.slice(engines).some(({ kind }) => kind === 'engine')) await delay(1);
  return running;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until the store has been asked for `requests` more, or until all has ended. */
async function requestsLater(requests: number, { news }: Main): Promise<void> {
  const until = proxy.requests.length + requests;
  while (proxy.requests.length < until && !news.some(({ kind }) => kind === 'ended')) await delay(1);
}

/** That what has its name in `folder` is what it should be, whatever the moment. */
async function checkNamed(folder: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  for (const { parentPath, name } of names) {
    const path = join(parentPath, name);
    if (!name.endsWith('.part')) expect(await fileHash(path)).toBe(wanted.get(path.slice(folder.length + 1)));
  }
}

async function round(victim: Victim, seed: number, kills: number): Promise<number> {
  const random = new SeededRandom(seed);
  const home = join(base, `${victim}-${seed}`);
  const prefix = `${victim}-${seed}/`;
  const [source, target] = [join(home, 'source'), join(home, 'target')];
  const up = await makeTree(source, `up ${seed}`, 40);
  const down = await makeTree(join(home, 'down'), `down ${seed}`, 40);
  const moved = await makeTree(join(home, 'move'), `move ${seed}`, 12);
  await store(join(home, 'down'), `${prefix}down/`);
  await store(join(home, 'move'), `${prefix}leaves/`);
  await mkdir(target);
  const storage = storageAt(proxy.endpoint);
  const location = (id: string) => grantOf(bucket, { id, storage, prefix, credentialsId: id });
  const orders = {
    engine,
    journals: join(home, 'journals'),
    // Of two sets of keys, as far as the engine knows: what moves goes through it.
    grants: [location('from'), location('to')],
    keys: inject('world').rgw.admin,
    upload: [source],
    target,
  };
  let killed = 0;
  let running = new Main({ ...orders, started: false });
  await running.heard('started');
  while (killed < kills) {
    await requestsLater(random.between(1, 20), running);
    if (running.news.some(({ kind }) => kind === 'ended')) break;
    await delay(random.between(0, 20));
    running = await kill(running, victim, { ...orders, started: true });
    killed += 1;
    await checkNamed(target, down);
  }
  const end = await running.heard('ended');
  running.process.kill();
  await running.exited;
  expect(end).toMatchObject({ states: ['download completed', 'move completed', 'upload completed'], items: [] });
  // Also that nothing half is left.
  expect(new Map(await treeFiles(target))).toEqual(down);
  expect(await stored(`${prefix}up/source/`)).toEqual(up);
  expect(await stored(`${prefix}came/`)).toEqual(moved);
  const all = (await bucket.keys()).filter((key) => key.startsWith(prefix));
  expect(all).toHaveLength(up.size + down.size + moved.size);
  expect(await bucket.unfinished()).toEqual([]);
  await rm(home, { recursive: true });
  await eachOf(all, (key) => bucket.delete(key));
  return killed;
}

test.each<Victim>(['engine', 'main', 'both'])(
  `killed ${KILLS} times: %s. All arrives bit for bit, nothing is left, and no confirmed part is sent again`,
  async (victim) => {
    const [from, partsFrom] = [proxy.requests.length, proxy.confirmedParts.length];
    let killed = 0;
    for (let seed = SEED * 1000; killed < KILLS; seed += 1) {
      killed += await round(victim, seed, Math.min(KILLS_A_ROUND, KILLS - killed));
    }
    expect(killed).toBe(KILLS);
    // Whatever the upload that they were a part of.
    const parts = proxy.confirmedParts.slice(partsFrom).map(({ key, partNumber }) => `${key} ${partNumber}`);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.filter((part, index) => parts.indexOf(part) !== index)).toEqual([]);
    const requests = proxy.requests.length - from;
    tellFigures(`${killed} kills of ${victim}, ${requests} requests, ${parts.length} parts confirmed, 0 sent again`);
  },
  inTier(300_000, 5_400_000),
);
