import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { UserPool } from './cognito/types.ts';

/** An STS that knows a user pool which the store cannot reach. */
export interface RelayedSts {
  readonly port: number;
  /** How often it was asked, with a token that held. */
  readonly calls: number;
  stop(): Promise<void>;
}

/**
 * Starts an STS before the store's (`sts`: an origin, plain http): it verifies tokens of the pool `from` itself, and asks with one of the pool `to`, which the
 * store knows, for the same person. So the keys are real ones.
 */
export async function startRelayedSts(sts: string, pools: { from: UserPool; to: UserPool }): Promise<RelayedSts> {
  const { from, to } = pools;
  const jwks = createRemoteJWKSet(new URL(`${new URL(from.issuer).pathname}/.well-known/jwks.json`, from.origin));
  let calls = 0;
  const server = createServer((incoming, outgoing) => {
    relay(incoming)
      .then(async (answer) => {
        calls += 1;
        outgoing.writeHead(answer.status, { 'content-type': 'text/xml' }).end(await answer.text());
      })
      .catch(() => outgoing.writeHead(403).end());
  });

  async function relay(incoming: IncomingMessage): Promise<Response> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const form = new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
    const { issuer, clientId: audience } = from;
    const { payload } = await jwtVerify(form.get('WebIdentityToken') ?? '', jwks, { issuer, audience });
    form.set('WebIdentityToken', to.mintIdToken({ sub: payload.sub ?? '' }));
    return fetch(sts, { method: 'POST', body: form });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get calls() {
      return calls;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
