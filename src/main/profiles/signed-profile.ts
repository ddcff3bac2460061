/**
 * Signed profiles: a JWS in its general JSON form, with the exact bytes of the profile as its payload. The first signature is the
 * publisher's; each further one is of an earlier key of theirs, which vouches for the first. See docs/adr/009-signed-profiles.md.
 */
import { base64url, decodeProtectedHeader, FlattenedSign, flattenedVerify, importJWK } from 'jose';
import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { fingerprintOf, type PrivateKey, publicKeySchema } from './publisher-key.ts';

const TYPE = 'pail-profile+jws';
const ALGORITHM = 'EdDSA';
/** The publisher's signature, and those of three earlier keys. */
const MAX_SIGNATURES = 4;

const headerSchema = z.strictObject({
  alg: z.literal(ALGORITHM),
  typ: z.literal(TYPE),
  jwk: publicKeySchema,
  /** In the signature of an earlier key: the fingerprint of the key that takes its place. */
  next: z.string().optional(),
});

const base64 = z.string().regex(/^[\w-]+$/);
const signedSchema = z.strictObject({
  payload: base64,
  signatures: z
    .array(z.strictObject({ protected: base64.max(1024), signature: base64.max(128) }))
    .min(1)
    .max(MAX_SIGNATURES),
});
type Signed = z.infer<typeof signedSchema>;

/** Who signed a file. */
export interface Signature {
  /** The fingerprint of the publisher's key. */
  readonly key: string;
  /** Fingerprints of earlier keys that vouch for it in this file. */
  readonly vouchedBy: readonly string[];
}

/** What has the outer form of a signed profile, whether or not it is one. */
export function looksSigned(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'payload' in document && 'signatures' in document;
}

function invalid(subject: string, reason: string, cause?: unknown): PailError {
  return new PailError('profile-signature-invalid', { subject, reason }, { cause });
}

/** Verifies one signature by the key in its own header; answers that key's fingerprint and the one it vouches for. */
async function verify(signed: Signed, index: number, subject: string): Promise<{ key: string; next: string | null }> {
  const signature = signed.signatures[index];
  if (!signature) throw invalid(subject, 'it has none');
  const token = { payload: signed.payload, ...signature };
  try {
    const header = headerSchema.parse(decodeProtectedHeader(token));
    const key = await importJWK({ ...header.jwk }, ALGORITHM);
    await flattenedVerify(token, key, { algorithms: [ALGORITHM] });
    return { key: fingerprintOf(header.jwk), next: header.next ?? null };
  } catch (cause) {
    throw invalid(subject, `signature ${index + 1} does not fit the content`, cause);
  }
}

/**
 * The bytes inside a signed profile, and who signed them; every signature must be good. `document` is the parsed file.
 * Throws PailError `profile-signature-invalid`.
 */
export async function openSigned(
  document: unknown,
  subject: string,
): Promise<{ readonly payload: Uint8Array; readonly signature: Signature }> {
  const parsed = signedSchema.safeParse(document);
  if (!parsed.success) throw invalid(subject, 'it has another form than a signed profile');
  const signed = parsed.data;
  const first = await verify(signed, 0, subject);
  if (first.next !== null) throw invalid(subject, 'it begins with the signature of an earlier key');
  const vouchedBy: string[] = [];
  for (let index = 1; index < signed.signatures.length; index += 1) {
    const { key, next } = await verify(signed, index, subject);
    // An earlier key's signature counts for the one new key that it names: any other file of that key is none that vouches.
    if (next !== first.key) throw invalid(subject, 'an earlier key vouches for another key');
    vouchedBy.push(key);
  }
  return { payload: base64url.decode(signed.payload), signature: { key: first.key, vouchedBy } };
}

/** Signs the bytes of a profile, as the text of the signed file. `earlier`: keys that were in use before, which vouch for `key`. */
export async function signProfile(
  bytes: Uint8Array,
  key: PrivateKey,
  earlier: readonly PrivateKey[] = [],
): Promise<string> {
  const next = fingerprintOf(key);
  const sign = async (by: PrivateKey, extra: object) => {
    const { kty, crv, x } = by;
    const header = { alg: ALGORITHM, typ: TYPE, jwk: { kty, crv, x }, ...extra };
    return new FlattenedSign(bytes).setProtectedHeader(header).sign(await importJWK({ ...by }, ALGORITHM));
  };
  const all = [await sign(key, {})];
  for (const old of earlier) all.push(await sign(old, { next }));
  const signatures = all.map(({ protected: header, signature }) => ({ protected: header, signature }));
  return `${JSON.stringify({ payload: base64url.encode(bytes), signatures }, null, 2)}\n`;
}
