/** Uploads that were begun elsewhere or failed, gone on with by the engine: as the administrator, and as somebody with one prefix. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import type { ConflictAnswer } from '../../src/shared/model/transfer.ts';
import type { UploadName } from '../../src/shared/model/unfinished.ts';
import { type Fault, startFaultProxy } from '../support/fault-proxy.ts';
import { plainS3 } from '../support/plain-clients.ts';
import { cephTest } from './ceph-test.ts';
import {
  type Bucket,
  grantOf,
  keysOfAna,
  localFolder,
  makeBucket,
  startEngine,
  storageAt,
  type TestEngine,
} from './engine-fixture.ts';
import { USUAL_OPTIONS } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
const PART = 5 * MEBIBYTE;
/** Slow enough to be stopped between the first part and the last. */
const SLOWLY = { ...USUAL_OPTIONS, uploadLimit: 12 * MEBIBYTE, requestsAtOnce: 4 };
const content = randomBytes(3 * PART + 1000);

let local: string;
let removeLocal: () => Promise<void>;
let bucket: Bucket;
let engine: TestEngine;
beforeAll(async () => {
  [local, removeLocal] = await localFolder();
  await writeFile(join(local, 'film.mov'), content);
  bucket = await makeBucket();
});
afterAll(async () => {
  await bucket.remove();
  await removeLocal();
});
beforeEach(() => {
  engine = startEngine([grantOf(bucket, { prefix: 'home/' })]);
  return async () => {
    await engine.close();
    engine.stop();
  };
});

/** Begins an upload as another program does, with parts of 5 MiB. */
async function begin(s3: S3Client, Bucket: string, Key: string, numbers: readonly number[], bytes = content) {
  const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/x' }));
  for (const PartNumber of numbers) {
    const Body = bytes.subarray((PartNumber - 1) * PART, PartNumber * PART);
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  }
  return UploadId;
}

test('what others began is not gone on with where objects are to be encrypted: nobody can tell whether it is', async () => {
  const grant = grantOf(bucket, { prefix: 'home/' });
  const storage = { ...grant.storage, objects: { encryption: { kind: 's3' } } } as const;
  engine.setLocations([{ ...grant, storage }]);
  const uploadId = await begin(bucket.s3, bucket.name, 'home/plain.mov', [1]);
  const name: UploadName = { key: 'plain.mov', uploadId };
  const failure = { code: 'upload-unsuited', detail: { subject: 'plain.mov' } };
  await expect(engine.adoptUpload('place', name, join(local, 'film.mov'))).rejects.toMatchObject({ failure });
  const gone = { Bucket: bucket.name, Key: 'home/plain.mov', UploadId: uploadId };
  await bucket.s3.send(new AbortMultipartUploadCommand(gone));
});

async function objectAt(s3: S3Client, Bucket: string, Key: string) {
  const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), type: ContentType };
}

test('the upload of another program is gone on with behind its parts', async () => {
  const uploadId = await begin(bucket.s3, bucket.name, 'home/films/2026/trip.mov', [1, 3]);
  const name: UploadName = { key: 'films/2026/trip.mov', uploadId };
  const upload = await engine.adoptUpload('place', name, join(local, 'film.mov'));
  expect(upload).toMatchObject({ kind: 'upload', folder: 'films/2026/', firstName: 'trip.mov' });
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', bytesDone: content.length });
  const made = await objectAt(bucket.s3, bucket.name, 'home/films/2026/trip.mov');
  // What the other program said of it, and in its parts.
  expect([made.bytes.equals(content), made.type]).toEqual([true, 'video/x']);
  expect(await bucket.unfinished()).toEqual([]);
  expect(await bucket.keys()).toEqual(['home/films/2026/trip.mov']);
});

