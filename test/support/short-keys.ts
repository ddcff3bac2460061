import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An STS whose keys last as long as a test wants. */
export interface ShortKeys {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** How often keys were asked for. */
  readonly calls: number;
  /** Whether the session token in these headers has come to its end. For the fault proxy. */
  expired(headers: IncomingHttpHeaders): boolean;
  stop(): Promise<void>;
}

/**
 * Starts a reverse proxy before an STS (`target`: an origin, plain http) whose keys last 15 minutes at least: its answers say that the keys end
 * after `lifetimeMs`, and `expired` tells when they have.
 */
export async function startShortKeys(target: string, lifetimeMs: number): Promise<ShortKeys> {
  const ends = new Map<string, number>();
  let calls = 0;
  const server = createServer((incoming, outgoing) => {
    calls += 1;
    const { method, url, headers } = incoming;
    const upstream = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      whole(answer)
        .then((document) => {
          const end = Date.now() + lifetimeMs;
          const token = /<SessionToken>([^<]+)</.exec(document)?.[1];
          if (token !== undefined) ends.set(token, end);
          const body = document.replace(/<Expiration>[^<]+</, () => `<Expiration>${new Date(end).toISOString()}<`);
          outgoing.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/xml' }).end(body);
        })
        .catch(() => outgoing.destroy());
    });
    upstream.once('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    expired: (headers) => {
      const token = headers['x-amz-security-token']?.toString();
      return token !== undefined && Date.now() >= (ends.get(token) ?? 0);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function whole(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
