/**
 * JWE by a passphrase, `PBES2-HS512+A256KW` with `A256GCM` (RFC 7516, RFC 7518 §4.8), on node:crypto. `jose` does the same on WebCrypto,
 * whose key wrap needs ciphers that Electron's cryptography has not; the tests hold the two against each other. PBKDF2 runs on threads of
 * Node's, so that main goes on meanwhile.
 */
import { createCipheriv, createDecipheriv, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export const ALGORITHM = 'PBES2-HS512+A256KW';
export const ENCRYPTION = 'A256GCM';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
/** What a key that was unwrapped by the right key begins with: RFC 3394 §2.2.3.1. */
const WRAP_BEGINNING = Buffer.alloc(8, 0xa6);
const BLOCK = 8;
const ROUNDS_OF_WRAP = 6;

const derive = promisify(pbkdf2);

/** The same text typed on another keyboard, or another system, is the same passphrase. */
function keyEncryptionKey(passphrase: string, salt: Buffer, rounds: number): Promise<Buffer> {
  const whole = Buffer.concat([Buffer.from(`${ALGORITHM}\0`), salt]);
  return derive(passphrase.normalize('NFC'), whole, rounds, KEY_BYTES, 'sha512');
}

/** The number of a step into the end of a block, as the wrap has it. */
function mark(block: Buffer, step: number): void {
  block.writeUInt32BE((block.readUInt32BE(4) ^ step) >>> 0, 4);
}

/** AES key wrap of RFC 3394 for a key of 32 bytes. */
export function wrapKey(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ecb', kek, null).setAutoPadding(false);
  const blocks = key.length / BLOCK;
  let first = Buffer.from(WRAP_BEGINNING);
  const rest = Buffer.from(key);
  for (let step = 1; step <= ROUNDS_OF_WRAP * blocks; step += 1) {
    const at = ((step - 1) % blocks) * BLOCK;
    const mixed = cipher.update(Buffer.concat([first, rest.subarray(at, at + BLOCK)]));
    first = mixed.subarray(0, BLOCK);
    mark(first, step);
    mixed.copy(rest, at, BLOCK);
  }
  return Buffer.concat([first, rest]);
}

/** The key that {@link wrapKey} wrapped; `null` where it was another that wrapped it. */
export function unwrapKey(kek: Buffer, wrapped: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-ecb', kek, null).setAutoPadding(false);
  const blocks = wrapped.length / BLOCK - 1;
  let first = Buffer.from(wrapped.subarray(0, BLOCK));
  const rest = Buffer.from(wrapped.subarray(BLOCK));
  for (let step = ROUNDS_OF_WRAP * blocks; step > 0; step -= 1) {
    const at = ((step - 1) % blocks) * BLOCK;
    mark(first, step);
    const mixed = decipher.update(Buffer.concat([first, rest.subarray(at, at + BLOCK)]));
    first = mixed.subarray(0, BLOCK);
    mixed.copy(rest, at, BLOCK);
  }
  return timingSafeEqual(first, WRAP_BEGINNING) ? rest : null;
}

/** A compact JWE of some bytes. */
export async function encryptWithPassphrase(plain: Uint8Array, passphrase: string, rounds: number): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const fields = { alg: ALGORITHM, enc: ENCRYPTION, p2c: rounds, p2s: salt.toString('base64url') };
  const header = Buffer.from(JSON.stringify(fields)).toString('base64url');
  const key = randomBytes(KEY_BYTES);
  const wrapped = wrapKey(await keyEncryptionKey(passphrase, salt, rounds), key);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  const parts = [wrapped, iv, content, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [header, ...parts].join('.');
}

/** What a header says of the derivation. It has been looked at: see sealed-secrets.ts. */
export interface Derivation {
  readonly p2c: number;
  readonly p2s: string;
}

/** The bytes in a compact JWE; `null` where the passphrase is another one, or something was changed. */
export async function decryptWithPassphrase(
  jwe: string,
  passphrase: string,
  { p2c, p2s }: Derivation,
): Promise<Buffer | null> {
  const [header = '', ...rest] = jwe.split('.');
  const [wrapped, iv, content, tag] = rest.map((part) => Buffer.from(part, 'base64url'));
  if (wrapped?.length !== KEY_BYTES + BLOCK || iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES) return null;
  const key = unwrapKey(await keyEncryptionKey(passphrase, Buffer.from(p2s, 'base64url'), p2c), wrapped);
  if (!key || !content) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(header)).setAuthTag(tag);
    return Buffer.concat([decipher.update(content), decipher.final()]);
  } catch {
    // It is not authentic: the one thing that `final` says.
    return null;
  }
}
