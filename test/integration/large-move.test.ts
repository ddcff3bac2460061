/**
 * A large object moved within a store. In the soak it is more than S3 copies in one request, so that the store copies it in parts: as the
 * administrator, because Ceph 16 refuses copies of parts to everybody else (docs/adr/004).
 */
import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { hasEnded, type TransferSummary } from '../../src/shared/model/transfer.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { tellFigures } from '../support/figures.ts';
import { type Rgw, startRgw } from '../support/rgw.ts';
import { SeededBytes } from '../support/sample-data/random.ts';
import { inTier, SEED } from '../support/tier.ts';
import { type Bucket, grantOf, makeBucket, startEngine, type TestEngine } from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const PART_BYTES = inTier(8, 128) * MEBIBYTE;
const PARTS = inTier(3, 48);
const SIZE = PARTS * PART_BYTES;
/** Of the copy: 512 MiB each, or one request for all. */
const COPIED_PARTS = inTier(0, 12);

/** One of its own, on the disk: the others keep everything in memory, where this and its copy would leave no room for anything else. */
let rgw: Rgw;
let bucket: Bucket;
let proxy: FaultProxy;
let engine: TestEngine;
beforeAll(async () => {
  rgw = await startRgw({ store: 'disk' });
  bucket = await makeBucket(rgw);
  proxy = await startFaultProxy({ target: rgw.endpoint });
  const { region } = rgw;
  const storage = { region, endpoint: proxy.endpoint, pathStyle: true, quirks: { partCopy: true } };
  engine = startEngine([grantOf(bucket, { storage })], () => rgw.admin);
});
afterAll(async () => {
  engine?.stop();
  await proxy?.stop();
  bucket?.s3.destroy();
  await rgw?.stop();
});

/** Puts an object whose parts all differ; answers the SHA-256 of it. */
async function putLarge(Key: string): Promise<string> {
  const address = { Bucket: bucket.name, Key };
  const { UploadId } = await bucket.s3.send(new CreateMultipartUploadCommand(address));
  const base = Buffer.from(new SeededBytes(`large ${SEED}`).next(PART_BYTES));
  const sha256 = createHash('sha256');
  const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (let PartNumber = 1; PartNumber <= PARTS; PartNumber += 1) {
    for (let at = 0; at < base.length; at += MEBIBYTE) base.writeUInt32LE(PartNumber * 1_000_000 + at / MEBIBYTE, at);
    sha256.update(base);
    const part = new UploadPartCommand({ ...address, UploadId, PartNumber, Body: base });
    Parts.push({ ETag: (await bucket.s3.send(part)).ETag, PartNumber });
  }
  await bucket.s3.send(new CompleteMultipartUploadCommand({ ...address, UploadId, MultipartUpload: { Parts } }));
  return sha256.digest('hex');
}

async function sha256Of(Key: string): Promise<string> {
  const { Body } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
  const sha256 = createHash('sha256');
  for await (const piece of Body as AsyncIterable<Uint8Array>) sha256.update(piece);
  return sha256.digest('hex');
}

async function ended({ id }: TransferSummary): Promise<TransferSummary> {
  for (;;) {
    const summary = (await engine.transfers()).find((one) => one.id === id);
    if (summary && hasEnded(summary)) return summary;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test(
  `${SIZE / MEBIBYTE} MiB are moved by the store, and the same bytes arrive`,
  async () => {
    const sha256 = await putLarge('from/large');
    const { viewId } = await engine.listed('place', 'from/');
    const move = await ended(engine.startCopy(viewId, { allExcept: NO_IDS }, 'place', 'to/', 'move', 'skip'));
    expect(move).toMatchObject({ state: 'completed', items: { done: 1, skipped: 0, failed: 0 } });
    expect(await bucket.keys()).toEqual(['to/large']);
    expect(await bucket.unfinished()).toEqual([]);
    const copied = proxy.requests.filter(({ method, query }) => method === 'PUT' && query.has('partNumber'));
    expect(copied).toHaveLength(COPIED_PARTS);
    // None of it came through here.
    const fetched = proxy.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/large'));
    expect(fetched.filter(({ query }) => !query.has('tagging'))).toEqual([]);
    expect(await sha256Of('to/large')).toBe(sha256);
    tellFigures(`${SIZE / MEBIBYTE} MiB moved by the store, in ${COPIED_PARTS || 'no'} parts, equal`);
  },
  inTier(120_000, 3_600_000),
);
