/** The client library's adapter heeds the quirks as the wire adapter does, which the proofs of the table (quirk-table.test.ts) use. */
import { afterEach, expect, test } from 'vitest';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { CAREFUL_QUIRKS } from '../../src/main/engine/s3/quirks/careful.ts';
import { PROVIDERS } from '../../src/main/engine/s3/quirks/providers.ts';
import { createSdkPort } from '../../src/main/engine/s3/sdk/sdk-port.ts';
import { plainConnection } from '../../src/main/engine/testing/plain-connection.ts';
import type { Quirks } from '../../src/shared/model/quirks.ts';
import { anyKeys, GOOD, PROOFS } from '../support/quirk-proofs.ts';
import { listen } from '../support/strict-store/listen.ts';
import type { StoreRules } from '../support/strict-store/rules.ts';
import { KNOWN_STORES } from '../support/strict-store/stores.ts';
import { BUCKET, StrictStore } from '../support/strict-store/strict-store.ts';

const { signal } = new AbortController();

const open: Array<{ stop(): void }> = [];
afterEach(() => {
  for (const one of open.splice(0)) one.stop();
});

async function portTo(rules: Partial<StoreRules>, quirks: Quirks): Promise<{ port: S3Port; store: StrictStore }> {
  // A loopback address has no name before which a bucket could stand.
  const store = new StrictStore({ ...rules, hostStyleOnly: false });
  const listening = await listen(store);
  const storage = { region: 'eu-west-1', endpoint: listening.endpoint, pathStyle: true };
  const connection = plainConnection(quirks);
  const port = createSdkPort(storage, anyKeys(), connection);
  open.push({ stop: () => port.destroy() }, { stop: () => connection.destroy() }, listening);
  return { port, store };
}

/** Each field with a store that needs it. */
const NEEDED = Object.keys(PROOFS).flatMap((name) => {
  const field = name as keyof Quirks;
  const row = PROVIDERS.find(({ quirks }) => quirks[field] !== undefined);
  return row && field !== 'pathStyle' ? [{ field, row }] : [];
});

test.each(NEEDED)('$field, at $row.name', async ({ field, row }) => {
  const proof = PROOFS[field];
  const rules = KNOWN_STORES[row.name]?.rules ?? {};
  const tolerates = row.quirks.conditionalPut === true ? { toleratesConditions: true } : {};
  const quirks = { ...CAREFUL_QUIRKS, ...tolerates, ...row.quirks } as Quirks;
  const right = await portTo(rules, quirks);
  expect(await proof?.(right.port, right.store)).toBe(GOOD);
  const wrong = await portTo(rules, { ...quirks, [field]: CAREFUL_QUIRKS[field] });
  expect(await proof?.(wrong.port, wrong.store)).not.toBe(GOOD);
});

/** Deletes two of three keys; answers what is left, and by what. */
async function deleteTwo(rules: Partial<StoreRules>, change: Partial<Quirks>) {
  const { port, store } = await portTo(rules, { ...CAREFUL_QUIRKS, ...change });
  for (const key of ['a', 'b', 'c']) store.put(key, 'x');
  const { failures } = await port.deleteObjects({ bucket: BUCKET, keys: ['a', 'b'], signal });
  const [first] = store.requests;
  // A refusal may be tried again.
  const methods = [...new Set(store.requests.map(({ method }) => method))];
  return { left: store.keys(), failures: failures.size, methods, headers: first?.headers ?? {} };
}

test('deletes in batches that bear Content-MD5 and nothing newer', async () => {
  const { headers, ...found } = await deleteTwo({ batchDelete: 'md5', refusesNewChecksums: true }, {});
  expect(found).toEqual({ left: ['c'], failures: 0, methods: ['POST'] });
  expect(headers).toHaveProperty('content-md5');
});

test('deletes in batches that bear a CRC where that is asked for', async () => {
  const { headers, ...found } = await deleteTwo({}, { deleteChecksum: 'crc32' });
  expect(found).toEqual({ left: ['c'], failures: 0, methods: ['POST'] });
  expect(headers).toHaveProperty('x-amz-checksum-crc32');
  expect(headers).not.toHaveProperty('content-md5');
  await expect(deleteTwo({ batchDelete: 'md5' }, { deleteChecksum: 'crc32' })).rejects.toMatchObject({
    failure: { code: 'storage-refused' },
  });
});

test('deletes one by one where there are no batches, and does not ask for them where that is known', async () => {
  const known = await deleteTwo({ batchDelete: 'absent' }, { batchDelete: false });
  expect(known).toMatchObject({ left: ['c'], failures: 0, methods: ['DELETE'] });
  const unknown = await deleteTwo({ batchDelete: 'absent' }, {});
  expect(unknown).toMatchObject({ left: ['c'], failures: 0, methods: ['POST', 'DELETE'] });
});
