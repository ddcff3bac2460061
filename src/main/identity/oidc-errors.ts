/** What openid-client throws, as failures. Decided by code, never by message. */
import { type ErrorCode, type FailureDetail, PailError } from '../../shared/errors.ts';

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

const TLS_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The first code of a system error in a chain of causes. */
function systemCode(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^(E[A-Z]+|UND_[A-Z_]+|ERR_TLS[A-Z_]*|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(code))
      return code;
  }
  return null;
}

function shortened(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the other side's words are shown, so its control characters go
  return text?.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 200);
}

/** A short reason out of our own library's error: codes and claims, no tokens. */
function reasonOf(error: OidcError): string | undefined {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return shortened(error.error_description ?? error.error ?? cause ?? error.code);
}

function codeOf(error: OidcError, step: OidcStep): ErrorCode {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
      return 'issuer-unreachable';
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
    case 'OAUTH_MISSING_SERVER_METADATA':
      return step === 'discovery' || (error.status ?? 0) < 500
        ? step === 'discovery'
          ? 'issuer-invalid'
          : 'sign-in-rejected'
        : 'issuer-unreachable';
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
  const system = systemCode(error);
  const detail: FailureDetail = { subject: host, ...(oidc.status !== undefined && { httpStatus: oidc.status }) };
  if (system !== null) {
    const code = TLS_CODES.has(system) ? 'tls-untrusted' : 'issuer-unreachable';
    return new PailError(code, { ...detail, reason: system }, { cause: error });
  }
  const reason = reasonOf(oidc);
  return new PailError(codeOf(oidc, step), { ...detail, ...(reason !== undefined && { reason }) }, { cause: error });
}
