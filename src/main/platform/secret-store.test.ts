import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cipher, fileSecretStore, memorySecretStore } from './secret-store.ts';

/** Reversible and not plain: enough to see where the store uses it. */
const cipher: Cipher = {
  encrypt: async (plain) => Buffer.from([...Buffer.from(plain)].map((byte) => byte ^ 0x5a)),
  decrypt: async (bytes) => ({ plain: Buffer.from([...bytes].map((byte) => byte ^ 0x5a)).toString(), renew: false }),
};
const otherKeyring: Cipher = { ...cipher, decrypt: () => Promise.reject(new Error('wrong key')) };

describe('fileSecretStore', () => {
  let directory = '';
  let file = '';
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'pail-secrets-'));
    file = path.join(directory, 'secrets.json');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps secrets encrypted, for this user only, across openings', async () => {
    const store = await fileSecretStore(file, cipher);
    await Promise.all([
      store.set('a', 'first-secret'),
      store.set('b', 'second-secret'),
      store.set('a', 'third-secret'),
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toMatch(/(first|second|third)-secret/);
    const again = await fileSecretStore(file, cipher);
    expect([await again.get('a'), await again.get('b'), await again.get('c')]).toEqual([
      'third-secret',
      'second-secret',
      null,
    ]);
  });

  it('forgets what is deleted', async () => {
    const store = await fileSecretStore(file, cipher);
    await store.set('a', 'first-secret');
    await store.delete('a');
    expect(await (await fileSecretStore(file, cipher)).get('a')).toBeNull();
    expect(await readFile(file, 'utf8')).toBe('{}');
  });

  it('treats what cannot be decrypted as not there, and keeps it for when the keyring is open again', async () => {
    await (await fileSecretStore(file, cipher)).set('a', 'first-secret');
    const locked = await fileSecretStore(file, otherKeyring);
    expect(await locked.get('a')).toBeNull();
    await locked.set('b', 'second-secret');
    expect(await (await fileSecretStore(file, cipher)).get('a')).toBe('first-secret');
  });

  it('encrypts again where the keyring asks for it', async () => {
    await (await fileSecretStore(file, cipher)).set('a', 'first-secret');
    const before = await readFile(file, 'utf8');
    const renewing: Cipher = {
      encrypt: async (plain) => Buffer.from(`new:${plain}`),
      decrypt: async (bytes) => ({ ...(await cipher.decrypt(bytes)), renew: true }),
    };
    expect(await (await fileSecretStore(file, renewing)).get('a')).toBe('first-secret');
    expect(await readFile(file, 'utf8')).not.toBe(before);
  });

  it('what is deleted or set while the keyring is asked is not undone by encrypting the old one again', async () => {
    const earlier = await fileSecretStore(file, cipher);
    await earlier.set('deleted', 'first-secret');
    await earlier.set('changed', 'second-secret');
    const renewing: Cipher = {
      ...cipher,
      decrypt: async (bytes) => ({ ...(await cipher.decrypt(bytes)), renew: true }),
    };
    const store = await fileSecretStore(file, renewing);
    const asked = [store.get('deleted'), store.get('changed')];
    await Promise.all([store.delete('deleted'), store.set('changed', 'third-secret')]);
    await Promise.all(asked);
    const again = await fileSecretStore(file, cipher);
    expect([await again.get('deleted'), await again.get('changed')]).toEqual([null, 'third-secret']);
  });

  it('starts anew from a garbage file', async () => {
    await writeFile(file, 'garbage');
    const store = await fileSecretStore(file, cipher);
    expect(await store.get('a')).toBeNull();
    await store.set('a', 'x-secret');
    expect(await (await fileSecretStore(file, cipher)).get('a')).toBe('x-secret');
  });

  it('in memory: keeps nothing, and forgets what a run with a keyring left', async () => {
    const earlier = await fileSecretStore(file, cipher);
    await earlier.set('a', 'first-secret');
    await earlier.set('b', 'second-secret');
    const store = await memorySecretStore(file);
    expect([store.kind, await store.get('a')]).toEqual(['memory', null]);
    await store.set('c', 'third-secret');
    expect(await store.get('c')).toBe('third-secret');
    await store.delete('a');
    const later = await fileSecretStore(file, cipher);
    expect([await later.get('a'), await later.get('b'), await later.get('c')]).toEqual([null, 'second-secret', null]);
  });
});
