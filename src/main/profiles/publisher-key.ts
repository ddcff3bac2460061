/** The keys that profiles are signed with: Ed25519, as JWKs of RFC 8037. */
import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const COORDINATE = /^[\w-]{43}$/;

/** The public half of a publisher's key, and nothing else. */
export const publicKeySchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(COORDINATE),
});
export type PublicKey = z.infer<typeof publicKeySchema>;

const privateKeySchema = publicKeySchema.extend({ d: z.string().regex(COORDINATE) });
/** A publisher's key with its secret half, as `pail profile keygen` writes it. */
export type PrivateKey = z.infer<typeof privateKeySchema>;

/** The fingerprint of a key: its thumbprint by RFC 7638 with SHA-256, as 64 hexadecimal digits. */
export function fingerprintOf({ crv, kty, x }: PublicKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('hex');
}

/** A fingerprint for people: sixteen groups of four digits. */
export function shownFingerprint(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?!$)/g, '$1 ');
}

/** Makes a key. */
export async function generatePublisherKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return privateKeySchema.parse(await exportJWK(privateKey));
}

/** The key in a file's text, or `null` where it holds none. */
export function parsePrivateKey(content: string): PrivateKey | null {
  try {
    return privateKeySchema.safeParse(JSON.parse(content)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
