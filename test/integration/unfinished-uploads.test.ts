/** Uploads that nobody finished, found and aborted by the engine: as the administrator, and as somebody with one prefix. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import type { UploadName } from '../../src/shared/model/unfinished.ts';
import { plainS3 } from '../support/plain-clients.ts';
import { cephTest } from './ceph-test.ts';
import {
  eachOf,
  grantOf,
  HOSTILE_KEYS,
  keysOfAna,
  localFolder,
  startEngine,
  type TestEngine,
} from './engine-fixture.ts';
import { setUpEngine, USUAL_OPTIONS } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
/** Slow enough to be paused between the first part and the last. */
const SLOWLY = { ...USUAL_OPTIONS, uploadLimit: 12 * MEBIBYTE, requestsAtOnce: 4 };

let local: string;
let removeLocal: () => Promise<void>;
beforeAll(async () => {
  [local, removeLocal] = await localFolder();
  await writeFile(join(local, 'large.bin'), randomBytes(40 * MEBIBYTE));
});
afterAll(() => removeLocal());

async function begin(s3: S3Client, Bucket: string, Key: string, sizes: readonly number[]): Promise<string> {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  for (const [index, size] of sizes.entries()) {
    const Body = randomBytes(size);
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }));
  }
  return UploadId;
}

/** Uploads the large file until the store has the first of its parts. */
async function startLarge(engine: TestEngine): Promise<TransferSummary> {
  engine.setOptions(SLOWLY);
  const upload = engine.startUpload('place', '', [join(local, 'large.bin')]);
  const wait = { timeout: 30_000, interval: 5 };
  // Under a limit parts go one after the other: the store has the first one.
  await vi.waitFor(() => expect(engine.summaryOf(upload).bytesDone).toBeGreaterThan(8 * MEBIBYTE), wait);
  return upload;
}

async function paused(engine: TestEngine, upload: TransferSummary): Promise<void> {
  engine.pauseTransfer(upload.id);
  await vi.waitFor(() => expect(engine.summaryOf(upload).state).toBe('paused'), { timeout: 30_000, interval: 5 });
}

