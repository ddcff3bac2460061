/** Turns what S3, its client library and Node's network throw into failures. Looks at shapes only, so any adapter can use it. */
import { type ErrorCode, type FailureDetail, PailError } from '../../../shared/errors.ts';
import { type NetworkErrorKind, networkErrorKind } from '../../../shared/network-errors.ts';
import { codeByWords, denyNamed } from './refusals.ts';

/** What the request was about, for the sentence and for codes that mean different things in reading and writing. */
export interface RequestSubject {
  readonly bucket: string;
  /** Key or prefix; empty for the bucket as a whole. */
  readonly key: string;
  readonly host: string;
  readonly intent: 'list' | 'read' | 'write' | 'delete';
}

const EXPIRED_KEYS = new Set(['ExpiredToken', 'ExpiredTokenException']);
const REFUSED_KEYS = new Set([
  ...EXPIRED_KEYS,
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'TokenRefreshRequired',
]);

const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'access-denied',
  AllAccessDisabled: 'access-denied',
  SignatureDoesNotMatch: 'credentials-refused',
  NoSuchBucket: 'no-such-bucket',
  NoSuchKey: 'no-such-key',
  NoSuchUpload: 'no-such-upload',
  PermanentRedirect: 'wrong-region',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  RequestTimeTooSkewed: 'clock-skew',
  RequestExpired: 'clock-skew',
  SlowDown: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequests: 'throttled',
  RequestLimitExceeded: 'throttled',
  // The store gave up waiting for our bytes.
  RequestTimeout: 'connection-failed',
  InternalError: 'storage-unavailable',
  ServiceUnavailable: 'storage-unavailable',
  OperationAborted: 'storage-unavailable',
  ConditionalRequestConflict: 'storage-unavailable',
  // What arrived at the store is not what was sent.
  IncompleteBody: 'body-incomplete',
  BadDigest: 'checksum-mismatch',
  XAmzContentSHA256Mismatch: 'checksum-mismatch',
  XAmzContentChecksumMismatch: 'checksum-mismatch',
  BucketAlreadyExists: 'bucket-exists',
  BucketAlreadyOwnedByYou: 'bucket-exists',
  BucketNotEmpty: 'bucket-not-empty',
  InvalidBucketName: 'name-invalid',
  // Refusals that are not about rights, though their status says so.
  QuotaExceeded: 'storage-refused',
  // The second is for copies.
  InvalidObjectState: 'object-archived',
  ObjectNotInActiveTierError: 'object-archived',
  InvalidRange: 'object-changed',
  KeyTooLongError: 'name-invalid',
  // Ceph's word for the same.
  InvalidObjectName: 'name-invalid',
  XMinioInvalidObjectName: 'name-invalid',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  301: 'wrong-region',
  307: 'wrong-region',
  401: 'access-denied',
  403: 'access-denied',
  404: 'no-such-key',
  416: 'object-changed',
  429: 'throttled',
  501: 'storage-refused',
};

const BY_NETWORK = {
  authority: 'tls-untrusted',
  tls: 'tls-untrusted',
  proxy: 'proxy-authentication',
  unreachable: 'connection-failed',
} as const satisfies Record<NetworkErrorKind, ErrorCode>;
const MAX_REASON = 200;

