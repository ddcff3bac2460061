import { text } from './text/index.ts';

/** Who can do something about a failure. `nobody` means that it is ours: a defect. */
export type Remedy = 'user' | 'admin' | 'network' | 'nobody';

/**
 * The one list of error codes. `retryable` says whether the same request may succeed later without
 * anybody changing anything; `remedy` says who can mend it. The sentences are in text/.
 */
const CODES = {
  internal: { retryable: false, remedy: 'nobody' },
  forbidden: { retryable: false, remedy: 'nobody' },
  'invalid-argument': { retryable: false, remedy: 'nobody' },
  'not-found': { retryable: false, remedy: 'user' },
  'profile-unreadable': { retryable: false, remedy: 'user' },
  'profile-too-large': { retryable: false, remedy: 'admin' },
  'profile-not-json': { retryable: false, remedy: 'admin' },
  'profile-invalid': { retryable: false, remedy: 'admin' },
  'profile-not-kept': { retryable: true, remedy: 'user' },
  'profile-signature-invalid': { retryable: false, remedy: 'admin' },
  'profile-unsigned': { retryable: false, remedy: 'admin' },
  'profile-other-key': { retryable: false, remedy: 'admin' },
  'profile-not-newer': { retryable: false, remedy: 'admin' },
  'profile-expired': { retryable: false, remedy: 'admin' },
  'profile-managed': { retryable: false, remedy: 'admin' },
  'profile-untrusted-place': { retryable: false, remedy: 'admin' },
  'profile-download-failed': { retryable: true, remedy: 'network' },
  'passphrase-wrong': { retryable: false, remedy: 'user' },
  'profile-secret-missing': { retryable: false, remedy: 'user' },
  'issuer-unreachable': { retryable: true, remedy: 'network' },
  'issuer-invalid': { retryable: false, remedy: 'admin' },
  'sign-in-refused': { retryable: false, remedy: 'admin' },
  'sign-in-rejected': { retryable: true, remedy: 'user' },
  'sign-in-mixed-up': { retryable: true, remedy: 'user' },
  'sign-in-forged': { retryable: false, remedy: 'admin' },
  'sign-in-code-spent': { retryable: true, remedy: 'user' },
  'sign-in-clock': { retryable: false, remedy: 'user' },
  'scopes-refused': { retryable: false, remedy: 'admin' },
  'sign-in-timeout': { retryable: true, remedy: 'user' },
  'sign-in-not-pending': { retryable: false, remedy: 'user' },
  'callback-invalid': { retryable: false, remedy: 'user' },
  'client-rejected': { retryable: false, remedy: 'admin' },
  'redirect-unavailable': { retryable: true, remedy: 'user' },
  'browser-unavailable': { retryable: true, remedy: 'user' },
  'session-expired': { retryable: false, remedy: 'user' },
  'session-not-kept': { retryable: true, remedy: 'user' },
  'session-not-forgotten': { retryable: true, remedy: 'user' },
  'revoke-failed': { retryable: true, remedy: 'network' },
  'credentials-expired': { retryable: true, remedy: 'user' },
  'credentials-refused': { retryable: false, remedy: 'admin' },
  'token-refused': { retryable: false, remedy: 'admin' },
  'provider-unknown': { retryable: false, remedy: 'admin' },
  'role-refused': { retryable: false, remedy: 'admin' },
  'role-settings-invalid': { retryable: false, remedy: 'admin' },
  'identity-pool-missing': { retryable: false, remedy: 'admin' },
  'identity-pool-role': { retryable: false, remedy: 'admin' },
  'session-policy-unsuited': { retryable: false, remedy: 'admin' },
  'access-denied': { retryable: false, remedy: 'admin' },
  'denied-explicitly': { retryable: false, remedy: 'admin' },
  'encryption-denied': { retryable: false, remedy: 'admin' },
  'encryption-key-unusable': { retryable: false, remedy: 'admin' },
  'no-such-bucket': { retryable: false, remedy: 'admin' },
  'no-such-key': { retryable: false, remedy: 'user' },
  'location-moved': { retryable: false, remedy: 'admin' },
  'no-such-upload': { retryable: true, remedy: 'nobody' },
  'upload-in-use': { retryable: false, remedy: 'user' },
  'upload-hidden': { retryable: false, remedy: 'user' },
  'upload-unsuited': { retryable: false, remedy: 'user' },
  'bucket-exists': { retryable: false, remedy: 'user' },
  'bucket-not-empty': { retryable: false, remedy: 'user' },
  'wrong-region': { retryable: false, remedy: 'admin' },
  'bucket-elsewhere': { retryable: false, remedy: 'admin' },
  'clock-skew': { retryable: false, remedy: 'user' },
  throttled: { retryable: true, remedy: 'network' },
  'storage-unavailable': { retryable: true, remedy: 'network' },
  'storage-refused': { retryable: false, remedy: 'admin' },
  'connection-failed': { retryable: true, remedy: 'network' },
  'tls-untrusted': { retryable: false, remedy: 'admin' },
  'proxy-authentication': { retryable: false, remedy: 'admin' },
  'body-incomplete': { retryable: true, remedy: 'network' },
  'checksum-mismatch': { retryable: true, remedy: 'network' },
  'object-archived': { retryable: false, remedy: 'user' },
  'object-changed': { retryable: true, remedy: 'user' },
  'archive-kept': { retryable: true, remedy: 'user' },
  'target-exists': { retryable: false, remedy: 'user' },
  'target-same': { retryable: false, remedy: 'user' },
  'target-newer': { retryable: false, remedy: 'user' },
  'target-invalid': { retryable: false, remedy: 'user' },
  'target-missing': { retryable: false, remedy: 'user' },
  'name-invalid': { retryable: false, remedy: 'user' },
  'action-not-allowed': { retryable: false, remedy: 'admin' },
  'file-not-found': { retryable: false, remedy: 'user' },
  'file-unreadable': { retryable: false, remedy: 'user' },
  'file-not-regular': { retryable: false, remedy: 'user' },
  'file-differs': { retryable: false, remedy: 'user' },
  'file-changed': { retryable: true, remedy: 'user' },
  'target-unwritable': { retryable: false, remedy: 'user' },
  'disk-full': { retryable: true, remedy: 'user' },
  'staged-edited': { retryable: false, remedy: 'user' },
  'journal-unreadable': { retryable: false, remedy: 'user' },
  'certificates-invalid': { retryable: false, remedy: 'user' },
  'settings-unwritable': { retryable: true, remedy: 'user' },
  'engine-stopped': { retryable: true, remedy: 'nobody' },
  'engine-down': { retryable: false, remedy: 'nobody' },
} as const satisfies Record<string, { retryable: boolean; remedy: Remedy }>;

