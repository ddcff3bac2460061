import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from './atomic-file.ts';

/**
 * Where secrets are kept between runs. `memory` keeps them for this run only: that is the case where the OS offers no
 * real keyring, and no secret is then written at all.
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
  /** `renew`: the keyring asks for the secret to be encrypted again. Rejects where it cannot be read, perhaps only now. */
  decrypt(cipher: Buffer): Promise<{ plain: string; renew: boolean }>;
}

/** The file of encrypted secrets; changes are written one after the other, so that the last one wins. */
class BlobFile {
  readonly #file: string;
  readonly #blobs: Map<string, string>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, blobs: Map<string, string>) {
    this.#file = file;
    this.#blobs = blobs;
  }

  static async open(file: string): Promise<BlobFile> {
    return new BlobFile(file, await readBlobs(file));
  }

  get(key: string): string | null {
    return this.#blobs.get(key) ?? null;
  }

  set(key: string, blob: string): Promise<void> {
    return this.#change(key, blob);
  }

  /** Puts a blob in the place of the same secret's old one, unless that is gone by now. */
  async replace(key: string, old: string, blob: string): Promise<void> {
    if (this.#blobs.get(key) === old) await this.set(key, blob);
  }

  async delete(key: string): Promise<void> {
    if (this.#blobs.has(key)) await this.#change(key, undefined);
  }

  /** Where the disk does not take it, what was there before counts, as it will in the next run. */
  async #change(key: string, blob: string | undefined): Promise<void> {
    const before = this.#blobs.get(key);
    this.#have(key, blob);
    try {
      await this.#write();
    } catch (error) {
      if (this.#blobs.get(key) === blob) this.#have(key, before);
      throw error;
    }
  }

  #have(key: string, blob: string | undefined): void {
    if (blob === undefined) this.#blobs.delete(key);
    else this.#blobs.set(key, blob);
  }

  #write(): Promise<void> {
    const write = (): Promise<void> => writeFileAtomic(this.#file, JSON.stringify(Object.fromEntries(this.#blobs)));
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}

/**
 * Secrets for this run only. `file` is where another run, with a keyring, may have left some: deleting one deletes it there
 * too, for which it need not be readable.
 */
export async function memorySecretStore(file: string): Promise<SecretStore> {
  const values = new Map<string, string>();
  const left = await BlobFile.open(file);
  return {
    kind: 'memory',
    get: async (key) => values.get(key) ?? null,
    set: async (key, value) => void values.set(key, value),
    async delete(key) {
      values.delete(key);
      await left.delete(key);
    },
  };
}

/** Secrets in one file of encrypted values. What cannot be decrypted counts as not there, and stays: the keyring may be locked. */
export async function fileSecretStore(file: string, cipher: Cipher): Promise<SecretStore> {
  const blobs = await BlobFile.open(file);
  const encrypted = async (value: string): Promise<string> => (await cipher.encrypt(value)).toString('base64');
  return {
    kind: 'keyring',
    async get(key) {
      const blob = blobs.get(key);
      if (blob === null) return null;
      const decrypted = await cipher.decrypt(Buffer.from(blob, 'base64')).catch(() => null);
      if (decrypted?.renew) await blobs.replace(key, blob, await encrypted(decrypted.plain));
      return decrypted?.plain ?? null;
    },
    set: async (key, value) => blobs.set(key, await encrypted(value)),
    delete: (key) => blobs.delete(key),
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
  const parsed = parsedOrNull(content);
  // A file that is no object of texts holds no secret that could be read; the next write replaces it.
  if (typeof parsed !== 'object' || parsed === null) return new Map();
  return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parsedOrNull(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
