import type { FailedAttempt, RetryPolicy } from './connection.ts';
import { isTlsCode } from './errors.ts';

/** How failures of one kind are repeated. */
interface FailureClass {
  /** The first wait is at most this, in ms; the bound of each further one is twice that of the one before. */
  readonly base: number;
  /** Attempts altogether. */
  readonly attempts: number;
}

const TRANSIENT: FailureClass = { base: 100, attempts: 4 };
/** The last wait is up to 8 s. */
const THROTTLED: FailureClass = { base: 500, attempts: 6 };
/** A name that does not exist does not exist a second later; but a network that just came up may not have known it. */
const NAME_UNKNOWN: FailureClass = { base: 100, attempts: 2 };

const UNKNOWN_NAME_CODES = new Set(['ENOTFOUND', 'net::ERR_NAME_NOT_RESOLVED']);
const THROTTLING_CODES =
  /^(SlowDown(Read|Write)?|(Request)?Throttl(ing|ed)(Exception)?|RequestLimitExceeded|TooManyRequests(Exception)?|BandwidthLimitExceeded|PriorRequestNotComplete)$/;
/** Of the store's trouble, or of bytes that were damaged or cut off on their way, whatever the status. */
const TRANSIENT_CODES = new Set([
  'InternalError',
  'RequestTimeout',
  'RequestTimeoutException',
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
]);
const THROTTLING_STATUS = new Set([429, 503]);
/** The store will not do it, however often it is asked: NotImplemented, version not supported, not extended. */
const FINAL_STATUS = new Set([501, 505, 510]);

/** A store that asks for more patience than this does not get it. In ms. */
const LONGEST_RETRY_AFTER_MS = 60_000;

const BUDGET = 500;
const REPETITION_COSTS = 5;
const SUCCESS_REFILLS = 1;

/**
 * Exponential backoff with full jitter: a wait of random length between nothing and a bound that doubles, so that clients that
 * failed together do not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter"). Bases and the number of
 * attempts depend on what happened, and each repetition is paid from a budget that all requests of an endpoint share and that
 * successes refill, as in the AWS SDKs' standard retry mode: a store that is down is asked little more than once per request.
 */
export class BackoffPolicy implements RetryPolicy {
  readonly #random: () => number;
  #budget = BUDGET;

  /** `random` answers numbers from 0 (included) to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  delayAfter(attempt: number, failed: FailedAttempt): number | null {
    const kind = classOf(failed);
    if (!kind || attempt >= kind.attempts || this.#budget < REPETITION_COSTS) return null;
    this.#budget -= REPETITION_COSTS;
    const jitter = this.#random() * kind.base * 2 ** (attempt - 1);
    // What the store asked for is the least; the jitter on top keeps those apart who were told the same.
    return Math.min(failed.retryAfter ?? 0, LONGEST_RETRY_AFTER_MS) + jitter;
  }

  succeeded(): void {
    this.#budget = Math.min(BUDGET, this.#budget + SUCCESS_REFILLS);
  }
}

/** True where the store says that it is asked too much. */
export function isThrottling(status: number | undefined, code: string): boolean {
  return THROTTLING_CODES.test(code) || (status !== undefined && THROTTLING_STATUS.has(status));
}

/** `null`: repeating cannot help. */
function classOf({ status, code, networkCode }: FailedAttempt): FailureClass | null {
  if (status === undefined) {
    if (networkCode === '' || isTlsCode(networkCode)) return null;
    return UNKNOWN_NAME_CODES.has(networkCode) ? NAME_UNKNOWN : TRANSIENT;
  }
  if (isThrottling(status, code)) return THROTTLED;
  if (TRANSIENT_CODES.has(code)) return TRANSIENT;
  return status >= 500 && !FINAL_STATUS.has(status) ? TRANSIENT : null;
}
