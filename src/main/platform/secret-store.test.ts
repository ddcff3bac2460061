import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cipher, fileSecretStore, memorySecretStore } from './secret-store.ts';

/** Reversible and not plain: enough to see where the store uses it. */
const cipher: Cipher = {
  encrypt: async (plain) => Buffer.from([...Buffer.from(plain)].map((byte) => byte ^ 0x5a)),
  decrypt: async (bytes) => Buffer.from([...bytes].map((byte) => byte ^ 0x5a)).toString(),
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

  it('treats what another keyring encrypted, and a garbage file, as not there', async () => {
    await (await fileSecretStore(file, cipher)).set('a', 'first-secret');
    expect(await (await fileSecretStore(file, otherKeyring)).get('a')).toBeNull();
    await writeFile(file, 'garbage');
    expect(await (await fileSecretStore(file, cipher)).get('a')).toBeNull();
  });
});

describe('memorySecretStore', () => {
  it('says that it keeps nothing', async () => {
    const store = memorySecretStore();
    await store.set('a', 'x');
    expect(await store.get('a')).toBe('x');
    await store.delete('a');
    expect([store.kind, await store.get('a')]).toEqual(['memory', null]);
  });
});
