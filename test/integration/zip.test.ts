/** Downloads as ZIP through a bad way: one archive, whole and with every byte, or none. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { readZip } from '../support/read-zip.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { eachOf, grantOf, localFolder, startEngine, storageAt } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';

const COUNT = inTier(320, 3_000);
const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };
const hash = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

let proxy: FaultProxy;
/** Hashes by name in the archive. */
const expected = new Map<string, string>();

beforeAll(async () => {
  proxy = await startFaultProxy({ target: inject('world').rgw.endpoint, seed: SEED });
});
afterAll(() => proxy.stop());
beforeEach(() => proxy.setFaults([]));

const here = setUpEngine({
  fill: async (bucket) => {
    const bytes = new SeededBytes(`zip ${SEED}`);
    const put = async (name: string, content: Buffer) => {
      expected.set(`tree/${name}`, hash(content));
      await bucket.put(`tree/${name}`, content);
    };
    await eachOf(Array.from({ length: COUNT }).keys(), (index) =>
      put(`in ${index % 7}/é ${index}.txt`, Buffer.from(bytes.next(1 + ((index * 997) % 60_000)))),
    );
    await put('large.bin', Buffer.from(bytes.next(34 * MEBIBYTE)));
    await put('between.csv', Buffer.from('1,2,3\n'.repeat(1.5 * MEBIBYTE)));
    await put('empty/', Buffer.alloc(0));
  },
  grants: (bucket) => [grantOf(bucket, { storage: storageAt(proxy.endpoint) })],
});

async function start(file: string) {
  const { engine } = here;
  const { viewId } = await engine.listed('place', '');
  expect(engine.zipName(viewId, ALL)).toBe('tree.zip');
  return engine.startZip(viewId, ALL, file);
}

function expectWhole(file: string): void {
  const found = new Map(readZip(file).map(({ name, content }) => [name, hash(content)]));
  expect(found).toEqual(expected);
  expect(readdirSync(here.local)).toEqual(['tree.zip']);
}

test(
  `${COUNT} objects come through faults into one archive, each with its bytes`,
  async () => {
    const { engine, local } = here;
    const file = join(local, 'tree.zip');
    const { viewId } = await engine.listed('place', '');
    proxy.setFaults([
      { kind: 'flip-download', probability: 0.02 },
      { kind: 'reset-download', probability: 0.02 },
      { kind: 'service-unavailable', probability: 0.02 },
    ]);
    const ended = await engine.ended(engine.startZip(viewId, ALL, file));
    expect(ended).toMatchObject({ state: 'completed', file: 'tree.zip', items: { done: expected.size, failed: 0 } });
    expect(ended.bytesDone).toBe(ended.bytesTotal);
    expect(proxy.count('flip-download')).toBeGreaterThan(0);
    proxy.setFaults([]);
    expectWhole(file);
    const csv = readZip(file).find(({ name }) => name === 'tree/between.csv');
    expect(csv?.method).toBe(8);
    expect(Math.abs((csv?.modified ?? 0) - Date.now())).toBeLessThan(3_600_000);
  },
  inTier(60_000, 600_000),
);

test('what stays damaged is not in the archive, and its name is', async () => {
  const { engine, local } = here;
  const file = join(local, 'tree.zip');
  proxy.setFaults([{ kind: 'flip-download', when: ({ path }) => path.endsWith('between.csv') }]);
  const transfer = await start(file);
  const ended = await engine.ended(transfer);
  expect(ended).toMatchObject({ state: 'failed', items: { done: expected.size - 1, failed: 1 } });
  const [failed] = engine.allItems(transfer);
  expect(failed).toMatchObject({ name: 'tree/between.csv', failure: { code: 'checksum-mismatch' } });
  const names = readZip(file).map(({ name }) => name);
  expect(names).not.toContain('tree/between.csv');
  expect(names).toContain('Not in this archive.txt');
  proxy.setFaults([]);
  engine.retryFailed(transfer.id);
  expect(await engine.ended(transfer)).toMatchObject({ state: 'completed', items: { done: expected.size } });
  expectWhole(file);
});

