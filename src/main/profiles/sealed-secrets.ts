/**
 * Secrets of a profile that a passphrase opens: compact JWEs, encrypted with a key that PBKDF2 makes of the passphrase.
 * WebCrypto derives it on threads of its own, so that main goes on meanwhile.
 */
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import { mapSecrets, secretPlaces } from './profile-secrets.ts';

const ALGORITHM = 'PBES2-HS512+A256KW';
const ENCRYPTION = 'A256GCM';

/** Rounds of PBKDF2 that a sealed secret may ask for: fewer are too easily guessed, more would only hold people up. */
export const MIN_ROUNDS = 100_000;
export const MAX_ROUNDS = 1_000_000;
/** Rounds that all sealed secrets of one profile may ask for together: some seconds at most. */
export const MAX_ROUNDS_IN_ALL = 12_000_000;
/** Rounds that Pail itself seals with, by OWASP's advice for SHA-512. All secrets that a profile can have stay within the limit. */
const ROUNDS = 210_000;

const headerSchema = z.strictObject({
  alg: z.literal(ALGORITHM),
  enc: z.literal(ENCRYPTION),
  p2c: z.int().min(MIN_ROUNDS).max(MAX_ROUNDS),
  p2s: z.string().regex(/^[\w-]{11,128}$/),
});

/** The rounds that a sealed secret asks for, or `null` where its header is not one that Pail takes. */
function roundsOf(jwe: string): number | null {
  try {
    const parsed = headerSchema.safeParse(decodeProtectedHeader(jwe));
    return parsed.success ? parsed.data.p2c : null;
  } catch (error) {
    // The header is no JSON: that is no header of ours either.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Looks at what the sealed secrets of a profile ask of whoever opens them, before anybody does. Throws PailError
 * `profile-invalid` for other algorithms and for more work than a profile may make.
 */
export function checkSealed(profile: Profile, subject: string): void {
  let inAll = 0;
  for (const { path, value } of secretPlaces(profile)) {
    if (!isSealed(value)) continue;
    const rounds = roundsOf(value.sealed);
    inAll += rounds ?? 0;
    if (rounds !== null && inAll <= MAX_ROUNDS_IN_ALL) continue;
    const found = rounds === null ? 'another kind of encryption' : 'too many rounds in all';
    const expected = `${ALGORITHM} with ${ENCRYPTION} and ${MIN_ROUNDS} to ${MAX_ROUNDS} rounds, ${MAX_ROUNDS_IN_ALL} in all`;
    throw new PailError('profile-invalid', { subject, path: `${path}.sealed`, found, expected });
  }
}

/** The same text typed on another keyboard, or another system, is the same passphrase. */
function keyOf(passphrase: string): Uint8Array {
  return new TextEncoder().encode(passphrase.normalize('NFC'));
}

async function unseal(jwe: string, passphrase: string): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(jwe, keyOf(passphrase), {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
      maxPBES2Count: MAX_ROUNDS,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch (cause) {
    if (cause instanceof errors.JWEDecryptionFailed) throw new PailError('passphrase-wrong', {}, { cause });
    const reason = 'a sealed secret is damaged';
    throw new PailError('profile-invalid', { path: 'sealed', found: reason, expected: 'a sealed text' }, { cause });
  }
}

/**
 * The profile with its sealed secrets as text. `known`: values of sealed texts that are there already, which need no passphrase.
 * Throws PailError `passphrase-wrong`; `profile-invalid` where what is inside is no secret.
 */
export async function unsealProfile(
  profile: Profile,
  passphrase: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<Profile> {
  const opened = new Map(known);
  // One after the other: a wrong passphrase costs one derivation.
  for (const { value } of secretPlaces(profile)) {
    if (isSealed(value) && !opened.has(value.sealed)) opened.set(value.sealed, await unseal(value.sealed, passphrase));
  }
  const plain = mapSecrets(profile, ({ value }) => (isSealed(value) ? opened.get(value.sealed) : value));
  const parsed = profileSchema.safeParse(plain);
  const [issue] = parsed.error?.issues ?? [];
  if (!issue) return plain;
  const path = issue.path.map(String).join('.');
  throw new PailError('profile-invalid', {
    subject: profile.name,
    path,
    found: 'another thing sealed',
    expected: issue.message,
  });
}

/** Seals one secret. */
export function seal(secret: string, passphrase: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(keyOf(passphrase));
}
