/** Many objects through a bad way: resets, silence, refusals and flipped bits, by a seed. Everything arrives, bit for bit. */
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { type Fault, type FaultProxy, type LoggedRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { tellFigures } from '../support/figures.ts';
import { lendBucket } from '../support/permissions.ts';
import { assumeRole } from '../support/plain-clients.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { treeHash } from '../support/tree-hash.ts';
import { type Bucket, eachOf, grantOf, localFolder, makeBucket, startEngine } from './engine-fixture.ts';

const world = inject('world');
const { ana } = world.users;

const COUNT = inTier(300, 10_000);
/** Among 300 one flip in a thousand would mostly be none. */
const FLIPS = inTier(0.02, 0.001);
const FAULTS: readonly Fault[] = [
  // There is only one beginning of an upload in parts, which would mostly be spared.
  { kind: 'lost-answer', when: ({ method, query }) => method === 'POST' && query.has('uploads'), times: 1 },
  { kind: 'flip-upload', probability: FLIPS },
  { kind: 'flip-download', probability: FLIPS },
  ...(['reset-before', 'lost-answer', 'reset-upload', 'reset-download', 'cut'] as const).map((kind) => ({
    kind,
    probability: 0.01,
  })),
  // Each costs a minute of patience, so that there are few, and none where there is no time.
  ...(['stall', 'stall-download'] as const).map((kind) => ({ kind, probability: 0.001, times: inTier(0, 3) })),
  { kind: 'service-unavailable', probability: 0.025 },
  { kind: 'slow-down', probability: 0.025 },
];

/** After so many requests with some keys the store takes them no more. */
const KEYS_LAST = inTier(100, 1000);

let bucket: Bucket;
let takeBackBucket: () => Promise<void>;
let proxy: FaultProxy;
let local: string;
let removeLocal: () => Promise<void>;
beforeAll(async () => {
  bucket = await makeBucket();
  // One in which the person may see the uploads: else nobody finds one of which the answer was lost (docs/adr/004).
  takeBackBucket = await lendBucket(world.rgw, `home-${ana.sub}`, bucket.name);
  [local, removeLocal] = await localFolder();
  proxy = await startFaultProxy({ target: world.rgw.endpoint, seed: SEED, expired: lifetimes(KEYS_LAST) });
});
afterAll(async () => {
  await proxy.stop();
  await removeLocal();
  await takeBackBucket();
  await bucket.remove();
});

/** Keys of a person, and others each time. */
async function newKeys() {
  const { idToken } = await signInThroughPool({ ...world, redirectUri: world.loopbackRedirectUri }, ana);
  return assumeRole(world.stsEndpoint, `home-${ana.sub}`, idToken);
}

/** Whether the keys of a request have been used for more than `most` requests. */
function lifetimes(most: number): (headers: IncomingHttpHeaders) => boolean {
  const uses = new Map<unknown, number>();
  return ({ 'x-amz-security-token': token }) => {
    uses.set(token, (uses.get(token) ?? 0) + 1);
    return token !== undefined && (uses.get(token) ?? 0) > most;
  };
}

/** Where a damaged body arrived: whether it was asked for once more. */
function isAskedAgain({ number, path, query }: LoggedRequest): boolean {
  const isSame = (one: LoggedRequest): boolean => one.method === 'GET' && one.path === path;
  return proxy.requests.some((one) => one.number > number && isSame(one) && one.query.toString() === query.toString());
}

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
    const storage = { region: world.rgw.region, endpoint: proxy.endpoint, pathStyle: true };
    const credentials = vi.fn(newKeys);
    const engine = startEngine([grantOf(bucket, { storage })], undefined, { credentials });
    const failed = (summary: TransferSummary) => engine.allItems(summary).filter(({ state }) => state === 'failed');
    const ended = async (id: string) => {
      for (;;) {
        const summary = (await engine.transfers()).find((one) => one.id === id);
        if (summary && summary.endedAt !== null) return { ...summary, failed: failed(summary) };
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    proxy.setFaults(FAULTS);
    const up = await ended(engine.startUpload('place', '', [source]).id);
    expect(up).toMatchObject({ failed: [], state: 'completed', items: { done: COUNT + 1, skipped: 0 } });
    proxy.setFaults([]);
    const { viewId } = await engine.listed('place', '');
    proxy.setFaults(FAULTS);
    const down = await ended(engine.startDownload(viewId, { allExcept: NO_IDS }, target).id);
    expect(down).toMatchObject({ failed: [], state: 'completed', items: { done: COUNT + 1, skipped: 0 } });
    engine.stop();
    expect(await treeHash(join(target, 'tree'))).toBe(await treeHash(source));
    expect(await bucket.unfinished()).toEqual([]);

    // Each that happened was noticed: by the store on the way up, and on the way down by Pail, which has asked again.
    const flippedUp = proxy.requests.filter(({ fault }) => fault === 'flip-upload');
    expect(flippedUp.every(({ status }) => status === 400)).toBe(true);
    const flippedDown = proxy.requests.filter(({ fault }) => fault === 'flip-download');
    expect(flippedDown.filter((one) => !isAskedAgain(one))).toEqual([]);
    const count = (...kinds: Fault['kind'][]) => kinds.reduce((sum, kind) => sum + proxy.count(kind), 0);
    const counts = {
      requests: proxy.requests.length,
      resets: count('reset-before', 'lost-answer', 'reset-upload', 'reset-download'),
      cuts: count('cut'),
      refusals: count('service-unavailable', 'slow-down'),
      'flips up, refused': flippedUp.length,
      'flips down, fetched again': flippedDown.length,
      'expired tokens': count('expired-token'),
    };
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
    // However many requests they were refused to at a time.
    expect(credentials.mock.calls.length).toBeLessThanOrEqual(1 + Math.ceil(counts.requests / KEYS_LAST));
    const stalls = count('stall', 'stall-download');
    expect(stalls).toBeGreaterThanOrEqual(inTier(0, 4));
    tellFigures(`${COUNT} objects up and down: ${JSON.stringify({ ...counts, stalls })}`);
  },
  inTier(120_000, 3_600_000),
);
