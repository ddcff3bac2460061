/** What the words of a refusal say, where a store has one code for several things that different people have to mend. Looks at AWS's words. */
import type { ErrorCode } from '../../../shared/errors.ts';

/** A refusal as the store worded it. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
}

/** "... is not authorized to perform: kms:Decrypt ...", and what S3 says of keys that it may not tell of. */
const ABOUT_KMS = /\bkms:\w|ciphertext refers to/i;
const EXPLICIT_DENY = /\bwith an (explicit deny in an? [\w-]+(?: [\w-]+)*)/i;

/** The code that the words tell; `null` where they say no more than the name does. */
export function codeByWords({ name, message }: Refusal): ErrorCode | null {
  if (/^KMS\./.test(name)) return 'encryption-key-unusable';
  if (name !== 'AccessDenied') return null;
  if (ABOUT_KMS.test(message)) return 'encryption-denied';
  return EXPLICIT_DENY.test(message) ? 'denied-explicitly' : null;
}

/** Which policy forbids it, as far as the words say: "explicit deny in a resource-based policy". */
export function denyNamed(message: string): string | null {
  return EXPLICIT_DENY.exec(message)?.[1] ?? null;
}
