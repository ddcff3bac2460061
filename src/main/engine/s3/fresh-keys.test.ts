import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import type { StorageCredentials } from '../protocol.ts';
import { type Lease, withFreshKeys } from './fresh-keys.ts';
import { StorageKeys } from './keys.ts';

const refusal = (): Error =>
  Object.assign(new Error('ended'), { name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });

function setup() {
  let serial = 0;
  const ask = vi.fn(async (): Promise<StorageCredentials> => {
    serial += 1;
    return { accessKeyId: String(serial), secretAccessKey: 's', sessionToken: 't' };
  });
  return { ask, keys: new StorageKeys(ask) };
}

test('keys that are refused are replaced once, where the new ones never worked', async () => {
  const { ask, keys } = setup();
  const work = vi.fn(async () => {
    throw refusal();
  });
  await expect(withFreshKeys(keys, work)).rejects.toThrow('ended');
  expect([work.mock.calls.length, ask.mock.calls.length]).toEqual([2, 2]);
});

test('new keys that worked for somebody and ended before they were tried here are replaced as well', async () => {
  const { ask, keys } = setup();
  const work = vi.fn(async ({ keys: used }: Lease) => {
    if (used.accessKeyId === '4') return 'done';
    // Somebody else has used them up meanwhile.
    keys.worked(used);
    throw refusal();
  });
  expect(await withFreshKeys(keys, work)).toBe('done');
  expect(ask).toHaveBeenCalledTimes(4);
});

test('another failure is told at once', async () => {
  const { ask, keys } = setup();
  const work = vi.fn(async () => {
    throw new Error('something else');
  });
  await expect(withFreshKeys(keys, work)).rejects.toThrow('something else');
  expect([work.mock.calls.length, ask.mock.calls.length]).toEqual([1, 1]);
});

/** As the answer to a HEAD, which has no words. */
const wordless = (): Error => Object.assign(new Error(''), { name: '', $metadata: { httpStatusCode: 400 } });

test('a refusal without words may be about the keys: others are tried', async () => {
  const { ask, keys } = setup();
  const work = vi.fn(async ({ keys: used }: Lease) => {
    if (used.accessKeyId === '1') throw wordless();
    return 'done';
  });
  expect(await Promise.all([withFreshKeys(keys, work), withFreshKeys(keys, work)])).toEqual(['done', 'done']);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a refusal without words that is about something else does not cost new keys each time', async () => {
  const { ask, keys } = setup();
  const work = vi.fn(async () => {
    throw wordless();
  });
  for (let time = 0; time < 5; time += 1) {
    await expect(withFreshKeys(keys, work)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    keys.worked(await keys.get());
  }
  expect([work.mock.calls.length, ask.mock.calls.length]).toEqual([6, 2]);
});

test('nor does it cost any where keys last', async () => {
  const ask = vi.fn(async (): Promise<StorageCredentials> => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const work = vi.fn(async () => {
    throw wordless();
  });
  await expect(withFreshKeys(new StorageKeys(ask), work)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  expect([work.mock.calls.length, ask.mock.calls.length]).toEqual([1, 1]);
});

test('where there are no others, mere suspicion leaves the keys in use, and the refusal is told as it is', async () => {
  const { ask, keys } = setup();
  const used = await keys.get();
  let refuse: (error: Error) => void = () => undefined;
  const answer = new Promise<StorageCredentials>((_, reject) => {
    refuse = reject;
  });
  ask.mockReturnValueOnce(answer);
  const work = vi.fn(async () => {
    throw wordless();
  });
  const suspected = Promise.all(
    [1, 2].map(() => withFreshKeys(keys, work).catch((error) => error.$metadata?.httpStatusCode)),
  );
  await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  expect(await keys.get()).toBe(used);
  refuse(new PailError('issuer-unreachable'));
  expect(await suspected).toEqual([400, 400]);
  expect(await keys.get()).toBe(used);
  expect([work.mock.calls.length, ask.mock.calls.length]).toEqual([2, 2]);
});

test('the same keys again are no others, and are not suspected once more', async () => {
  const ask = vi.fn(async () => ({ accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' }));
  const keys = new StorageKeys(ask);
  const work = async () => {
    throw wordless();
  };
  for (let time = 0; time < 3; time += 1) {
    await expect(withFreshKeys(keys, work)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  }
  expect(ask).toHaveBeenCalledTimes(2);
});

test('what keys were denied in whose place others are is asked with these', async () => {
  const { keys } = setup();
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  const work = vi.fn(async ({ keys: used }: Lease) => {
    if (used.accessKeyId === '2') return 'done';
    await keys.replace(used);
    throw denied;
  });
  expect(await withFreshKeys(keys, work)).toBe('done');
});
