import { safeStorage } from 'electron';
import { type Cipher, fileSecretStore, memorySecretStore, type SecretStore } from './secret-store.ts';

/** Electron 42 and later encrypt without blocking; 46 has only that. Its types are not in every version we run on. */
interface AsyncSafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plain: string): Promise<Buffer>;
  decryptStringAsync(cipher: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>;
}

function asyncSafeStorage(): AsyncSafeStorage | null {
  const candidate = safeStorage as unknown as Partial<AsyncSafeStorage>;
  return typeof candidate.encryptStringAsync === 'function' ? (candidate as AsyncSafeStorage) : null;
}

/**
 * The OS's keyring as a cipher; `null` where there is no real one. Call it after the window shows: a locked keyring may
 * ask the person first, and the synchronous API then holds the whole process.
 */
async function keyringCipher(): Promise<Cipher | null> {
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return null;
  }
  const modern = asyncSafeStorage();
  if (modern) {
    if (!(await modern.isAsyncEncryptionAvailable())) return null;
    return {
      encrypt: (plain) => modern.encryptStringAsync(plain),
      decrypt: async (cipher) => {
        const { result, shouldReEncrypt } = await modern.decryptStringAsync(cipher);
        return { plain: result, renew: shouldReEncrypt };
      },
    };
  }
  if (!safeStorage.isEncryptionAvailable()) return null;
  return {
    encrypt: async (plain) => safeStorage.encryptString(plain),
    decrypt: async (cipher) => ({ plain: safeStorage.decryptString(cipher), renew: false }),
  };
}

/** Opens the best store that this machine has. */
export async function openSecretStore(file: string): Promise<SecretStore> {
  const cipher = await keyringCipher();
  return cipher ? fileSecretStore(file, cipher) : memorySecretStore(file);
}
