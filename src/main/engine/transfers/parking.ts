import { type ErrorCode, toFailure } from '../../../shared/errors.ts';
import type { JobContext } from './job.ts';

/**
 * Failures after which the other items would fail alike: the transfer waits until that is mended. `sign-in`: goes on by itself
 * when its location is there with new keys; `network`: tries again by itself, later and later; `person`: goes on when somebody says so.
 */
const PARKS: Partial<Record<ErrorCode, 'sign-in' | 'network' | 'person'>> = {
  'session-expired': 'sign-in',
  'credentials-expired': 'sign-in',
  'credentials-refused': 'sign-in',
  'location-moved': 'sign-in',
  'connection-failed': 'network',
  'issuer-unreachable': 'network',
  'no-such-bucket': 'person',
  'wrong-region': 'person',
  'clock-skew': 'person',
  'tls-untrusted': 'person',
  'disk-full': 'person',
  'target-missing': 'person',
};

/** What a transfer that failed so waits for; `null` where it does not wait but fails. */
export function parksFor(code: ErrorCode): 'sign-in' | 'network' | 'person' | null {
  return PARKS[code] ?? null;
}

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;

/** How long to wait for the network before the try `attempt`, from 1, in ms. */
export function retryDelay(attempt: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
}

/** Whether an item that ended so is to be gone on with, so that what was begun of it must stay. */
export function goesOn(error: unknown, { signal, keeps }: Pick<JobContext, 'signal' | 'keeps'>): boolean {
  return signal.aborted ? keeps() : parksFor(toFailure(error).code) !== null;
}
