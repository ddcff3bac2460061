import { expect, test } from 'vitest';
import type { StorageCredentials } from '../../protocol.ts';
import { httpStore, xml } from '../../testing/http-store.ts';
import { plainConnection } from '../../testing/plain-connection.ts';
import { StorageKeys } from '../keys.ts';
import { createWirePort } from './wire-port.ts';

test('a request that waited for its turn is signed with the keys and the time of when it goes', async () => {
  const store = await httpStore((_request, response) =>
    xml(response, 200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'),
  );
  const ids = ['old', 'new'];
  const keys = new StorageKeys(async () => ({ accessKeyId: ids.shift() ?? 'none', secretAccessKey: 's' }));
  const old: StorageCredentials = await keys.get();
  const made = plainConnection();
  let now = Date.UTC(2026, 0, 1, 12);
  const connection = {
    ...made,
    clock: { skew: 0, now: () => now, storeTime: () => now, observe: () => undefined },
    transport: {
      request: async (request: Parameters<typeof made.transport.request>[0]) => {
        await keys.replace(old);
        now += 20 * 60_000;
        return made.transport.request(request);
      },
      destroy: () => undefined,
    },
  };
  const storage = { region: 'us-east-1', endpoint: store.endpoint, pathStyle: true };
  const port = createWirePort(storage, keys, connection, () => Promise.reject(new Error('not for this')));
  const { signal } = new AbortController();
  await port.listPage({ bucket: 'b', prefix: '', delimiter: '/', token: null, signal });
  expect(store.requests[0]?.headers.authorization).toContain('Credential=new/');
  expect(store.requests[0]?.headers['x-amz-date']).toBe('20260101T122000Z');
  await store.close();
});