test('a file that is not the one is refused, and the upload stays as it was', async () => {
  const uploadId = await begin(bucket.s3, bucket.name, 'home/other.mov', [1, 2]);
  const name: UploadName = { key: 'other.mov', uploadId };
  const late = Buffer.from(content);
  late.writeUInt8(late.readUInt8(PART + 7) ^ 1, PART + 7);
  await writeFile(join(local, 'late.mov'), late);
  await writeFile(join(local, 'early.mov'), randomBytes(content.length));
  await writeFile(join(local, 'short.mov'), content.subarray(0, PART + 5));
  const differs = { failure: { code: 'file-differs' } };
  await expect(engine.adoptUpload('place', name, join(local, 'early.mov'))).rejects.toMatchObject(differs);
  await expect(engine.adoptUpload('place', name, join(local, 'short.mov'))).rejects.toMatchObject(differs);
  // That the second part is another one, the transfer finds.
  const upload = await engine.adoptUpload('place', name, join(local, 'late.mov'));
  expect(await engine.ended(upload)).toMatchObject({
    state: 'failed',
    bytesDone: 0,
    failure: { code: 'file-differs' },
  });
  const { uploads } = await engine.unfinishedUploads('place');
  expect(uploads).toMatchObject([{ key: 'other.mov', parts: 2, bytes: 2 * PART, ours: null }]);
  // It can still be aborted, or gone on with.
  const again = await engine.adoptUpload('place', name, join(local, 'film.mov'));
  expect(await engine.ended(again)).toMatchObject({ state: 'completed' });
});

test('where the key has an object by now it asks, and leaves the upload of others as it was when that is cancelled', async () => {
  await bucket.put('home/there.mov', 'old');
  const uploadId = await begin(bucket.s3, bucket.name, 'home/there.mov', [1]);
  const name: UploadName = { key: 'there.mov', uploadId };
  const path = join(local, 'film.mov');
  const first = await engine.adoptUpload('place', name, path);
  await vi.waitFor(() => expect(engine.summaryOf(first).state).toBe('asking'), { timeout: 30_000, interval: 5 });
  expect(engine.summaryOf(first).review).toMatchObject({ conflicts: 1 });
  await expect(engine.adoptUpload('place', name, path)).rejects.toMatchObject({ failure: { code: 'upload-in-use' } });
  engine.cancelTransfer(first.id);
  expect(await engine.ended(first)).toMatchObject({ state: 'cancelled' });
  expect(await bucket.unfinished()).toEqual(['home/there.mov']);
  const second = await engine.adoptUpload('place', name, path);
  await vi.waitFor(() => expect(engine.summaryOf(second).state).toBe('asking'), { timeout: 30_000, interval: 5 });
  // Another name would mean another upload, and the end of this one.
  const refused = expect.objectContaining({ failure: expect.objectContaining({ code: 'invalid-argument' }) });
  const answer = (all: ConflictAnswer, one: ConflictAnswer = all) =>
    engine.answerTransfer(second.id, { all, some: [[0, one]] });
  expect(engine.summaryOf(second).review).toMatchObject({ keepsNames: true });
  expect(() => answer('keep-both')).toThrow(refused);
  expect(() => answer('skip', 'keep-both')).toThrow(refused);
  expect(await bucket.unfinished()).toEqual(['home/there.mov']);
  answer('overwrite');
  expect(await engine.ended(second)).toMatchObject({ state: 'completed' });
  expect((await objectAt(bucket.s3, bucket.name, 'home/there.mov')).bytes.equals(content)).toBe(true);
  expect(await bucket.unfinished()).toEqual([]);
});

test('of an upload without parts, and of a small file, the whole is sent', async () => {
  await writeFile(join(local, 'small'), 'small');
  const uploadId = await begin(bucket.s3, bucket.name, 'home/small', []);
  const upload = await engine.adoptUpload('place', { key: 'small', uploadId }, join(local, 'small'));
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed' });
  expect((await objectAt(bucket.s3, bucket.name, 'home/small')).bytes.toString()).toBe('small');
  expect(await bucket.unfinished()).toEqual([]);
});

