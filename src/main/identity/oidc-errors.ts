/** What openid-client throws, as failures. Decided by code, never by message. */
import { type ErrorCode, type FailureDetail, PailError } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { networkFailure } from '../network/network-failure.ts';
import { withoutTokens } from '../network/others-words.ts';
import { CLOCK_TOLERANCE_MS } from './issuer-clock.ts';

interface OidcError {
  readonly name?: string;
  readonly code?: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly status?: number;
  readonly cause?: unknown;
}

/** Who was asked when it failed: at discovery the profile is to blame, later the answer. */
export type OidcStep = 'discovery' | 'exchange' | 'refresh' | 'revoke';

function shortened(words: string | undefined): string | undefined {
  if (words === undefined) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the other side's words are shown, so its control characters go
  const oneLine = withoutTokens(words).replace(/[\u0000-\u001f\u007f]/g, ' ');
  return oneLine.slice(0, 200);
}

/** A short reason out of our own library's error: codes and claims, no tokens. */
function reasonOf(error: OidcError): string | undefined {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return shortened(error.error_description ?? error.error ?? cause ?? error.code);
}

/** The HTTP status, which the library gives with OAuth errors and leaves in the cause of others. */
function statusOf(error: OidcError): number | undefined {
  return error.status ?? (error.cause instanceof Response ? error.cause.status : undefined);
}

/** True where a token had expired, or was not good yet, by the clocks as they were known. */
export function isTimestampFailure(error: unknown): boolean {
  return (error as OidcError).code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';
}

/** What the library adds to an error of its own, by what it looked at when it stopped. Nothing vouches for any of it. */
interface OidcFacts {
  readonly claims?: { readonly iat?: unknown };
  readonly parameters?: unknown;
  readonly signature?: unknown;
  readonly body?: unknown;
}

function factsOf(error: OidcError): OidcFacts {
  const facts = (error.cause as OidcError | undefined)?.cause;
  return typeof facts === 'object' && facts !== null ? facts : {};
}

/**
 * How far this computer's clock is off where that explains the failure, in ms, else `null`. A token was made a moment ago: without a
 * Date in the answer its own time tells.
 */
function clockOffset(error: OidcError, skew: number | null): number | null {
  if (!isTimestampFailure(error)) return null;
  const made = factsOf(error).claims?.iat;
  const offset = skew ?? (typeof made === 'number' ? made * 1000 - Date.now() : 0);
  return Math.abs(offset) > CLOCK_TOLERANCE_MS ? offset : null;
}

/** What the issuer says when it sends the browser back without a code (RFC 6749 §4.1.2.1). */
function callbackCode(error: string | undefined): ErrorCode {
  switch (error) {
    case 'invalid_scope':
      return 'scopes-refused';
    case 'unauthorized_client':
      return 'client-rejected';
    case 'server_error':
    case 'temporarily_unavailable':
      return 'issuer-unreachable';
    default:
      return 'sign-in-refused';
  }
}

/** What the token endpoint says (RFC 6749 §5.2). */
function bodyCode(error: string | undefined, step: OidcStep): ErrorCode {
  switch (error) {
    case 'invalid_client':
    case 'unauthorized_client':
      return 'client-rejected';
    case 'invalid_scope':
      return 'scopes-refused';
    case 'invalid_grant':
      return step === 'refresh' ? 'session-expired' : 'sign-in-code-spent';
    default:
      return 'sign-in-rejected';
  }
}

/** What a token is refused for that is somebody else's: on refresh that ends the session, as a refusal does. */
function strangersCode(step: OidcStep): ErrorCode {
  return step === 'refresh' ? 'session-expired' : 'sign-in-mixed-up';
}

function codeOf(error: OidcError, step: OidcStep): ErrorCode {
  const status = statusOf(error) ?? 0;
  if (status >= 500 || status === 429) return 'issuer-unreachable';
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
      return 'issuer-unreachable';
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      if (step === 'discovery') return 'issuer-invalid';
      // What is no OAuth answer at all on refresh came from something in between, such as a captive portal.
      return step === 'refresh' ? 'issuer-unreachable' : 'sign-in-rejected';
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
    case 'OAUTH_MISSING_SERVER_METADATA':
      return step === 'discovery' ? 'issuer-invalid' : 'sign-in-rejected';
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
      return callbackCode(error.error);
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return strangersCode(step);
    case 'OAUTH_INVALID_RESPONSE':
      return invalidResponseCode(error, step);
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
      return 'client-rejected';
    case 'OAUTH_RESPONSE_BODY_ERROR':
      return bodyCode(error.error, step);
    default:
      return 'sign-in-rejected';
  }
}

/** The answer of a token endpoint that was not asked for `openid`. */
function isWithoutIdToken(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'access_token' in body && !('id_token' in body);
}

/** The library has one code for a callback that is not the awaited one, for a signature that is wrong and for a token that is not well made. */
function invalidResponseCode(error: OidcError, step: OidcStep): ErrorCode {
  const { parameters, signature, body } = factsOf(error);
  if (parameters !== undefined) return strangersCode(step);
  if (isWithoutIdToken(body)) return 'scopes-refused';
  return signature === undefined ? 'sign-in-rejected' : 'sign-in-forged';
}

/**
 * Turns what a step threw into a PailError. `host` is whom we asked; `skew` is its clock minus this computer's in ms, where an answer
 * told.
 */
export function oidcFailure(error: unknown, step: OidcStep, host: string, skew: number | null = null): PailError {
  if (error instanceof PailError) return error;
  const oidc = error as OidcError;
  const status = statusOf(oidc);
  const detail: FailureDetail = { subject: host, ...(status !== undefined && { httpStatus: status }) };
  const unheard = networkFailure(error, host, 'issuer-unreachable');
  if (unheard) return unheard;
  const offset = clockOffset(oidc, skew);
  if (offset !== null) {
    return new PailError('sign-in-clock', { ...detail, found: text.signIn.clockOffset(-offset) }, { cause: error });
  }
  const code = codeOf(oidc, step);
  const isStrangers = code === 'session-expired' && oidc.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED';
  const reason = isStrangers ? 'the answer is for another app or from another service' : reasonOf(oidc);
  return new PailError(code, { ...detail, ...(reason !== undefined && { reason }) }, { cause: error });
}