interface Facts {
  readonly name: string;
  readonly code: string;
  /** True when it was the store that said so. */
  readonly answered: boolean;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly region: string | undefined;
  /** Where the store says that the bucket is. */
  readonly endpoint: string | undefined;
  /** Who issued a certificate that is not trusted. */
  readonly issuer: string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: an error of unknown make is looked at field by field
type Loose = any;

function factsOf(error: unknown): Facts {
  const loose = (error ?? {}) as Loose;
  // A connection tried over several addresses fails with one error for each.
  const first: Loose = loose instanceof AggregateError && loose.errors.length > 0 ? loose.errors[0] : loose;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const status: unknown = loose.$metadata?.httpStatusCode ?? loose.$response?.statusCode;
  return {
    name: text(loose.Code) || text(loose.name),
    code: text(first.code) || text(loose.code) || text(loose.cause?.code),
    answered: status !== undefined || text(loose.Code) !== '',
    message: text(first.message),
    status: typeof status === 'number' && status > 0 ? status : undefined,
    requestId: text(loose.$metadata?.requestId) || undefined,
    region: text(loose.Region) || text(loose.$response?.headers?.['x-amz-bucket-region']) || undefined,
    endpoint: text(loose.Endpoint) || undefined,
    issuer: text(loose.issuer) || text(loose.cause?.issuer) || undefined,
  };
}

/** True when the store refused the keys themselves, so that new ones may help. */
export function refusesKeys(error: unknown): boolean {
  return REFUSED_KEYS.has(factsOf(error).name);
}

/**
 * True for a plain refusal, which some stores (Ceph) also give to keys that have expired, and for the wordless 400 that a HEAD
 * gets with them from AWS.
 */
export function refusesAccess(error: unknown): boolean {
  return factsOf(error).name === 'AccessDenied' || isWordless(error);
}

/** True for the refusal of a HEAD that has no words for its reason, which may be anything. */
export function isWordless(error: unknown): boolean {
  const { name, status } = factsOf(error);
  return status === 400 && (name === '' || name === 'Unknown' || name === 'UnknownError' || name === 'BadRequest');
}

/** True where the store does not let us see what we asked for; false where we did not get to ask, or may ask again. */
export function refusesToShow(error: unknown): boolean {
  const { status, answered } = factsOf(error);
  return answered && status !== undefined && status >= 400 && status < 500 && status !== 429 && !refusesKeys(error);
}

/** The S3 error code that the store named; empty where it named none. */
export function codeNamed(error: unknown): string {
  const { name, answered } = factsOf(error);
  return answered ? name : '';
}

/** The HTTP status of an answer that was thrown; `undefined` where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return factsOf(error).status;
}

/** Node's code for what the network did; empty where it was something else. */
export function networkCodeOf(error: unknown): string {
  const { code, answered } = factsOf(error);
  return !answered && networkErrorKind(code) !== null ? code : '';
}

/** True for a network code that says: the other side's certificate is not trusted. */
export function isTlsCode(code: string): boolean {
  const kind = networkErrorKind(code);
  return kind === 'authority' || kind === 'tls';
}

function codeOf(facts: Facts, intent: RequestSubject['intent']): ErrorCode {
  const { name, code, status } = facts;
  if (EXPIRED_KEYS.has(name)) return 'credentials-expired';
  if (REFUSED_KEYS.has(name)) return 'credentials-refused';
  const byWords = codeByWords(facts);
  if (byWords) return byWords;
  if ((name === 'PermanentRedirect' || status === 301) && facts.region === undefined) return 'bucket-elsewhere';
  if (name === 'PreconditionFailed' || status === 412) return intent === 'write' ? 'target-exists' : 'object-changed';
  const byName = BY_NAME[name];
  if (byName) return byName;
  if (status === undefined || status < 300) {
    const kind = networkErrorKind(code, facts.message);
    if (kind) return BY_NETWORK[kind];
    if (name === 'TimeoutError') return 'connection-failed';
    return facts.answered ? 'storage-refused' : 'internal';
  }
  return BY_STATUS[status] ?? (status >= 500 ? 'storage-unavailable' : 'storage-refused');
}

/** The name of a key for showing: its last segment. */
export function shownName(key: string): string {
  const segments = key.split('/');
  return segments.pop() || segments.pop() || key;
}

function subjectOf(code: ErrorCode, about: RequestSubject): string {
  switch (code) {
    case 'connection-failed':
    case 'tls-untrusted':
    case 'proxy-authentication':
      return about.host;
    case 'no-such-bucket':
    case 'bucket-elsewhere':
    case 'wrong-region':
      return about.bucket;
    default:
      return shownName(about.key) || about.bucket;
  }
}

function reasonOf(code: ErrorCode, facts: Facts): string {
  if (code === 'wrong-region' && facts.region) return facts.region;
  if (code === 'bucket-elsewhere' && facts.endpoint) return `it says ${facts.endpoint}`;
  if (code === 'denied-explicitly') return denyNamed(facts.message) ?? facts.name;
  if (code === 'connection-failed' || code === 'tls-untrusted' || code === 'proxy-authentication')
    return facts.code || facts.name;
  // `UnknownError` is what the client library puts where the store said nothing.
  const message = facts.message === 'UnknownError' || !facts.answered ? '' : facts.message;
  return [facts.name, message].filter(Boolean).join(': ').slice(0, MAX_REASON);
}

/** The failure of a request that threw `error`. A PailError (of our own credential provider) stays as it is. */
export function storageError(error: unknown, about: RequestSubject): PailError {
  if (error instanceof PailError) return error;
  const facts = factsOf(error);
  const code = codeOf(facts, about.intent);
  const reason = code === 'internal' ? `${facts.name}: ${facts.message}` : reasonOf(code, facts);
  const detail: FailureDetail = {
    subject: subjectOf(code, about),
    ...(reason && { reason }),
    ...(code === 'tls-untrusted' && facts.issuer !== undefined && { issuer: facts.issuer }),
    ...(facts.status !== undefined && { httpStatus: facts.status }),
    ...(facts.requestId && { requestId: facts.requestId }),
  };
  return new PailError(code, detail, { cause: error });
}

/** The failure of a body that broke off while it was read: `body-incomplete`, worth another try. */
export function bodyFailure(error: unknown, key: string): PailError {
  if (error instanceof PailError) return error;
  const { code, name } = factsOf(error);
  return new PailError('body-incomplete', { subject: shownName(key), reason: code || name }, { cause: error });
}
