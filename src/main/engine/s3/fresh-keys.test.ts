import { expect, test, vi } from 'vitest';
import type { StorageCredentials } from '../protocol.ts';
import { withFreshKeys } from './fresh-keys.ts';
import { StorageKeys } from './keys.ts';

const refusal = (): Error =>
  Object.assign(new Error('ended'), { name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });

function setup() {
  let serial = 0;
  const ask = vi.fn(async (): Promise<StorageCredentials> => {
    serial += 1;
    return { accessKeyId: String(serial), secretAccessKey: 's' };
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
  const work = vi.fn(async (used: StorageCredentials) => {
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
