import type { ErrorCode } from '../errors.ts';

/**
 * What a transfer waits for that cannot go on now. `sign-in`: it goes on by itself when there are new keys; `network`: it tries again by
 * itself, later and later; `person`: it goes on when somebody has mended it and says so.
 */
export type Parking = 'sign-in' | 'network' | 'person';

/** Failures after which the other items would fail alike. */
const PARKS: Partial<Record<ErrorCode, Parking>> = {
  'session-expired': 'sign-in',
  'credentials-expired': 'sign-in',
  'credentials-refused': 'sign-in',
  'token-refused': 'sign-in',
  'role-refused': 'sign-in',
  'provider-unknown': 'person',
  'role-settings-invalid': 'person',
  'identity-pool-missing': 'person',
  'identity-pool-role': 'person',
  'session-policy-unsuited': 'person',
  'proxy-authentication': 'person',
  'bucket-elsewhere': 'person',
  'connection-failed': 'network',
  'issuer-unreachable': 'network',
  'location-moved': 'person',
  'no-such-bucket': 'person',
  'wrong-region': 'person',
  'clock-skew': 'person',
  'sign-in-clock': 'person',
  'tls-untrusted': 'person',
  'disk-full': 'person',
  'target-missing': 'person',
};

/** What a transfer that failed so waits for; `null` where it does not wait but fails. */
export function parksFor(code: ErrorCode): Parking | null {
  return PARKS[code] ?? null;
}
