import type { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { PailError } from '../../shared/errors.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import type { ResolvedCredentials } from '../mapping/evaluate.ts';
import type { ServiceTransport } from '../network/service-network.ts';
import { beginCall, type ServiceCall } from './service-client.ts';

type IdentityPool = Extract<ResolvedCredentials, { kind: 'identityPool' }>;

/** Whose keys, of which pool. */
export interface PoolRequest {
  readonly accountId: string;
  readonly credentials: IdentityPool;
  readonly idToken: string;
}

/** A client with what belongs to one call of it. */
interface PoolCall {
  readonly request: PoolRequest;
  readonly client: CognitoIdentityClient;
  readonly service: ServiceCall;
}

/**
 * Keys from Cognito identity pools (the enhanced flow: GetId, then GetCredentialsForIdentity; both unsigned). Which identity a person has in
 * a pool is asked once, and kept in memory only.
 */
export class IdentityPools {
  /** By account, then by pool; what is still being asked is shared. */
  readonly #identities = new Map<string, Map<string, Promise<string>>>();

  /** Forgets the identities of all other accounts. */
  keepOnly(accountIds: ReadonlySet<string>): void {
    for (const id of this.#identities.keys()) if (!accountIds.has(id)) this.#identities.delete(id);
  }

  /** Keys for a person. Throws PailError as `serviceFailure` says. */
  async keys(request: PoolRequest, transport: ServiceTransport): Promise<StorageCredentials> {
    const { region, endpoint } = request.credentials;
    const { CognitoIdentityClient } = await import('@aws-sdk/client-cognito-identity');
    const service = beginCall(transport);
    const client = new CognitoIdentityClient({
      region,
      ...(endpoint !== undefined && { endpoint }),
      requestHandler: service.requestHandler,
    });
    const call = { request, client, service };
    try {
      const known = this.#known(request);
      return await keysOf(call, await (known ?? this.#ask(call))).catch((error: unknown) => {
        // Somebody deleted the identity; the pool makes another one for the same person.
        if (!known || !isMissing(error)) throw error;
        return this.#ask(call).then((identity) => keysOf(call, identity));
      });
    } catch (error) {
      throw service.failure(error, endpoint === undefined ? 'the identity pool' : new URL(endpoint).host);
    } finally {
      client.destroy();
    }
  }

  #known({ accountId, credentials }: PoolRequest): Promise<string> | undefined {
    return this.#identities.get(accountId)?.get(poolOf(credentials));
  }

  #ask(call: PoolCall): Promise<string> {
    const { accountId, credentials } = call.request;
    const ofAccount = this.#identities.get(accountId) ?? new Map<string, Promise<string>>();
    this.#identities.set(accountId, ofAccount);
    const pool = poolOf(credentials);
    const asked = identityOf(call);
    ofAccount.set(pool, asked);
    asked.catch(() => {
      if (ofAccount.get(pool) === asked) ofAccount.delete(pool);
    });
    return asked;
  }
}

const poolOf = ({ identityPoolId, endpoint, provider }: IdentityPool): string =>
  JSON.stringify([identityPoolId, endpoint, provider]);

async function identityOf({ request, client, service: { abortSignal } }: PoolCall): Promise<string> {
  const { GetIdCommand } = await import('@aws-sdk/client-cognito-identity');
  const { identityPoolId, provider } = request.credentials;
  const asks = new GetIdCommand({ IdentityPoolId: identityPoolId, Logins: { [provider]: request.idToken } });
  const { IdentityId } = await client.send(asks, { abortSignal });
  if (!IdentityId) throw new PailError('credentials-refused', { reason: 'an answer without an identity' });
  return IdentityId;
}

async function keysOf({ request, client, service }: PoolCall, identity: string): Promise<StorageCredentials> {
  const { GetCredentialsForIdentityCommand } = await import('@aws-sdk/client-cognito-identity');
  const { provider, roleArn } = request.credentials;
  const { Credentials: keys } = await client.send(
    new GetCredentialsForIdentityCommand({
      IdentityId: identity,
      Logins: { [provider]: request.idToken },
      ...(roleArn !== undefined && { CustomRoleArn: roleArn }),
    }),
    { abortSignal: service.abortSignal },
  );
  const { AccessKeyId: id, SecretKey: secret, SessionToken: token, Expiration: expiration } = keys ?? {};
  const answered = service.keysOf({ id, secret, token, expiration });
  if (!answered) throw new PailError('credentials-refused', { reason: 'an answer without keys' });
  return answered;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
