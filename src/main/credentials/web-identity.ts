import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { PailError } from '../../shared/errors.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import type { ResolvedCredentials } from '../mapping/evaluate.ts';
import { partitionOf } from '../mapping/policy.ts';
import type { ServiceTransport } from '../network/service-network.ts';
import { beginCall } from './service-client.ts';
import { type LocationCut, sessionPolicy } from './session-policy.ts';

/** How often a conflict is answered with another try, and how long before each, in ms. */
const CONFLICT_TRIES = 3;
const CONFLICT_PAUSE_MS = 200;

type WebIdentity = Extract<ResolvedCredentials, { kind: 'webIdentity' }>;

/** Whose keys, and for what. */
export interface RoleRequest {
  readonly credentials: WebIdentity;
  readonly idToken: string;
  readonly sub: string;
  /** What the keys are cut to; left out: all that the role allows. */
  readonly cut?: LocationCut | undefined;
}

/** STS allows `[\w+=,.@-]{2,64}` as a session name; the person's id is shown in the store's logs where it fits. */
function sessionName(sub: string): string {
  return /^[\w+=,.@-]{2,64}$/.test(sub) ? sub : createHash('sha256').update(sub).digest('hex').slice(0, 32);
}

function policyFor({ region, roleArn, stsEndpoint }: WebIdentity, cut: LocationCut): string {
  // Other stores have no KMS rights, and some refuse a policy with words that they do not know.
  return sessionPolicy(cut, partitionOf(roleArn ?? ''), stsEndpoint === undefined ? region : null);
}

/**
 * Keys for a role, for the person of the ID token (STS AssumeRoleWithWebIdentity, an unsigned call).
 * Throws PailError: `session-policy-unsuited`, and as `serviceFailure` says.
 */
export async function assumeRole(request: RoleRequest, transport: ServiceTransport): Promise<StorageCredentials> {
  const { credentials, idToken, sub, cut } = request;
  const { region, roleArn, stsEndpoint, durationSeconds } = credentials;
  const policy = cut && policyFor(credentials, cut);
  const { STSClient, AssumeRoleWithWebIdentityCommand } = await import('@aws-sdk/client-sts');
  const service = beginCall(transport);
  const client = new STSClient({
    region,
    ...(stsEndpoint !== undefined && { endpoint: stsEndpoint }),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: async (unsigned) => unsigned },
    requestHandler: service.requestHandler,
  });
  const command = new AssumeRoleWithWebIdentityCommand({
    // The library's type wants one; left out, it sends none.
    RoleArn: roleArn as string,
    RoleSessionName: sessionName(sub),
    WebIdentityToken: idToken,
    DurationSeconds: durationSeconds,
    ...(policy !== undefined && { Policy: policy }),
  });
  try {
    const { Credentials: keys } = await unlessInConflict(() =>
      client.send(command, { abortSignal: service.abortSignal }),
    );
    const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: expiration } = keys ?? {};
    const answered = service.keysOf({ id, secret, token, expiration });
    if (!answered) throw new PailError('credentials-refused', { reason: 'an answer without keys' });
    return answered;
  } catch (error) {
    throw service.failure(error, stsEndpoint === undefined ? 'AWS STS' : new URL(stsEndpoint).host);
  } finally {
    client.destroy();
  }
}

/**
 * Asks again after a 409. Ceph makes a user for whoever comes for the first time, and of several requests that come at once, as those for
 * several roles do, all but one meet it half made.
 */
async function unlessInConflict<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode !== 409 || tries > CONFLICT_TRIES) throw error;
      await delay(tries * CONFLICT_PAUSE_MS);
    }
  }
}
