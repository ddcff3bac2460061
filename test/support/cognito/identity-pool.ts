import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { PoolState } from './state.ts';

/** An operation of the service, as `X-Amz-Target` names it. */
export type PoolOperation = 'GetId' | 'GetCredentialsForIdentity';

/** What the service answers in place of keys. */
export type IdentityFault = 'expired-token' | 'not-authorized' | 'role-refused' | 'throttled' | 'server-error';

/** What is wrong with the identity pool, until it is set back to undefined. */
export interface IdentityPoolFaults {
  /** Every answer. */
  all?: IdentityFault | undefined;
  /** The next request for keys only, and then cleared. */
  nextKeys?: IdentityFault | undefined;
  /** Answers wait for it. */
  hold?: Promise<void> | undefined;
}

/** The stand-in for a Cognito identity pool, on the server of its user pool. */
export interface IdentityPool {
  readonly id: string;
  /** Where its API is. */
  readonly endpoint: string;
  /** What was asked, in the order of arrival. */
  readonly calls: readonly PoolOperation[];
  readonly faults: IdentityPoolFaults;
  /** As an administrator does in the console: the ids of all people are gone. */
  deleteIdentities(): void;
}

/** A refusal in the service's own words. */
class Refusal extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

const FAULTS: Readonly<Record<IdentityFault, () => Refusal>> = {
  'expired-token': () =>
    new Refusal('NotAuthorizedException', 'Invalid login token. Token expired: 1700003600 >= 1700000000'),
  'not-authorized': () =>
    new Refusal('NotAuthorizedException', 'Unauthenticated access is not supported for this identity pool.'),
  'role-refused': () => new Refusal('NotAuthorizedException', "Access to Role 'arn:aws:iam:::role/x' is forbidden."),
  throttled: () => new Refusal('TooManyRequestsException', 'Rate exceeded'),
  'server-error': () => new Refusal('InternalErrorException', '', 500),
};

/** Answers GetId and GetCredentialsForIdentity: tokens are verified as Cognito does, and keys are real ones of the STS behind it. */
export class IdentityPoolApi implements IdentityPool {
  readonly id = `us-east-1:${randomUUID()}`;
  readonly endpoint: string;
  readonly calls: PoolOperation[] = [];
  readonly faults: IdentityPoolFaults = {};
  readonly #state: PoolState;
  readonly #stsEndpoint: string;
  /** By identity: whose it is. */
  readonly #identities = new Map<string, string>();

  constructor(state: PoolState, stsEndpoint: string) {
    this.#state = state;
    this.#stsEndpoint = stsEndpoint;
    this.endpoint = new URL(state.issuer).origin;
  }

  deleteIdentities(): void {
    this.#identities.clear();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target']).replace(/^AWSCognitoIdentityService\./, '');
    const asked = JSON.parse(await textOf(request)) as Record<string, unknown>;
    this.calls.push(operation as PoolOperation);
    await this.faults.hold;
    try {
      this.#fail(operation);
      const body = operation === 'GetId' ? await this.#identity(asked) : await this.#keys(asked);
      send(response, 200, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(response, error.status, { __type: error.type, message: error.message });
    }
  }

  #fail(operation: string): void {
    const { all, nextKeys } = this.faults;
    if (all) throw FAULTS[all]();
    if (!nextKeys || operation === 'GetId') return;
    this.faults.nextKeys = undefined;
    throw FAULTS[nextKeys]();
  }

  async #identity(asked: Record<string, unknown>): Promise<object> {
    if (asked['IdentityPoolId'] !== this.id) {
      throw new Refusal('ResourceNotFoundException', `IdentityPool '${asked['IdentityPoolId']}' not found.`);
    }
    const { sub = '' } = (await this.#verified(asked)).claims;
    const known = [...this.#identities].find(([, owner]) => owner === sub)?.[0];
    const identity = known ?? `us-east-1:${randomUUID()}`;
    this.#identities.set(identity, sub);
    return { IdentityId: identity };
  }

  async #keys(asked: Record<string, unknown>): Promise<object> {
    const identity = String(asked['IdentityId']);
    const owner = this.#identities.get(identity);
    if (owner === undefined) throw new Refusal('ResourceNotFoundException', `Identity '${identity}' not found.`);
    const { claims, token } = await this.#verified(asked);
    if (claims.sub !== owner) {
      throw new Refusal('NotAuthorizedException', `Access to Identity '${identity}' is forbidden.`);
    }
    const roles = [claims['cognito:roles'] ?? []].flat() as string[];
    const custom = asked['CustomRoleArn'] as string | undefined;
    if (custom !== undefined && !roles.includes(custom)) {
      throw new Refusal('NotAuthorizedException', `Access to Role '${custom}' is forbidden.`);
    }
    const role = custom ?? (claims['cognito:preferred_role'] as string | undefined);
    if (role === undefined) {
      const words = 'Invalid identity pool configuration. Check assigned IAM roles for this pool.';
      throw new Refusal('InvalidIdentityPoolConfigurationException', words);
    }
    return { IdentityId: identity, Credentials: await this.#assume(role, token) };
  }

  async #verified(asked: Record<string, unknown>): Promise<{ claims: JWTPayload; token: string }> {
    const { issuer, clientId, keys } = this.#state;
    const logins = Object.entries((asked['Logins'] ?? {}) as Record<string, string>);
    const [provider, token = ''] = logins[0] ?? ['', ''];
    if (provider !== issuer.replace(/^https?:\/\//, '')) {
      const words = 'Token is not from a supported provider of this identity pool.';
      throw new Refusal('NotAuthorizedException', words);
    }
    const refuse = (words: string): never => {
      throw new Refusal('NotAuthorizedException', `Invalid login token. ${words}`);
    };
    const known = createLocalJWKSet(keys.publicJwks(false) as unknown as JSONWebKeySet);
    try {
      const { payload } = await jwtVerify(token, known, { issuer, audience: clientId, algorithms: ['RS256'] });
      if (payload['token_use'] !== 'id') refuse('Not an ID token.');
      return { claims: payload, token };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refuse(`Token expired: ${error.payload.exp} >= 0`);
      if (error instanceof errors.JWTClaimValidationFailed) return refuse(`Incorrect ${error.claim}.`);
      if (error instanceof errors.JOSEError) return refuse("Couldn't verify signed token.");
      throw error;
    }
  }

  async #assume(role: string, token: string): Promise<object> {
    const sts = new STSClient({
      endpoint: this.#stsEndpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: async (request) => request },
    });
    try {
      const wanted = { RoleArn: role, RoleSessionName: 'CognitoIdentityCredentials', WebIdentityToken: token };
      const ask = () => sts.send(new AssumeRoleWithWebIdentityCommand(wanted));
      // Ceph says 409 to one of two who ask for the same person for the first time.
      const { Credentials: keys } = await ask().catch((error: unknown) => {
        if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== 409) throw error;
        return ask();
      });
      const { AccessKeyId, SecretAccessKey: SecretKey, SessionToken, Expiration } = keys ?? {};
      return { AccessKeyId, SecretKey, SessionToken, Expiration: (Expiration?.getTime() ?? 0) / 1000 };
    } catch (error) {
      const words = 'Invalid identity pool configuration. Check assigned IAM roles for this pool.';
      throw Object.assign(new Refusal('InvalidIdentityPoolConfigurationException', words), { cause: error });
    } finally {
      sts.destroy();
    }
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
