import { expect, test } from 'vitest';
import type { FailedAttempt } from './connection.ts';
import { BackoffPolicy } from './retries.ts';

const LONGEST = 1 - Number.EPSILON;
const failed = (more: Partial<FailedAttempt>): FailedAttempt => ({
  status: undefined,
  code: '',
  networkCode: '',
  retryAfter: undefined,
  ...more,
});

/** The longest waits that a failure may get, one after another, to the last. */
function waits(failure: FailedAttempt): number[] {
  const policy = new BackoffPolicy(() => LONGEST);
  const found: number[] = [];
  while (found.length < 50) {
    const wait = policy.delayAfter(found.length + 1, failure);
    if (wait === null) break;
    found.push(Math.round(wait));
  }
  return found;
}

test.each([
  failed({ networkCode: 'ECONNRESET' }),
  failed({ networkCode: 'UND_ERR_HEADERS_TIMEOUT' }),
  failed({ networkCode: 'EAI_AGAIN' }),
  failed({ status: 500, code: 'InternalError' }),
  failed({ status: 502 }),
  failed({ status: 504 }),
  failed({ status: 200, code: 'InternalError' }),
  failed({ status: 400, code: 'RequestTimeout' }),
  failed({ status: 400, code: 'BadDigest' }),
  failed({ status: 400, code: 'XAmzContentSHA256Mismatch' }),
  failed({ status: 400, code: 'XAmzContentChecksumMismatch' }),
  failed({ status: 400, code: 'IncompleteBody' }),
])('what may pass is tried four times: %o', (failure) => {
  expect(waits(failure)).toEqual([100, 200, 400]);
});

test.each([
  failed({ status: 503 }),
  failed({ status: 503, code: 'SlowDown' }),
  failed({ status: 429 }),
  failed({ status: 400, code: 'RequestLimitExceeded' }),
  failed({ status: 400, code: 'ThrottlingException' }),
  failed({ status: 400, code: 'TooManyRequestsException' }),
])('throttling is tried six times, with longer waits: %o', (failure) => {
  expect(waits(failure)).toEqual([500, 1000, 2000, 4000, 8000]);
});

test.each(['ENOTFOUND', 'net::ERR_NAME_NOT_RESOLVED'])(
  '%s: a name that is not known is asked for once more',
  (code) => {
    expect(waits(failed({ networkCode: code }))).toEqual([100]);
  },
);

test.each([
  failed({ status: 400, code: 'InvalidArgument' }),
  failed({ status: 403, code: 'AccessDenied' }),
  failed({ status: 403, code: 'RequestTimeTooSkewed' }),
  failed({ status: 404 }),
  failed({ status: 409, code: 'OperationAborted' }),
  failed({ status: 412 }),
  failed({ status: 301 }),
  failed({ status: 501, code: 'NotImplemented' }),
  failed({ networkCode: 'SELF_SIGNED_CERT_IN_CHAIN' }),
  failed({ networkCode: 'net::ERR_CERT_AUTHORITY_INVALID' }),
  failed({ networkCode: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }),
  failed({}),
])('what stays as it is is not repeated: %o', (failure) => {
  expect(waits(failure)).toEqual([]);
});

test('waits are of random length, from nothing to the bound', () => {
  const numbers = [0, 0.25, 0.5];
  const policy = new BackoffPolicy(() => numbers.shift() ?? 0);
  expect([1, 2, 3].map((attempt) => policy.delayAfter(attempt, failed({ status: 500 })))).toEqual([0, 50, 200]);
});

test('the store decides how long at least, up to a minute', () => {
  const policy = new BackoffPolicy(() => 0.5);
  expect(policy.delayAfter(1, failed({ status: 503, retryAfter: 7000 }))).toBe(7250);
  expect(policy.delayAfter(1, failed({ status: 500, retryAfter: 7000 }))).toBe(7050);
  expect(policy.delayAfter(1, failed({ status: 503, retryAfter: 3_600_000 }))).toBe(60_250);
});

/** How many of a thousand failures are repeated. */
function repetitions(policy: BackoffPolicy, failure: FailedAttempt): number {
  return Array.from({ length: 1000 }, () => policy.delayAfter(1, failure)).filter((delay) => delay !== null).length;
}

test('the budget ends the repetitions of a store that is down, and successes bring them back', () => {
  const policy = new BackoffPolicy(() => 0);
  expect(repetitions(policy, failed({ networkCode: 'ECONNREFUSED' }))).toBe(100);
  for (let successes = 0; successes < 4; successes += 1) policy.succeeded();
  expect(policy.delayAfter(1, failed({ status: 503 }))).toBeNull();
  policy.succeeded();
  expect(policy.delayAfter(1, failed({ status: 503 }))).toBe(0);
  expect(policy.delayAfter(1, failed({ status: 503 }))).toBeNull();
  for (let successes = 0; successes < 10_000; successes += 1) policy.succeeded();
  expect(repetitions(policy, failed({ status: 500 }))).toBe(100);
});
