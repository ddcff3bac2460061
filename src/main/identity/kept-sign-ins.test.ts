import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { PailError } from '../../shared/errors.ts';
import { fileSecretStore, memorySecretStore } from '../platform/secret-store.ts';
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

it('where the disk does not forget it, the next run still has it, and that is what is said', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-kept-'));
  const aside = `${folder}-aside`;
  const plain = {
    encrypt: async (text: string) => Buffer.from(text),
    decrypt: () => Promise.reject(new Error('never')),
  };
  const secrets = await fileSecretStore(path.join(folder, 'secrets.json'), plain);
  const kept = new KeptSignIns({ secrets, choices: { get: () => true, set: () => undefined }, onError: vi.fn() });
  try {
    expect(await kept.keep(stored, { refreshToken: 'of-ana', sub: 'ana' })).toBe(true);
    await rename(folder, aside);
    const { failure } = await kept.forget('p').then(
      () => Promise.reject(new Error('It was forgotten.')),
      (error: PailError) => error,
    );
    expect(failure).toMatchObject({ code: 'session-not-forgotten', retryable: true, detail: { reason: 'ENOENT' } });
    expect(failure.message).toMatch(
      /whoever starts Pail here next could be signed in .* sign in and sign out again\.$/,
    );
    await rename(aside, folder);
    await kept.forget('p');
    expect(await readFile(path.join(folder, 'secrets.json'), 'utf8')).toBe('{}');
  } finally {
    await Promise.all([folder, aside].map((one) => rm(one, { recursive: true, force: true })));
  }
});
