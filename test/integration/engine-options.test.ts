/** What a person sets reaches the engine's connections, also those that are there already. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { createTestAuthority, type TestAuthority } from '../support/tls-front-ca.ts';
import { type Bucket, eachOf, grantOf, makeBucket, startEngine, storageAt } from './engine-fixture.ts';
import { USUAL_OPTIONS } from './engine-setup.ts';

let bucket: Bucket;
let authority: TestAuthority;
let front: TlsFront;

beforeAll(async () => {
  const { hostname, port } = new URL(inject('world').rgw.endpoint);
  [bucket, authority] = await Promise.all([makeBucket(), createTestAuthority()]);
  front = await startTlsFront({ host: hostname, port: Number(port) }, await authority.issue('IP:127.0.0.1'));
  await eachOf(['a', 'b', 'c'], (key) => bucket.put(key));
});

afterAll(async () => {
  await front.stop();
  await Promise.all([authority.remove(), bucket.remove()]);
});

const engineBehindTls = () => startEngine([grantOf(bucket, { storage: storageAt(front.endpoint) })]);

test('an authority that a person trusts is trusted from then on, and no longer once it is cleared', async () => {
  const engine = engineBehindTls();
  const untrusted = { phase: 'failed', failure: { code: 'tls-untrusted' } };
  expect(await engine.listed('place', '')).toMatchObject(untrusted);
  engine.setOptions({ ...USUAL_OPTIONS, certificateAuthorities: authority.certificate });
  expect(await engine.listed('place', '')).toMatchObject({ phase: 'complete', count: 3 });
  engine.setOptions(USUAL_OPTIONS);
  expect(await engine.listed('place', 'x/')).toMatchObject(untrusted);
  engine.stop();
});

test('with one request at a time hardly a connection is made, and everything is done all the same', async () => {
  const engine = engineBehindTls();
  engine.setOptions({ ...USUAL_OPTIONS, certificateAuthorities: authority.certificate, requestsAtOnce: 1 });
  const before = front.connections();
  const folders = Array.from({ length: 12 }, (_, index) => `f${index}/`);
  const listed = await Promise.all(folders.map((folder) => engine.listed('place', folder)));
  expect(listed.map(({ phase }) => phase)).toEqual(folders.map(() => 'complete'));
  // A request may begin just before the one that ended has given its connection back.
  expect(front.connections() - before).toBeLessThanOrEqual(2);
  engine.stop();
});
