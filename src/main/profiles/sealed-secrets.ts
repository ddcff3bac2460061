/**
 * Secrets of a profile that a passphrase opens: compact JWEs, encrypted with a key that PBKDF2 makes of the passphrase. What a file may
 * ask of its reader is bounded before anything is derived.
 */
import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { type Profile, profileSchema } from '../../shared/model/profile/profile.ts';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import { ALGORITHM, type Derivation, decryptWithPassphrase, ENCRYPTION, encryptWithPassphrase } from './pbes2.ts';
import { mapSecrets, secretPlaces } from './profile-secrets.ts';

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

/** What a sealed secret asks of its reader, or `null` where that is nothing that Pail does. */
function derivationOf(jwe: string): Derivation | null {
  try {
    return headerSchema.safeParse(decodeProtectedHeader(jwe)).data ?? null;
  } catch (error) {
    // The header is no JSON: that is no header of ours either.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * What the sealed secrets of a profile may not ask of whoever opens them: other algorithms, and more work than a profile may make. To be
 * looked at before anybody opens one.
 */
export function sealProblems(profile: Profile): { path: string; found: string; expected: string }[] {
  const expected = `${ALGORITHM} with ${ENCRYPTION} and ${MIN_ROUNDS} to ${MAX_ROUNDS} rounds, ${MAX_ROUNDS_IN_ALL} in all`;
  let inAll = 0;
  return secretPlaces(profile).flatMap(({ path, value }) => {
    if (!isSealed(value)) return [];
    const rounds = derivationOf(value.sealed)?.p2c ?? null;
    inAll += rounds ?? 0;
    if (rounds !== null && inAll <= MAX_ROUNDS_IN_ALL) return [];
    const found = rounds === null ? 'another kind of encryption' : 'too many rounds in all';
    return [{ path: `${path}.sealed`, found, expected }];
  });
}

async function unseal(jwe: string, passphrase: string): Promise<string> {
  const derivation = derivationOf(jwe);
  const bytes = derivation && (await decryptWithPassphrase(jwe, passphrase, derivation));
  if (!bytes) throw new PailError('passphrase-wrong');
  return bytes.toString('utf8');
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
  return encryptWithPassphrase(new TextEncoder().encode(secret), passphrase, ROUNDS);
}