describe('as the administrator', () => {
  const here = setUpEngine({
    grants: (bucket) => [grantOf(bucket, { prefix: 'home/' }), grantOf(bucket, { id: 'inner', prefix: 'home/inner/' })],
  });
  afterEach(async () => {
    const { bucket, engine } = here;
    await engine.close();
    const { Uploads = [] } = await bucket.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket.name }));
    await eachOf(Uploads, ({ Key, UploadId }) =>
      bucket.s3.send(new AbortMultipartUploadCommand({ Bucket: bucket.name, Key, UploadId })),
    );
  });

  test('all below the location are shown with what the store holds, and go when they are aborted', async () => {
    const { bucket, engine } = here;
    const two = await begin(bucket.s3, bucket.name, 'home/inner/two parts', [5 * MEBIBYTE, 100]);
    const none = await begin(bucket.s3, bucket.name, 'home/no parts', []);
    await begin(bucket.s3, bucket.name, 'homeless', []);
    const { uploads, total, complete } = await engine.unfinishedUploads('place');
    expect({ total, complete }).toEqual({ total: 2, complete: true });
    const rows = new Map(uploads.map((row) => [row.key, row]));
    const begunAt = expect.any(Number);
    const bytes = 5 * MEBIBYTE + 100;
    const [first, second] = [rows.get('inner/two parts'), rows.get('no parts')];
    expect(first).toEqual({ key: 'inner/two parts', uploadId: two, begunAt, bytes, parts: 2, ours: null });
    expect(second).toEqual({ key: 'no parts', uploadId: none, begunAt, bytes: 0, parts: 0, ours: null });
    expect((await engine.unfinishedUploads('inner')).uploads.map(({ key }) => key)).toEqual(['two parts']);
    const outcomes = await engine.abortUploads('inner', [{ key: 'two parts', uploadId: two }]);
    expect(outcomes).toEqual([{ key: 'two parts', uploadId: two, failure: null }]);
    expect(await bucket.unfinished()).toEqual(['home/no parts', 'homeless']);
  });

  test('hostile keys are shown and aborted as they are', async () => {
    const { bucket, engine } = here;
    const keys = HOSTILE_KEYS.filter((key) => key.length < 900);
    await eachOf(keys, (key) => begin(bucket.s3, bucket.name, `home/${key}`, []));
    const { uploads } = await engine.unfinishedUploads('place');
    expect(uploads.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
    await engine.abortUploads('place', uploads);
    expect(await bucket.unfinished()).toEqual([]);
  });

  test('one that a transfer goes on with is shown as its own, and is not aborted, also by another location', async () => {
    const { bucket, engine } = here;
    const upload = await startLarge(engine);
    const [running] = (await engine.unfinishedUploads('place')).uploads;
    expect(running?.ours).toEqual({ transferId: upload.id, state: 'running', canGoOn: false });
    await paused(engine, upload);
    const { uploads } = await engine.unfinishedUploads('place');
    expect(uploads).toHaveLength(1);
    const row = uploads[0] as UploadName;
    expect(row).toMatchObject({ key: 'large.bin', ours: { transferId: upload.id, state: 'paused' } });
    const [outcome] = await engine.abortUploads('place', [row]);
    expect(outcome?.failure?.code).toBe('upload-in-use');
    engine.setLocations([grantOf(bucket, { prefix: 'home/' }), grantOf(bucket, { id: 'whole' })]);
    const [again] = await engine.abortUploads('whole', [{ ...row, key: 'home/large.bin' }]);
    expect(again?.failure?.code).toBe('upload-in-use');
    engine.resumeTransfer(upload.id);
    expect(await engine.ended(upload)).toMatchObject({ state: 'completed' });
    expect((await engine.unfinishedUploads('place')).uploads).toEqual([]);
  });

  test('who may not write may not ask', async () => {
    const { bucket } = here;
    const reading = startEngine([grantOf(bucket, { actions: ['list', 'read', 'delete'] })]);
    const denied = { failure: { code: 'action-not-allowed' } };
    await expect(reading.unfinishedUploads('place')).rejects.toMatchObject(denied);
    await expect(reading.abortUploads('place', [{ key: 'k', uploadId: 'u' }])).rejects.toMatchObject(denied);
    reading.stop();
  });
});

describe('as somebody with one prefix', () => {
  const world = inject('world');
  const bucket = 'homes';
  const prefix = `${world.prefixes.home.ana}unfinished/`;
  const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
  afterAll(() => admin.destroy());

  cephTest('roles and STS')('only those of our own transfers are known, and that is said', async () => {
    const role = await keysOfAna();
    const engine = startEngine([grantOf({ name: bucket }, { prefix, credentialsId: 'ana' })], () => role);
    const theirs = await begin(admin, bucket, `${prefix}theirs`, [100]);
    const upload = await startLarge(engine);
    await paused(engine, upload);
    const { uploads, complete, total } = await engine.unfinishedUploads('place');
    expect({ complete, total }).toEqual({ complete: false, total: 1 });
    const [mine] = uploads;
    expect(mine).toMatchObject({ key: 'large.bin', ours: { transferId: upload.id, state: 'paused' } });
    expect(mine?.bytes).toBe((mine?.parts ?? 0) * 8 * MEBIBYTE);
    expect(mine?.parts).toBeGreaterThan(0);
    // The role may abort what it is told the name of, but not elsewhere.
    const names = [
      { key: 'theirs', uploadId: theirs },
      { key: 'large.bin', uploadId: mine?.uploadId ?? '' },
    ];
    const outcomes = await engine.abortUploads('place', names);
    expect(outcomes.map(({ failure }) => failure?.code ?? null)).toEqual([null, 'upload-in-use']);
    engine.cancelTransfer(upload.id);
    expect(await engine.ended(upload)).toMatchObject({ state: 'cancelled' });
    expect(await engine.unfinishedUploads('place')).toEqual({ uploads: [], total: 0, complete: false });
    const left = await admin.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
    expect(left.Uploads ?? []).toEqual([]);
    await engine.close();
    engine.stop();
  });
});
