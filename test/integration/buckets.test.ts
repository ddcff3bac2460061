/** Buckets as a whole, through the engine, against a real store. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { BucketListGrant } from '../../src/main/engine/protocol.ts';
import { grantOf, makeBucket, startEngine, type TestEngine } from './engine-fixture.ts';
import { failureOf } from './s3-port-fixture.ts';

const NAME = `made-${randomBytes(6).toString('hex')}`;
const { admin } = inject('world').rgw;

let engine: TestEngine;
beforeAll(() => {
  engine = startEngine([], undefined, {
    credentials: async (id) => (id === 'nobody' ? { ...admin, secretAccessKey: 'wrong' } : admin),
  });
  const { storage, credentialsId } = grantOf({ name: '' });
  const list = { id: 'all', label: 'All buckets', storage, credentialsId, mayCreate: true, mayDelete: true };
  const lists: BucketListGrant[] = [
    list,
    { ...list, id: 'look', mayCreate: false, mayDelete: false },
    { ...list, id: 'nobody', credentialsId: 'nobody' },
  ];
  engine.setLocations([], lists);
});
afterAll(() => engine.stop());

test('buckets are listed by name, made, and deleted once they are empty', async () => {
  const bucket = await makeBucket();
  const names = async () => (await engine.listBuckets('all')).map(({ name }) => name);
  expect(await names()).toContain(bucket.name);
  expect(await names()).toEqual((await names()).toSorted());
  await engine.createBucket('all', NAME);
  const made = (await engine.listBuckets('all')).find(({ name }) => name === NAME);
  expect(Math.abs((made?.created ?? 0) - Date.now())).toBeLessThan(600_000);
  await bucket.put('a', 'x');
  expect(await failureOf(engine.deleteBucket('all', bucket.name))).toMatchObject({
    code: 'bucket-not-empty',
    detail: { subject: bucket.name },
  });
  await bucket.delete('a');
  await engine.deleteBucket('all', bucket.name);
  await engine.deleteBucket('all', NAME);
  expect(await names()).not.toContain(NAME);
});

test('what cannot be is told as what it is', async () => {
  expect(await failureOf(engine.createBucket('all', 'No bucket'))).toMatchObject({ code: 'name-invalid' });
  expect(await failureOf(engine.deleteBucket('all', `${NAME}-none`))).toMatchObject({ code: 'no-such-bucket' });
  // So Ceph says that a signature is wrong, where it is asked for no bucket.
  const refused = await failureOf(engine.listBuckets('nobody'));
  expect(refused).toMatchObject({ code: inject('world').store === 'ceph' ? 'access-denied' : 'credentials-refused' });
});

test('a list allows what main says, and one that main did not mint allows nothing', async () => {
  expect(await failureOf(engine.createBucket('look', NAME))).toMatchObject({ code: 'action-not-allowed' });
  expect(await failureOf(engine.deleteBucket('look', NAME))).toMatchObject({ code: 'action-not-allowed' });
  expect((await engine.listBuckets('look')).length).toBeGreaterThan(0);
  expect(await failureOf(engine.listBuckets('other'))).toMatchObject({ code: 'not-found' });
});
