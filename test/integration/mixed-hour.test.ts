/**
 * Uploads, overwriting ones among them, copies, moves and deletes, two at a time, while the engine is killed again and again: what was asked for is
 * what is there, by rclone, which shares no code with Pail. Twenty minutes in the soak, some rounds in `npm test`.
 */
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { hasEnded, type TransferSummary } from '../../src/shared/model/transfer.ts';
import { bundleScript } from '../support/bundle.ts';
import { tellFigures } from '../support/figures.ts';
import { KillableEngine, orBeforeItsDeath } from '../support/kills/killable-engine.ts';
import { SeededBytes, SeededRandom } from '../support/sample-data/random.ts';
import { checkAgainstStore } from '../support/store-reader.ts';
import { inTier, SEED } from '../support/tier.ts';
import { type Bucket, grantOf, makeBucket } from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const ROUNDS = 8;
/** Rounds go on for so long: an hour is scaled to a third. */
const DURATION_MS = inTier(0, 1_200_000);
/** Compared by rclone each time after so many rounds, and at the end. */
const ROUNDS_A_CHECK = inTier(4, 20);
const MOST_IN_A_FOLDER = 60;
const FOLDERS = ['a', 'b', 'c', 'd', 'e', 'f'];
const ALL = { allExcept: NO_IDS };
const { rgw } = inject('world');

let bucket: Bucket;
let base: string;
let script: string;
beforeAll(async () => {
  bucket = await makeBucket();
  base = await mkdtemp(join(tmpdir(), 'pail-mixed-'));
  script = await bundleScript(fileURLToPath(new URL('../support/kills/engine.ts', import.meta.url)), base);
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
  await bucket.remove();
});

const names = (folder: string): Promise<string[]> => readdir(folder);

/** What is asked for, and beside it what the store must hold then: a local folder that is changed in the same way. */
class Hour {
  readonly counted: Record<string, number> = { upload: 0, overwrite: 0, copy: 0, move: 0, delete: 0 };
  readonly wanted = join(base, 'wanted');
  readonly #engine: KillableEngine;
  readonly #random: SeededRandom;
  readonly #bytes: SeededBytes;
  #made = 0;

  constructor(engine: KillableEngine, random: SeededRandom) {
    this.#engine = engine;
    this.#random = random;
    this.#bytes = new SeededBytes(`mixed ${SEED}`);
  }

  /** Asks for two things that do not touch each other. */
  async ask(): Promise<TransferSummary[]> {
    const folders = [...FOLDERS];
    const take = (): string => folders.splice(this.#random.between(0, folders.length - 1), 1)[0] ?? '';
    return [await this.#one(take(), take()), await this.#one(take(), take())];
  }

  async #one(folder: string, other: string): Promise<TransferSummary> {
    const there = await names(join(this.wanted, folder));
    const kind = this.#kind(there.length, (await readdir(join(this.wanted, folder), { recursive: true })).length);
    this.counted[kind] = (this.counted[kind] ?? 0) + 1;
    if (kind === 'upload') return this.#upload(folder, `tree ${this.#made}`);
    if (kind === 'overwrite') return this.#upload(folder, this.#random.pick(there));
    const view = await this.#engine.listed('place', `${folder}/`);
    const from = join(this.wanted, folder);
    if (kind === 'delete') {
      await rm(from, { recursive: true });
      await mkdir(from);
      return this.#engine.call('startDelete', view, ALL);
    }
    const came = join(this.wanted, other, `came ${this.#made++}`);
    if (kind === 'copy') await cp(from, came, { recursive: true });
    else {
      await rename(from, came);
      await mkdir(from);
    }
    const to = `${came.slice(this.wanted.length + 1)}/`;
    return this.#engine.call('startCopy', view, ALL, 'place', to, kind, 'overwrite');
  }

  #kind(trees: number, all: number) {
    if (trees === 0) return 'upload';
    // Copies of copies would fill the store.
    return all > MOST_IN_A_FOLDER
      ? 'delete'
      : this.#random.pick(['upload', 'overwrite', 'copy', 'move', 'delete'] as const);
  }