export type ErrorCode = keyof typeof CODES;

/** Every code there is. */
export const ERROR_CODES = Object.keys(CODES) as readonly ErrorCode[];

/** Facts about one failure. All of it may be shown and copied: no secret ever belongs in here. */
export interface FailureDetail {
  /** What the failure is about: a file, a host, a field; put into the sentence. */
  readonly subject?: string;
  /** Where in a document, as a JSON path such as `locations[2].prefix`. */
  readonly path?: string;
  readonly found?: string;
  readonly expected?: string;
  /** The other side's own words, shortened. */
  readonly reason?: string;
  /** Who issued a certificate that is not trusted. */
  readonly issuer?: string;
  readonly httpStatus?: number;
  readonly requestId?: string;
}

/** A failure as data: the only form in which an error crosses a process boundary. */
export interface Failure {
  readonly code: ErrorCode;
  /** One plain sentence or two, ready to be shown: what happened and what to do. */
  readonly message: string;
  readonly retryable: boolean;
  readonly remedy: Remedy;
  readonly detail: FailureDetail;
}

/** What every contract method answers. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Makes the failure of a code, with its sentence from the catalogue. */
export function failure(code: ErrorCode, detail: FailureDetail = {}): Failure {
  return { code, message: text.errors[code](detail), ...CODES[code], detail };
}

/** The exception that carries a failure inside one process; boundaries turn it into a {@link Result}. */
export class PailError extends Error {
  readonly failure: Failure;

  constructor(codeOrFailure: ErrorCode | Failure, detail?: FailureDetail, options?: ErrorOptions) {
    const made = typeof codeOrFailure === 'string' ? failure(codeOrFailure, detail) : codeOrFailure;
    super(made.message, options);
    this.name = 'PailError';
    this.failure = made;
  }
}

/** The failure inside anything thrown; what nobody foresaw becomes `internal`, without its stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof PailError) return error.failure;
  return failure('internal', { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}
