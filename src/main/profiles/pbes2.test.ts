import { CompactEncrypt, compactDecrypt } from 'jose';
import { expect, test } from 'vitest';
import { ALGORITHM, decryptWithPassphrase, ENCRYPTION, encryptWithPassphrase, unwrapKey, wrapKey } from './pbes2.ts';

const PASSPHRASE = 'correct horse – straße';
const ROUNDS = 1000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const headerOf = (jwe: string) => JSON.parse(Buffer.from(jwe.split('.')[0] ?? '', 'base64url').toString());

test('wraps a key as RFC 3394 §4.6 does', () => {
  const kek = Buffer.from('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', 'hex');
  const key = Buffer.from('00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F', 'hex');
  const wrapped = wrapKey(kek, key);
  expect(wrapped.toString('hex').toUpperCase()).toBe(
    '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21',
  );
  expect(unwrapKey(kek, wrapped)).toEqual(key);
  for (let at = 0; at < wrapped.length; at += 1) {
    const changed = Buffer.from(wrapped);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(unwrapKey(kek, changed), `byte ${at}`).toBeNull();
  }
});

test.each(['', 'x', 'sécret', 'a'.repeat(1000)])('is read by jose, and reads what jose wrote: %#', async (text) => {
  const ours = await encryptWithPassphrase(bytes(text), PASSPHRASE, ROUNDS);
  const { plaintext } = await compactDecrypt(ours, bytes(PASSPHRASE), { keyManagementAlgorithms: [ALGORITHM] });
  expect(new TextDecoder().decode(plaintext)).toBe(text);
  const theirs = await new CompactEncrypt(bytes(text))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(bytes(PASSPHRASE));
  expect((await decryptWithPassphrase(theirs, PASSPHRASE, headerOf(theirs)))?.toString()).toBe(text);
});

test('opens for no other passphrase, and not when anything was changed', async () => {
  const jwe = await encryptWithPassphrase(bytes('secret'), PASSPHRASE, ROUNDS);
  expect(await decryptWithPassphrase(jwe, `${PASSPHRASE} `, headerOf(jwe))).toBeNull();
  const parts = jwe.split('.');
  for (const [index, part] of parts.entries()) {
    const changed = Buffer.from(part, 'base64url');
    changed.writeUInt8(changed.readUInt8(3) ^ 1, 3);
    const forged = parts.with(index, changed.toString('base64url')).join('.');
    expect(await decryptWithPassphrase(forged, PASSPHRASE, headerOf(jwe)), `part ${index}`).toBeNull();
  }
  for (const short of [parts.with(1, 'AAAA'), parts.with(2, 'AAAA'), parts.with(4, 'AAAA'), parts.slice(0, 4)]) {
    expect(await decryptWithPassphrase(short.join('.'), PASSPHRASE, headerOf(jwe))).toBeNull();
  }
});

test('gives the same secret another text each time', async () => {
  const both = await Promise.all([1, 2].map(() => encryptWithPassphrase(bytes('secret'), PASSPHRASE, ROUNDS)));
  expect(new Set(both.flatMap((jwe) => jwe.split('.'))).size).toBe(10);
});
