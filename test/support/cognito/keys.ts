import { createHash, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './certificate.ts';

const generate = promisify(generateKeyPair);

/** A public or private key as JSON (RFC 7517). */
export type Jwk = Record<string, unknown>;

/** The pool's signing key, and one that is not. */
export interface PoolKeys {
  /** With the private parts, for the provider's own use. */
  readonly privateJwk: Jwk;
  /** What the pool publishes: exactly Cognito's members, and a certificate if asked for. */
  publicJwks(withCertificate: boolean): { keys: Jwk[] };
  /** SHA-1 of the certificate, upper-case hexadecimal. */
  readonly thumbprint: string;
  /** A JWS of the payload, RS256; forged means by the other key under the same name. */
  sign(payload: Readonly<Record<string, unknown>>, forged?: boolean): string;
}

/** Makes fresh keys; takes some tenths of a second. */
export async function makePoolKeys(): Promise<PoolKeys> {
  const [own, strangers] = await Promise.all([
    generate('rsa', { modulusLength: 2048 }),
    generate('rsa', { modulusLength: 2048 }),
  ]);
  // Cognito's are base64, padding included, which a URL or a file name must not take for granted.
  const kid = randomBytes(32).toString('base64');
  const certificate = selfSignedCertificate('cognito-stand-in', own.publicKey, own.privateKey);
  const { n, e } = own.publicKey.export({ format: 'jwk' });
  const published: Jwk = { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' };
  return {
    privateJwk: { ...own.privateKey.export({ format: 'jwk' }), alg: 'RS256', kid, use: 'sig' },
    publicJwks: (withCertificate) => ({
      keys: [withCertificate ? { ...published, x5c: [certificate.toString('base64')] } : published],
    }),
    thumbprint: createHash('sha1').update(certificate).digest('hex').toUpperCase(),
    sign: (payload, forged = false) => signJwt(kid, payload, forged ? strangers.privateKey : own.privateKey),
  };
}

function signJwt(kid: string, payload: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const text = [{ kid, alg: 'RS256' }, payload].map((part) => base64url(JSON.stringify(part))).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
