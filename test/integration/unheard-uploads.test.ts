/** The answer to the beginning of an upload in parts is lost, so that it is begun twice: nothing unfinished remains in the store. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { copyJob } from '../../src/main/engine/transfers/jobs/copy.ts';
import { Transfers } from '../../src/main/engine/transfers/transfers.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { hasEnded, type TransferSummary } from '../../src/shared/model/transfer.ts';
import { type FaultProxy, type RequestFacts, startFaultProxy } from '../support/fault-proxy.ts';
import { type Bucket, grantOf, localFolder, makeBucket, startEngine, type TestEngine } from './engine-fixture.ts';
import { ADAPTERS, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const CONTENT = randomBytes(17 * MEBIBYTE);
const WAIT = { timeout: 30_000, interval: 5 };

const isBegin = ({ method, query }: RequestFacts): boolean => method === 'POST' && query.has('uploads');
const isPart = ({ query }: RequestFacts): boolean => query.has('partNumber');

let path: string;
let removeLocal: () => Promise<void>;
beforeAll(async () => {
  const [local, remove] = await localFolder();
  removeLocal = remove;
  path = join(local, 'large');
  await writeFile(path, CONTENT);
});
afterAll(() => removeLocal());

let bucket: Bucket;
let proxy: FaultProxy;
beforeEach(async () => {
  bucket = await makeBucket();
  proxy = await startFaultProxy({ target: inject('world').rgw.endpoint });
});
afterEach(async () => {
  await proxy.stop();
  await bucket.remove();
});

const loseOneBegin = (): void => proxy.setFaults([{ kind: 'lost-answer', when: isBegin, times: 1 }]);
/** The store was asked once more than it was to be, and has nothing of that. */
async function expectTakenBack(begins = 2): Promise<void> {
  expect(proxy.count('lost-answer')).toBe(1);
  expect(proxy.requests.filter((one) => isBegin(one) && one.storeStatus === 200)).toHaveLength(begins);
  expect(await bucket.unfinished()).toEqual([]);
}
async function expectContent(key: string): Promise<void> {
  expect(Buffer.from(await bucket.get(key)).equals(CONTENT)).toBe(true);
}

describe.each(['wire', 'sdk'] as const)('%s', (adapter) => {
  let engine: TestEngine;
  beforeEach(() => {
    const { region } = inject('world').rgw;
    const storage = { region, endpoint: proxy.endpoint, pathStyle: true, quirks: { adapter } };
    // Other keys, so that what is copied between them goes through here.
    const other = grantOf(bucket, { id: 'other', storage, prefix: 'other/', credentialsId: 'other' });
    engine = startEngine([grantOf(bucket, { storage }), other]);
  });
  afterEach(async () => {
    await engine.close();
    engine.stop();
  });
  const upload = (): TransferSummary => engine.startUpload('place', '', [path]);

  test('an upload', async () => {
    loseOneBegin();
    expect(await engine.ended(upload())).toMatchObject({ state: 'completed', items: { done: 1 } });
    await expectTakenBack();
    await expectContent('large');
  });

  test('an upload that is cancelled', async () => {
    proxy.setFaults([
      { kind: 'lost-answer', when: isBegin, times: 1 },
      { kind: 'stall', when: isPart },
    ]);
    const cancelled = upload();
    await vi.waitFor(() => expect(proxy.count('stall')).toBeGreaterThan(0), WAIT);
    expect(await bucket.unfinished()).toEqual(['large', 'large']);
    engine.cancelTransfer(cancelled.id);
    expect(await engine.ended(cancelled)).toMatchObject({ state: 'cancelled' });
    await expectTakenBack();
  });

  test('an upload that fails', async () => {
    proxy.setFaults([
      { kind: 'lost-answer', when: isBegin, times: 1 },
      { kind: 'access-denied', when: isPart },
    ]);
    expect(await engine.ended(upload())).toMatchObject({ state: 'failed', items: { failed: 1 } });
    await expectTakenBack();
  });

  test('an upload while another transfer has one under way to the same key, which stays', async () => {
    proxy.setFaults([{ kind: 'stall', when: isPart }]);
    const other = upload();
    await vi.waitFor(() => expect(proxy.count('stall')).toBeGreaterThan(0), WAIT);
    engine.pauseTransfer(other.id);
    await vi.waitFor(() => expect(engine.summaryOf(other).state).toBe('paused'), WAIT);
    const { uploads } = await engine.unfinishedUploads('place');
    expect(uploads).toHaveLength(1);
    loseOneBegin();
    const options = { onConflict: 'overwrite', emptyFolders: true } as const;
    expect(await engine.ended(engine.startUpload('place', '', [path], options))).toMatchObject({ state: 'completed' });
    expect((await engine.unfinishedUploads('place')).uploads).toEqual(uploads);
    engine.cancelTransfer(other.id);
    expect(await engine.ended(other)).toMatchObject({ state: 'cancelled' });
    await expectTakenBack(3);
  });

  test('a large copy that goes through here', async () => {
    await bucket.put('from/large', CONTENT);
    const { viewId } = await engine.listed('place', 'from/');
    loseOneBegin();
    const copy = engine.startCopy(viewId, { allExcept: NO_IDS }, 'other', '', 'copy', 'skip');
    expect(await engine.ended(copy)).toMatchObject({ state: 'completed', items: { done: 1 } });
    await expectTakenBack();
    await expectContent('other/large');
  });

  test.each(['copy', 'move'] as const)('a large %s that the store makes in parts', async (kind) => {
    await bucket.put('from/large', CONTENT);
    const port = portWith(ADAPTERS[adapter], { endpoint: proxy.endpoint, quirks: { partCopy: true } });
    const end = (prefix: string) => ({ port: async () => port, bucket: bucket.name, prefix });
    const summaries: TransferSummary[] = [];
    const transfers: Transfers = new Transfers({
      emit: (changed) => summaries.push(...changed),
      unreadable: () => undefined,
      journals: null,
      jobFor: () => {
        throw new Error('there is no other');
      },
      unreachable: () => null,
      accountOf: () => 'ana',
    });
    loseOneBegin();
    const about = {
      locationId: 'place',
      place: { bucket: bucket.name, prefix: '', endpoint: proxy.endpoint, region: 'us-east-1' },
      folder: '',
      firstName: 'large',
      requested: 1,
      onConflict: 'skip',
      request: { kind: 'delete', folders: [] },
    } as const;
    transfers.start(about, () =>
      copyJob({
        kind,
        source: end('from/'),
        target: end('to/'),
        isSameBucket: true,
        folders: [],
        objects: [{ name: 'large', size: CONTENT.length, modified: 0 }],
        renaming: null,
        isHeld: (uploadId) => transfers.isHeld(uploadId),
        ended: () => undefined,
        copyLimit: MEBIBYTE,
      }),
    );
    await vi.waitFor(() => expect(transfers.list().every(hasEnded)).toBe(true), WAIT);
    expect(summaries.at(-1)).toMatchObject({ state: 'completed', items: { done: 1 } });
    expect(proxy.requests.filter(isPart)).toHaveLength(1);
    await expectTakenBack();
    await expectContent('to/large');
    expect(await bucket.keys()).toEqual(kind === 'copy' ? ['from/large', 'to/large'] : ['to/large']);
    await transfers.close();
    port.destroy();
  });
});
