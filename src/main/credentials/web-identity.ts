import { createHash } from 'node:crypto';
import { type ErrorCode, PailError } from '../../shared/errors.ts';
import { networkError } from '../../shared/network-errors.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import type { ResolvedCredentials } from '../mapping/evaluate.ts';

/** In ms. Everything in the location waits for this one answer. */
const CONNECT_TIMEOUT = 10_000;
const ANSWER_TIMEOUT = 20_000;
const WHOLE_TIMEOUT = 60_000;

type WebIdentity = Extract<ResolvedCredentials, { kind: 'webIdentity' }>;

/** What the STS client throws; stores that are not AWS put the code in `Error.Code` and leave the name unknown. */
interface StsError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Error?: { readonly Code?: string };
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** STS allows `[\w+=,.@-]{2,64}` as a session name; the person's id is shown in the store's logs where it fits. */
function sessionName(sub: string): string {
  return /^[\w+=,.@-]{2,64}$/.test(sub) ? sub : createHash('sha256').update(sub).digest('hex').slice(0, 32);
}

/** Codes of STS that are not the role's refusal. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ExpiredToken: 'credentials-expired',
  ExpiredTokenException: 'credentials-expired',
  IDPCommunicationError: 'storage-unavailable',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
};

function stsFailure(cause: unknown, endpoint: string | undefined): PailError {
  const error = cause as StsError;
  const status = error.$metadata?.httpStatusCode;
  const reason = error.Error?.Code ?? error.name ?? 'unknown';
  const requestId = error.$metadata?.requestId;
  const detail = {
    reason,
    ...(status !== undefined && { httpStatus: status }),
    ...(requestId !== undefined && { requestId }),
  };
  if (status === undefined) {
    const subject = endpoint === undefined ? 'AWS STS' : new URL(endpoint).host;
    const network = networkError(cause);
    const code = network?.kind === 'tls' ? 'tls-untrusted' : 'connection-failed';
    return new PailError(code, { subject, reason: network?.code ?? reason }, { cause });
  }
  const code = CODES[reason] ?? (status >= 500 ? 'storage-unavailable' : 'credentials-refused');
  return new PailError(code, detail, { cause });
}

/**
 * Keys for a role, for the person of the ID token (STS AssumeRoleWithWebIdentity, an unsigned call).
 * Throws PailError: `credentials-refused`, `credentials-expired`, `connection-failed`, `tls-untrusted`, `throttled`,
 * `storage-unavailable`.
 */
export async function assumeRole(request: WebIdentity, idToken: string, sub: string): Promise<StorageCredentials> {
  const { STSClient, AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    region: request.region,
    ...(request.stsEndpoint !== undefined && { endpoint: request.stsEndpoint }),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: async (unsigned) => unsigned },
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT, requestTimeout: ANSWER_TIMEOUT },
  });
  try {
    const { Credentials: keys } = await client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: request.roleArn,
        RoleSessionName: sessionName(sub),
        WebIdentityToken: idToken,
        DurationSeconds: request.durationSeconds,
      }),
      { abortSignal: AbortSignal.timeout(WHOLE_TIMEOUT) },
    );
    if (!keys?.AccessKeyId || !keys.SecretAccessKey || !keys.SessionToken) {
      throw new PailError('credentials-refused', { reason: 'an answer without keys' });
    }
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
      ...(keys.Expiration && { expiresAt: keys.Expiration.getTime() }),
    };
  } catch (error) {
    throw error instanceof PailError ? error : stsFailure(error, request.stsEndpoint);
  } finally {
    client.destroy();
  }
}