test('names of keys are the names of keys: nothing leaves the location', async () => {
  for (const key of ['../outside.mov', '/lead.mov']) {
    const uploadId = await begin(bucket.s3, bucket.name, `home/${key}`, [1]);
    const upload = await engine.adoptUpload('place', { key, uploadId }, join(local, 'film.mov'));
    expect(await engine.ended(upload)).toMatchObject({ state: 'completed' });
    expect(await bucket.keys()).toContain(`home/${key}`);
  }
  // An id that is of another key, below and outside of the location.
  const uploadId = await begin(bucket.s3, bucket.name, 'outside.mov', [1]);
  const path = join(local, 'film.mov');
  const gone = { failure: { code: 'no-such-upload' } };
  await expect(engine.adoptUpload('place', { key: 'outside.mov', uploadId }, path)).rejects.toMatchObject(gone);
  expect([await bucket.keys(), await bucket.unfinished()]).toEqual([
    expect.not.arrayContaining(['outside.mov']),
    ['outside.mov'],
  ]);
  await bucket.s3.send(
    new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: 'outside.mov', UploadId: uploadId }),
  );
  const folder = { failure: { code: 'upload-unsuited' } };
  await expect(engine.adoptUpload('place', { key: 'folder/', uploadId }, path)).rejects.toMatchObject(folder);
  const reading = startEngine([grantOf(bucket, { actions: ['list', 'read'] })]);
  const denied = { failure: { code: 'action-not-allowed' } };
  await expect(reading.adoptUpload('place', { key: 'outside.mov', uploadId }, path)).rejects.toMatchObject(denied);
  await expect(reading.goOnWithUpload('place', { key: 'outside.mov', uploadId })).rejects.toMatchObject(denied);
  reading.stop();
});

cephTest('roles and STS')(
  'somebody with one prefix, who cannot list uploads, can go on with one whose id is known, and is told what stays hidden',
  async () => {
    const world = inject('world');
    const prefix = `${world.prefixes.home.ana}adopted/`;
    const role = await keysOfAna();
    const admin = plainS3(world.rgw.endpoint, world.rgw.admin);
    const theirs = startEngine([grantOf({ name: 'homes' }, { prefix, credentialsId: 'ana' })], () => role);
    const uploadId = await begin(admin, 'homes', `${prefix}a.mov`, [1]);
    const path = join(local, 'film.mov');
    const upload = await theirs.adoptUpload('place', { key: 'a.mov', uploadId }, path);
    expect(await theirs.ended(upload)).toMatchObject({ state: 'completed' });
    expect((await objectAt(admin, 'homes', `${prefix}a.mov`)).bytes.equals(content)).toBe(true);
    // Ceph says 403 of what is gone, to such a role.
    const hidden = { failure: { code: 'upload-hidden' } };
    await expect(theirs.adoptUpload('place', { key: 'a.mov', uploadId }, path)).rejects.toMatchObject(hidden);
    const { Uploads = [] } = await admin.send(new ListMultipartUploadsCommand({ Bucket: 'homes', Prefix: prefix }));
    expect(Uploads).toEqual([]);
    await theirs.close();
    theirs.stop();
    admin.destroy();
  },
);

