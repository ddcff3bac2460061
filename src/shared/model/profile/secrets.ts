import { z } from 'zod';

/** Most characters of a secret, and of a sealed one: encryption and base64 make it longer. */
const MAX_SECRET = 16_384;
const MAX_SEALED = 98_304;

/** A secret as text. */
export const plainSecret = z.string().min(1).max(MAX_SECRET);

const sealedSecret = z.strictObject({
  /** A compact JWE, encrypted with a passphrase: see main/profiles/sealed-secrets.ts for what it may ask of the reader. */
  sealed: z
    .string()
    .max(MAX_SEALED)
    .regex(/^[\w-]+(\.[\w-]+){4}$/, {
      error: 'five parts of base64url with dots between them, as pail profile seal makes',
    }),
});

/**
 * A secret of a profile file: as text in its own form, or sealed with the passphrase that all of the profile's secrets share. `form` says
 * what the text is, for messages. What is inside a sealed one has the same form, which shows when it is opened.
 */
export function secretOf(plain: z.ZodType<string, string>, form: string) {
  return z.union([plain, sealedSecret], { error: `${form}, or { "sealed": … } as pail profile seal makes` });
}

export const secretValue = secretOf(plainSecret, `a text of at most ${MAX_SECRET} characters`);

export type SealedSecret = z.infer<typeof sealedSecret>;
export type SecretValue = string | SealedSecret;

/** True for a secret that a passphrase opens. */
export function isSealed(value: SecretValue): value is SealedSecret {
  return typeof value !== 'string';
}
