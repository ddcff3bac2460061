import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import type { StorageCredentials } from '../protocol.ts';
import { StorageKeys } from './keys.ts';

const MINUTE = 60_000;

function setup(lifetimeMs: number | null) {
  const clock = { now: 1_000_000 };
  let serial = 0;
  const ask = vi.fn(async (_refused: boolean): Promise<StorageCredentials> => {
    serial += 1;
    const keys = { accessKeyId: `key-${serial}`, secretAccessKey: 's' };
    return lifetimeMs === null ? keys : { ...keys, expiresAt: clock.now + lifetimeMs };
  });
  return { clock, ask, keys: new StorageKeys(ask, () => clock.now) };
}

test('asks once for all who wait, and remembers', async () => {
  const { ask, keys } = setup(null);
  const all = await Promise.all([keys.get(), keys.get(), keys.get()]);
  expect(new Set(all.map((one) => one.accessKeyId))).toEqual(new Set(['key-1']));
  await keys.get();
  expect(ask.mock.calls).toEqual([[false]]);
});

test('refreshes when less than five minutes remain', async () => {
  const { clock, ask, keys } = setup(60 * MINUTE);
  await keys.get();
  clock.now += 55 * MINUTE - 1;
  expect((await keys.get()).accessKeyId).toBe('key-1');
  clock.now += 1;
  expect((await keys.get()).accessKeyId).toBe('key-2');
  expect(ask).toHaveBeenCalledTimes(2);
});

test('does not refresh on every request where the whole lifetime is shorter than the margin', async () => {
  const { clock, ask, keys } = setup(2 * MINUTE);
  for (let second = 0; second < 107; second += 1) {
    await keys.get();
    clock.now += 1000;
  }
  expect(ask).toHaveBeenCalledTimes(1);
  clock.now += 1000;
  await keys.get();
  expect(ask).toHaveBeenCalledTimes(2);
});

test('keys that arrive expired, as a wrong clock makes them, are used and not asked for again and again', async () => {
  const { ask, keys } = setup(-MINUTE);
  await keys.get();
  await keys.get();
  expect(ask).toHaveBeenCalledTimes(1);
});

test('keys that still hold outlive a refresh that fails', async () => {
  const { clock, ask, keys } = setup(60 * MINUTE);
  await keys.get();
  clock.now += 56 * MINUTE;
  ask.mockRejectedValue(new PailError('issuer-unreachable'));
  expect((await keys.get()).accessKeyId).toBe('key-1');
  await keys.get();
  expect(ask).toHaveBeenCalledTimes(2);
  clock.now += 5 * MINUTE;
  await expect(keys.get()).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
});

test('refused keys are replaced once for all who were refused', async () => {
  const { ask, keys } = setup(null);
  const refused = await keys.get();
  const fresh = await Promise.all([keys.replace(refused), keys.replace(refused)]);
  expect(fresh.map((one) => one.accessKeyId)).toEqual(['key-2', 'key-2']);
  expect((await keys.replace(refused)).accessKeyId).toBe('key-2');
  expect(ask.mock.calls).toEqual([[false], [true]]);
});

test('who asks while refused keys are replaced waits for the new ones', async () => {
  const { ask, keys } = setup(null);
  const refused = await keys.get();
  const [replaced, asked] = await Promise.all([keys.replace(refused), keys.get()]);
  expect([replaced.accessKeyId, asked.accessKeyId]).toEqual(['key-2', 'key-2']);
  expect(ask.mock.calls).toEqual([[false], [true]]);
});

test('where refused keys cannot be replaced they are not used again, and the next one asks again', async () => {
  const { ask, keys } = setup(60 * MINUTE);
  const refused = await keys.get();
  ask.mockRejectedValueOnce(new PailError('issuer-unreachable'));
  await expect(keys.replace(refused)).rejects.toMatchObject({ failure: { code: 'issuer-unreachable' } });
  expect((await keys.get()).accessKeyId).toBe('key-2');
});

test('the same keys again are no answer to a refusal', async () => {
  const same = { accessKeyId: 'static', secretAccessKey: 's' };
  const keys = new StorageKeys(async () => same);
  const refused = await keys.get();
  await expect(keys.replace(refused)).rejects.toMatchObject({ failure: { code: 'credentials-refused' } });
});