test('one whose transfer failed goes on with that transfer, and one whose transfer was cancelled with the file', async () => {
  const path = join(local, 'large.bin');
  await writeFile(path, randomBytes(20 * MEBIBYTE));
  const proxy = await startFaultProxy({ target: inject('world').rgw.endpoint });
  const grant = grantOf(bucket, { prefix: 'home/', storage: storageAt(proxy.endpoint) });
  const start = () => startEngine([grant], undefined, { journals: join(local, 'journals') });
  let failing = start();
  const partsSent = () =>
    proxy.requests.filter(({ query, status }) => query.get('partNumber') && status === 200).length;
  const refuseAborts: Fault = { kind: 'access-denied', when: ({ method }) => method === 'DELETE' };
  // Which part comes last is the hashing's to say.
  const refuseThird: Fault = {
    kind: 'access-denied',
    when: ({ query }) => query.get('partNumber') !== null && partsSent() === 2,
  };

  proxy.setFaults([refuseThird, refuseAborts]);
  // One part after the other: what fails cuts off the others.
  failing.setOptions({ ...SLOWLY, uploadLimit: null, requestsAtOnce: 1 });
  const failed = failing.startUpload('place', '', [path]);
  expect(await failing.ended(failed)).toMatchObject({ state: 'failed', items: { failed: 1 } });
  await failing.close();
  failing.stop();
  proxy.setFaults([]);
  failing = start();
  const [row] = (await failing.unfinishedUploads('place')).uploads;
  expect(row).toMatchObject({ key: 'large.bin', ours: { transferId: failed.id, state: 'failed', canGoOn: true } });
  const name = { key: 'large.bin', uploadId: row?.uploadId ?? '' };
  const sent = partsSent();
  expect(await failing.goOnWithUpload('place', name)).toMatchObject({ id: failed.id });
  expect(await failing.ended(failed)).toMatchObject({ state: 'completed', items: { done: 1 } });
  expect(partsSent() - sent).toBe(1);

  await bucket.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: 'home/large.bin' }));
  proxy.setFaults([refuseAborts]);
  failing.setOptions(SLOWLY);
  const cancelled = failing.startUpload('place', '', [path]);
  const wait = { timeout: 50_000, interval: 5 };
  await vi.waitFor(() => expect(failing.summaryOf(cancelled).bytesDone).toBeGreaterThan(0), wait);
  failing.cancelTransfer(cancelled.id);
  await failing.ended(cancelled);
  proxy.setFaults([]);
  const [left] = (await failing.unfinishedUploads('place')).uploads;
  expect(left).toMatchObject({ key: 'large.bin', ours: { state: 'cancelled', canGoOn: false } });
  const leftName = { key: 'large.bin', uploadId: left?.uploadId ?? '' };
  const gone = { failure: { code: 'not-found' } };
  await expect(failing.goOnWithUpload('place', leftName)).rejects.toMatchObject(gone);
  const adopted = await failing.adoptUpload('place', leftName, path);
  await vi.waitFor(() => expect(failing.summaryOf(adopted).state).toBe('running'), wait);
  // The transfer that was cancelled is forgotten, and takes nothing with it.
  await failing.clearEnded();
  expect((await failing.transfers()).map(({ id }) => id)).toEqual([adopted.id]);
  failing.setOptions({ ...SLOWLY, uploadLimit: null });
  expect(await failing.ended(adopted)).toMatchObject({ state: 'completed' });
  expect((await failing.unfinishedUploads('place')).uploads).toEqual([]);
  await failing.close();
  failing.stop();
  await proxy.stop();
});

test('parts are sent in the size that the other program chose', async () => {
  const uploadId = await begin(bucket.s3, bucket.name, 'home/sized.mov', [2]);
  engine.setOptions({ ...SLOWLY, uploadLimit: MEBIBYTE });
  const upload = await engine.adoptUpload('place', { key: 'sized.mov', uploadId }, join(local, 'film.mov'));
  const wait = { timeout: 50_000, interval: 5 };
  await vi.waitFor(() => expect(engine.summaryOf(upload).bytesDone).toBeGreaterThan(2 * PART), wait);
  engine.pauseTransfer(upload.id);
  await vi.waitFor(() => expect(engine.summaryOf(upload).state).toBe('paused'), wait);
  const { Parts = [] } = await bucket.s3.send(
    new ListPartsCommand({ Bucket: bucket.name, Key: 'home/sized.mov', UploadId: uploadId }),
  );
  expect(Parts.length).toBeGreaterThan(1);
  expect(Parts.map(({ Size }) => Size).every((size) => size === PART || size === 1000)).toBe(true);
  // Now there is something of ours in it, and it goes with the transfer.
  engine.cancelTransfer(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'cancelled' });
  expect(await bucket.unfinished()).toEqual([]);
});
