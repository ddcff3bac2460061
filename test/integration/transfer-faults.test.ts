/** Many objects through a bad way: resets, refusals and flipped bits, by a seed. Everything arrives, bit for bit. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { treeHash } from '../support/tree-hash.ts';
import { type Bucket, eachOf, grantOf, localFolder, makeBucket, startEngine } from './engine-fixture.ts';

const COUNT = inTier(300, 10_000);
/** Among 300 one flip in a thousand would mostly be none. */
const FLIPS = inTier(0.02, 0.001);
const FAULTS: readonly Fault[] = [
  { kind: 'flip-upload', probability: FLIPS },
  { kind: 'flip-download', probability: FLIPS },
  ...(['reset-before', 'lost-answer', 'reset-upload', 'reset-download'] as const).map((kind) => ({
    kind,
    probability: 0.01,
  })),
  { kind: 'service-unavailable', probability: 0.025 },
  { kind: 'slow-down', probability: 0.025 },
];

let bucket: Bucket;
let proxy: FaultProxy;
let local: string;
let removeLocal: () => Promise<void>;
beforeAll(async () => {
  bucket = await makeBucket();
  [local, removeLocal] = await localFolder();
  proxy = await startFaultProxy({ target: inject('world').rgw.endpoint, seed: SEED });
});
afterAll(async () => {
  await proxy.stop();
  await removeLocal();
  await bucket.remove();
});

test(
  `${COUNT} objects go up and come down through faults`,
  async () => {
    const bytes = new SeededBytes(`faults ${SEED}`);
    const [source, target] = [join(local, 'tree'), join(local, 'target')];
    await mkdir(source);
    await mkdir(target);
    await eachOf(Array.from({ length: COUNT }).keys(), (index) =>
      writeFile(join(source, `file ${index}`), bytes.next(1 + ((index * 997) % 60_000))),
    );
    await writeFile(join(source, 'large'), bytes.next(34 * 1_048_576));
    const storage = { region: inject('world').rgw.region, endpoint: proxy.endpoint, pathStyle: true };
    const engine = startEngine([grantOf(bucket, { storage })]);
    const ended = async (id: string) => {
      for (;;) {
        const summary = (await engine.transfers()).find((one) => one.id === id);
        if (summary && summary.endedAt !== null) return summary;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    proxy.setFaults(FAULTS);
    const up = await ended(engine.startUpload('place', '', [source]).id);
    expect(up).toMatchObject({ state: 'completed', items: { done: COUNT + 1, skipped: 0, failed: 0 } });
    proxy.setFaults([]);
    const { viewId } = await engine.listed('place', '');
    proxy.setFaults(FAULTS);
    const down = await ended(engine.startDownload(viewId, { allExcept: NO_IDS }, target).id);
    expect(down).toMatchObject({ state: 'completed', items: { done: COUNT + 1, skipped: 0, failed: 0 } });
    engine.stop();
    expect(await treeHash(join(target, 'tree'))).toBe(await treeHash(source));
    expect(await bucket.unfinished()).toEqual([]);

    // Each that happened was noticed: by the store on the way up, and on the way down by Pail, which has asked again.
    const flipped = proxy.requests.filter(({ fault }) => fault === 'flip-upload');
    expect(flipped.every(({ status }) => status === 400)).toBe(true);
    const count = (kinds: readonly Fault['kind'][]) => kinds.reduce((sum, kind) => sum + proxy.count(kind), 0);
    const counts = {
      requests: proxy.requests.length,
      resets: count(['reset-before', 'lost-answer', 'reset-upload', 'reset-download']),
      refusals: count(['service-unavailable', 'slow-down']),
      flips: count(['flip-upload', 'flip-download']),
    };
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
    console.info(`figures: ${COUNT} objects up and down: ${JSON.stringify(counts)}`);
  },
  inTier(120_000, 3_600_000),
);