test('an archive that was made is not replaced by one with less in it', async () => {
  const { bucket, engine, local } = here;
  const file = join(local, 'tree.zip');
  proxy.setFaults([{ kind: 'access-denied', when: ({ path }) => path.endsWith('between.csv') }]);
  const transfer = await start(file);
  expect(await engine.ended(transfer)).toMatchObject({ state: 'failed', items: { failed: 1 } });
  const made = readZip(file).map(({ name }) => name);
  const gone = 'tree/in 0/é 0.txt';
  const content = await bucket.get(gone);
  await bucket.delete(gone);
  proxy.setFaults([]);
  engine.retryFailed(transfer.id);
  await engine.ended(transfer).finally(() => bucket.put(gone, content));
  const [failed] = engine.allItems(transfer);
  expect(failed).toMatchObject({
    name: 'tree/between.csv',
    failure: { code: 'archive-kept', message: expect.stringMatching(/é 0\.txt”.*The archive was left as it was\.$/) },
  });
  expect(readZip(file).map(({ name }) => name)).toEqual(made);
});

test('a paused one leaves nothing, and begins anew; cancelled, it leaves nothing for good', async () => {
  const { engine, local } = here;
  const file = join(local, 'tree.zip');
  const transfer = await start(file);
  const moved = () => expect(engine.summaryOf(transfer).bytesDone).toBeGreaterThan(0);
  await vi.waitFor(moved, { timeout: 20_000, interval: 1 });
  engine.pauseTransfer(transfer.id);
  await vi.waitFor(() => expect(readdirSync(local)).toEqual([]), { timeout: 20_000 });
  expect(engine.summaryOf(transfer).state).toBe('paused');
  engine.resumeTransfer(transfer.id);
  expect(await engine.ended(transfer)).toMatchObject({ state: 'completed' });
  expectWhole(file);

  const other = await start(join(local, 'other.zip'));
  await vi.waitFor(() => expect(engine.summaryOf(other).bytesDone).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 1,
  });
  engine.cancelTransfer(other.id);
  expect(await engine.ended(other)).toMatchObject({ state: 'cancelled', items: { done: 0 } });
  await vi.waitFor(() => expect(readdirSync(local)).toEqual(['tree.zip']), { timeout: 20_000 });
  expect(existsSync(join(local, 'other.zip'))).toBe(false);
});

test('one under way survives the end of the process: the next one removes what was half there and makes it', async () => {
  const { bucket, local } = here;
  const file = join(local, 'tree.zip');
  const [journals, removeJournals] = await localFolder();
  const next = () => startEngine([grantOf(bucket, { storage: storageAt(proxy.endpoint) })], undefined, { journals });
  const first = next();
  const { viewId } = await first.listed('place', '');
  const { id } = first.startZip(viewId, ALL, file);
  const moved = () => expect(first.summaryOf({ id } as TransferSummary).bytesDone).toBeGreaterThan(0);
  await vi.waitFor(moved, { timeout: 20_000, interval: 1 });
  await first.close();
  first.stop();
  // What a process leaves that is killed.
  writeFileSync(join(local, `.pail-${id.slice(0, 8)}-left.part`), 'half');

  const second = next();
  await vi.waitFor(
    async () => expect((await second.transfers())[0]).toMatchObject({ id, kind: 'zip', state: 'completed' }),
    { timeout: 50_000, interval: 20 },
  );
  expectWhole(file);
  second.stop();
  await second.close();
  await removeJournals();
});

test('an archive that is there is replaced when it was chosen, in one step', async () => {
  const { engine, local } = here;
  const file = join(local, 'tree.zip');
  await engine.ended(await start(file));
  const before = statSync(file).ino;
  await engine.ended(await start(file));
  expect(statSync(file).ino).not.toBe(before);
  expectWhole(file);
});
