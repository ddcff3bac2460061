/** What services that give out keys answer, as failures: STS at AWS, Ceph and MinIO, and Cognito's identity pools. */
import { type ErrorCode, PailError } from '../../shared/errors.ts';
import { networkFailure } from '../network/network-failure.ts';
import { withoutTokens } from '../network/others-words.ts';

/** What a service said in an XML document. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What the client library throws. */
interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const MAX_REASON = 200;

/** By the service's name for it, without `Exception`, which some write and some do not. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ExpiredToken: 'credentials-expired',
  InvalidIdentityToken: 'token-refused',
  IDPRejectedClaim: 'token-refused',
  ResourceConflict: 'token-refused',
  NoSuchEntity: 'role-refused',
  MalformedPolicyDocument: 'role-settings-invalid',
  PackedPolicyTooLarge: 'role-settings-invalid',
  ValidationError: 'role-settings-invalid',
  Validation: 'role-settings-invalid',
  InvalidParameter: 'role-settings-invalid',
  InvalidParameterValue: 'role-settings-invalid',
  MissingParameter: 'role-settings-invalid',
  RegionDisabled: 'role-settings-invalid',
  ResourceNotFound: 'identity-pool-missing',
  InvalidIdentityPoolConfiguration: 'identity-pool-role',
  IDPCommunicationError: 'storage-unavailable',
  ExternalService: 'storage-unavailable',
  InternalError: 'storage-unavailable',
  Throttling: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequests: 'throttled',
  // Of a bucket's store, where it is also the STS.
  SlowDown: 'throttled',
  RequestTimeTooSkewed: 'clock-skew',
};

/** AWS has one name for several things; the words tell them apart. The first that fits counts. */
const BY_WORDS: Readonly<Record<string, readonly (readonly [words: RegExp, code: ErrorCode])[]>> = {
  InvalidIdentityToken: [[/no openidconnect provider/i, 'provider-unknown']],
  NotAuthorized: [
    [/expired/i, 'credentials-expired'],
    [/supported provider/i, 'provider-unknown'],
    [/\brole\b/i, 'role-refused'],
    [/./, 'token-refused'],
  ],
  // Without a word Ceph says so to everything: a role that is not there or not for this person, a token that ended.
  AccessDenied: [[/./, 'role-refused']],
};

/**
 * The failure of a request for keys that threw `cause`; `host` is whom it went to, `said` what was in its answer. A PailError stays as it is. Codes: `credentials-expired`,
 * `credentials-refused` (no reason given), `token-refused`, `provider-unknown`, `role-refused`, `role-settings-invalid`, `identity-pool-missing`,
 * `identity-pool-role`, `clock-skew`, `throttled`, `storage-unavailable`, `connection-failed`, `tls-untrusted`, `proxy-authentication`.
 */
export function serviceFailure(cause: unknown, host: string, said: Refusal | null): PailError {
  if (cause instanceof PailError) return cause;
  const error = cause as ServiceError;
  const status = error.$metadata?.httpStatusCode;
  const name = said?.code ?? error.name ?? 'unknown';
  if (status === undefined) {
    return (
      networkFailure(cause, host, 'connection-failed') ??
      new PailError('connection-failed', { subject: host, reason: name }, { cause })
    );
  }
  const message = withoutTokens(said ? said.message.trim() : wordsOf(error, name));
  const kind = name.replace(/Exception$/, '');
  const byWords = BY_WORDS[kind]?.find(([words]) => words.test(message))?.[1];
  const code = byWords ?? CODES[kind] ?? (status >= 500 ? 'storage-unavailable' : 'credentials-refused');
  const requestId = error.$metadata?.requestId;
  const detail = {
    subject: host,
    reason: (message === '' ? name : `${name}: ${message}`).slice(0, MAX_REASON),
    httpStatus: status,
    ...(requestId !== undefined && { requestId }),
  };
  return new PailError(code, detail, { cause });
}

/** The service's own words; empty where it had none, for which the client library puts the name or `UnknownError`. */
function wordsOf({ message = '' }: ServiceError, name: string): string {
  return ['UnknownError', 'Unknown', name].includes(message.trim()) ? '' : message.trim();
}
