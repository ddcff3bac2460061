/** What openid-client throws, as failures. Decided by code, never by message. */
import { type ErrorCode, type FailureDetail, PailError } from '../../shared/errors.ts';
import { networkFailure } from '../network/network-failure.ts';

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

function shortened(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the other side's words are shown, so its control characters go
  return text?.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 200);
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
      return 'sign-in-refused';
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE':
      return 'client-rejected';
    case 'OAUTH_RESPONSE_BODY_ERROR':
      if (error.error === 'invalid_client' || error.error === 'unauthorized_client') return 'client-rejected';
      return step === 'refresh' && error.error === 'invalid_grant' ? 'session-expired' : 'sign-in-rejected';
    default:
      return 'sign-in-rejected';
  }
}

/** Turns what a step threw into a PailError. `host` is whom we asked. */
export function oidcFailure(error: unknown, step: OidcStep, host: string): PailError {
  if (error instanceof PailError) return error;
  const oidc = error as OidcError;
  const status = statusOf(oidc);
  const detail: FailureDetail = { subject: host, ...(status !== undefined && { httpStatus: status }) };
  const unheard = networkFailure(error, host, 'issuer-unreachable');
  if (unheard) return unheard;
  const reason = reasonOf(oidc);
  return new PailError(codeOf(oidc, step), { ...detail, ...(reason !== undefined && { reason }) }, { cause: error });
}