  /** A tree of the same names each time and of other content; some go in parts. */
  async #upload(folder: string, name: string): Promise<TransferSummary> {
    const tree = join(base, 'sent', String(this.#made++), name);
    const sizes = [0, 1, 40_000, 300_000, ...(this.#random.next() < 0.5 ? [17 * MEBIBYTE + this.#made] : [])];
    await mkdir(join(tree, 'sub'), { recursive: true });
    for (const [index, size] of sizes.entries()) {
      await writeFile(
        join(tree, index % 2 ? 'sub' : '', `file ${index}`),
        this.#bytes.next(size + (size > 1 ? this.#random.between(0, 999) : 0)),
      );
    }
    await cp(tree, join(this.wanted, folder, name), { recursive: true, force: true });
    return this.#engine.call('startUpload', 'place', `${folder}/`, [tree], {
      onConflict: 'overwrite',
      emptyFolders: true,
    });
  }
}

/** Kills the engine while there is something to do; answers how often. */
async function killSome(engine: KillableEngine, random: SeededRandom): Promise<number> {
  const wanted = random.between(0, 3);
  for (let killed = 0; killed < wanted; killed += 1) {
    await delay(random.between(0, 150));
    const all = await orBeforeItsDeath(engine.call('transfers'));
    if (all?.every(hasEnded)) return killed;
    await engine.kill();
  }
  return wanted;
}

/** Waits until all have ended, each as it should. A delete that an engine left does not go on by itself: a person says so. */
async function expectCompleted(engine: KillableEngine): Promise<void> {
  for (;;) {
    const all = await orBeforeItsDeath(engine.call('transfers'));
    if (all?.every(hasEnded)) {
      expect(all.map(({ state, items }) => [state, items.failed, items.skipped])).toEqual(
        all.map(() => ['completed', 0, 0]),
      );
      await engine.call('clearEnded');
      return;
    }
    for (const { id, state } of all ?? []) if (state === 'paused') await engine.call('resumeTransfer', id);
    await delay(20);
  }
}

test(
  'after a mixed hour, what was asked for is what is there',
  async () => {
    const random = new SeededRandom(SEED);
    const engine = new KillableEngine({
      script,
      journals: join(base, 'journals'),
      grants: [grantOf(bucket, { prefix: 'mixed/' })],
      keys: rgw.admin,
    });
    // Of their own, so that the same seed asks for the same whatever the kills do.
    const hour = new Hour(engine, new SeededRandom(SEED * 1000));
    for (const folder of FOLDERS) await mkdir(join(hour.wanted, folder), { recursive: true });
    const until = performance.now() + DURATION_MS;
    let [rounds, kills] = [0, 0];
    for (; rounds < ROUNDS || performance.now() < until; rounds += 1) {
      await hour.ask();
      // Before anything is done it is remembered: an engine that dies before that was not told.
      while ((await engine.call('transfers')).some(({ state }) => state === 'preparing')) await delay(2);
      kills += await killSome(engine, random);
      await expectCompleted(engine);
      await rm(join(base, 'sent'), { recursive: true, force: true });
      if ((rounds + 1) % ROUNDS_A_CHECK === 0) await checkAgainstStore(rgw, hour.wanted, bucket.name, 'mixed');
    }
    await engine.stop();
    await checkAgainstStore(rgw, hour.wanted, bucket.name, 'mixed');
    expect(await bucket.unfinished()).toEqual([]);
    expect(kills).toBeGreaterThan(0);
    tellFigures(`${rounds} rounds of two, ${kills} kills: ${JSON.stringify(hour.counted)}, equal by rclone`);
  },
  inTier(180_000, 5_400_000),
);
