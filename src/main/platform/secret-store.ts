import { readFile, rm } from 'node:fs/promises';
import { writeFileAtomic } from './atomic-file.ts';

/**
 * Where secrets are kept between runs. `memory` keeps them for this run only: that is the case where the OS offers no
 * real keyring, and nothing is then written at all.
 */
export interface SecretStore {
  readonly kind: 'keyring' | 'memory';
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Turns a secret into bytes that only this user of this machine can read, and back. */
export interface Cipher {
  encrypt(plain: string): Promise<Buffer>;
  decrypt(cipher: Buffer): Promise<string>;
}

export function memorySecretStore(): SecretStore {
  const values = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  };
}

/** Secrets in one file of encrypted values. What cannot be decrypted any more counts as not there. */
export async function fileSecretStore(file: string, cipher: Cipher): Promise<SecretStore> {
  const blobs = await readBlobs(file);
  let writing = Promise.resolve();
  const persist = (): Promise<void> => {
    // One after the other: the last write must win.
    writing = writing.then(
      () => writeFileAtomic(file, JSON.stringify(Object.fromEntries(blobs))),
      () => writeFileAtomic(file, JSON.stringify(Object.fromEntries(blobs))),
    );
    return writing;
  };
  return {
    kind: 'keyring',
    async get(key) {
      const blob = blobs.get(key);
      if (blob === undefined) return null;
      try {
        return await cipher.decrypt(Buffer.from(blob, 'base64'));
      } catch {
        // Another keyring encrypted it (a new password, a copied home): it is of no use to anybody.
        blobs.delete(key);
        await persist();
        return null;
      }
    },
    async set(key, value) {
      blobs.set(key, (await cipher.encrypt(value)).toString('base64'));
      await persist();
    },
    async delete(key) {
      if (blobs.delete(key)) await persist();
    },
  };
}

async function readBlobs(file: string): Promise<Map<string, string>> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(content);
    if (typeof parsed === 'object' && parsed !== null) {
      return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    }
  } catch {
    // Falls through: a file that is no JSON holds no secret that could be read.
  }
  await rm(file, { force: true });
  return new Map();
}
