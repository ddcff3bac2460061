import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { FailedAttempt, RetryPolicy } from '../connection.ts';
import { codeNamed, networkCodeOf, statusOf } from '../errors.ts';

/** The library's second kind of strategy: it asks after each failure, and waits itself, until the request is cancelled. */
type Strategy = Extract<NonNullable<S3ClientConfig['retryStrategy']>, { recordSuccess: unknown }>;
type Token = Awaited<ReturnType<Strategy['acquireInitialRetryToken']>>;
type ErrorInfo = Parameters<Strategy['refreshRetryTokenForRetry']>[1];

/** Lets the endpoint's own policy decide about the client library's repetitions. */
export function retryStrategyOver(policy: RetryPolicy): Strategy {
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (last, { error, retryAfterHint }: ErrorInfo) => {
      const retries = last.getRetryCount();
      const delay = delayBefore(policy, retries + 1, error, retryAfterHint);
      // What is thrown here only ends the repetitions: the library then throws the error of the last attempt.
      if (delay === null) throw new Error('not tried again');
      return token(retries + 1, delay);
    },
    recordSuccess: () => policy.succeeded(),
  };
}

function token(count: number, delay: number): Token {
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}

function delayBefore(policy: RetryPolicy, attempt: number, error: unknown, hint: Date | undefined): number | null {
  const code = codeNamed(error);
  // That answer has told the time: the next attempt is signed with it.
  if (code === 'RequestTimeTooSkewed' && attempt === 1) return 0;
  const status = statusOf(error);
  const failed: FailedAttempt = {
    // An error within an answer of success is the store's trouble.
    status: status !== undefined && status < 300 ? 500 : status,
    code,
    networkCode: networkCodeOf(error),
    retryAfter: hint && Math.max(0, hint.getTime() - Date.now()),
  };
  return policy.delayAfter(attempt, failed);
}
