import { Agent, createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, FaultChoice, type FaultKind } from './fault-choice.ts';
import { FaultExchange } from './fault-exchange.ts';
import { type ConfirmedPart, type LoggedRequest, RequestLog } from './fault-log.ts';

export type { Fault, FaultKind, RequestFacts } from './fault-choice.ts';
export type { ConfirmedPart, LoggedRequest } from './fault-log.ts';

export interface FaultProxyOptions {
  /** The store: an origin, plain http. */
  readonly target: string;
  /** A whole number. With the same one the same faults befall the same requests. 1 when left out. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  /** True for headers whose keys have expired: they get `ExpiredToken`, before any fault is chosen. */
  readonly expired?: (headers: IncomingHttpHeaders) => boolean;
}

/** A way to a store on which things go wrong. */
export interface FaultProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** In the order of their arrival. */
  readonly requests: readonly LoggedRequest[];
  /** In the order in which the client was told. One that was killed in that moment may not have heard it. */
  readonly confirmedParts: readonly ConfirmedPart[];
  /** Connections that were broken because the proxy was offline. */
  readonly refusedConnections: number;
  /** To how many requests that has happened. */
  count(kind: FaultKind): number;
  /** Other faults from the next request on. */
  setFaults(faults: readonly Fault[]): void;
  /** `false` breaks all connections, and each new one as soon as it is made; until `true`. */
  setOnline(online: boolean): void;
  /** Lets all requests that stall go on. */
  release(): void;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/**
 * Starts a reverse proxy on a free loopback port that passes every request on to a store, and lets happen what `faults` say (see
 * {@link FaultKind}). Bodies are streamed both ways. The Host header stays as the client sent it, so that a signature made for
 * the proxy's address holds. Buckets are expected in the path.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { seed = 1, faults = [], expired = () => false } = options;
  const way = { target: new URL(options.target), agent: new Agent({ keepAlive: true, noDelay: true }) };
  const choice = new FaultChoice(seed, faults);
  const requests: RequestLog[] = [];
  const confirmedParts: ConfirmedPart[] = [];
  const stalled = new Set<() => void>();
  let online = true;
  let refusedConnections = 0;

  const silence = (): Promise<void> => new Promise((resolve) => stalled.add(resolve));
  const release = (): void => {
    for (const goOn of stalled) goOn();
    stalled.clear();
  };

  const server = createServer({ noDelay: true }, (incoming, outgoing) => {
    const log = new RequestLog(requests.length + 1, incoming);
    requests.push(log);
    outgoing.once('finish', () => {
      // The end of an answer to nobody counts as one, too.
      if (incoming.socket.destroyed) return;
      log.complete = true;
      log.status = outgoing.statusCode;
      const part = log.confirmedPart();
      if (part) confirmedParts.push(part);
    });
    const always = { fault: { kind: 'expired-token' }, position: 0, bit: 0, giveBack: () => undefined } as const;
    const chosen = expired(incoming.headers) ? always : choice.choose(log);
    void new FaultExchange([incoming, outgoing], log, chosen, silence).run(way);
  });
  server.on('connection', (socket) => {
    if (online) return;
    refusedConnections += 1;
    socket.resetAndDestroy();
  });
  // What is to break is chosen: the server's own impatience is not.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    confirmedParts,
    get refusedConnections() {
      return refusedConnections;
    },
    count: (kind) => requests.filter(({ fault }) => fault === kind).length,
    setFaults: (next) => choice.replace(next),
    setOnline: (next) => {
      online = next;
      if (!online) server.closeAllConnections();
    },
    release,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        release();
        way.agent.destroy();
      }),
  };
}
