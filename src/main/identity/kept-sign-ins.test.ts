import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { memorySecretStore } from '../platform/secret-store.ts';
import type { StoredProfile } from '../profiles/profile-store.ts';
import { KeptSignIns } from './kept-sign-ins.ts';

const stored = { id: 'p', profile: { signIn: {} } } as unknown as StoredProfile;

async function setUp() {
  const secrets = { ...(await memorySecretStore(path.join(tmpdir(), 'pail-none.json'))), kind: 'keyring' as const };
  const onError = vi.fn();
  const kept = new KeptSignIns({ secrets, choices: { get: () => undefined, set: () => undefined }, onError });
  await kept.keep(stored, { refreshToken: 'of-ana', sub: 'ana' });
  return { secrets, kept, onError };
}

it('the next run does not sign in somebody else, where the last sign-in has nothing to be kept', async () => {
  const { kept } = await setUp();
  expect(await kept.keep(stored, { refreshToken: null, sub: 'ben' })).toBe(false);
  expect(await kept.read('p')).toBeNull();
});

it('the next run does not sign in somebody else, where the keyring does not take the last sign-in', async () => {
  const { kept, secrets, onError } = await setUp();
  secrets.set = () => Promise.reject(new Error('locked'));
  expect(await kept.keep(stored, { refreshToken: 'of-ben', sub: 'ben' })).toBe(false);
  expect(await kept.read('p')).toBeNull();
  expect(onError).toHaveBeenCalledTimes(1);
});

it.each(['eyJ0b2tlbiI6', '{"refreshToken":""}', 'null'])(
  'what is kept and cannot be read, %j, is as if nothing were',
  async (value) => {
    const { kept, secrets } = await setUp();
    await secrets.set('session:p', value);
    expect(await kept.read('p')).toBeNull();
  },
);
