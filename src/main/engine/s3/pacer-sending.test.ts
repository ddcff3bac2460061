import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { Pacer } from './pacer.ts';
import type { Transport, TransportRequest } from './transport/transport.ts';

test('what sends long bodies leaves places to what comes down, and to what is short', async () => {
  const sending: (() => void)[] = [];
  const inner: Transport = {
    request: ({ body }) =>
      new Promise((resolve) => {
        const answer = (): void => resolve({ status: 200, headers: {}, body: Readable.from([]) });
        if (body && body.length > 100_000) sending.push(answer);
        else answer();
      }),
    destroy: () => undefined,
  };
  const pacer = new Pacer(inner);
  const request = (method: 'GET' | 'PUT', bytes: number) => {
    const about: TransportRequest = {
      method,
      origin: 'http://store',
      path: '/b/k',
      headers: {},
      priority: 'bulk',
      signal: new AbortController().signal,
      ...(bytes > 0 && { body: new Uint8Array(bytes) }),
    };
    return pacer.request(about).then(({ body }) => body.resume());
  };
  const before = pacer.limit;
  const long = Array.from({ length: 2 * before }, () => request('PUT', 1_000_000));
  expect(sending).toHaveLength((before * 3) / 4);
  // Behind all of them.
  await request('GET', 0);
  await request('PUT', 1000);
  await vi.waitFor(() => expect(pacer.underWay).toBe(sending.length), { interval: 1 });
  // And they come to their end all the same.
  const answered = Promise.all(long);
  while (sending.length > 0 || pacer.underWay > 0) {
    sending.shift()?.();
    await new Promise(setImmediate);
  }
  await answered;
});
