import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy on the way to a store that loses answers. */
export interface LossyProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** How many answers were lost. */
  lost(): number;
  stop(): void;
}

/**
 * Starts a proxy in front of `target` (an origin, plain http). The answer to the first request that `loses` picks is cut off
 * after the store has done the work, and before the client hears of it. The Host header stays, so that signatures hold.
 */
export async function startLossyProxy(
  target: string,
  loses: (request: IncomingMessage) => boolean,
): Promise<LossyProxy> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const loseThis = lost === 0 && loses(incoming);
    if (loseThis) lost += 1;
    const upstream = request({ agent, hostname, port, method, path, headers, setHost: false }, (answer) => {
      if (loseThis) {
        answer.resume().once('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.once('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    stop: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
