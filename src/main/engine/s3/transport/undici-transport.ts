/// <reference path="./undici-dispatchers.d.ts" />
import type { SecureContext } from 'node:tls';
import type { Dispatcher, Pool } from 'undici';
import { Bandwidth, type Flow, waitFor } from './bandwidth.ts';
import { Exchange } from './exchange.ts';
import { leanReading } from './lean-reading.ts';
import { openProxy } from './proxy.ts';
import { isLong, sliced } from './slices.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { trustingAlso } from './trusted-roots.ts';

/** The most requests that `bulk` work has under way, and a few for those who wait before the screen. */
const MAX_CONNECTIONS = 72;
/** Until a connection is there, where the profile says nothing else, in ms. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Silence on the wire, in either direction, unless a request says otherwise; a slow but moving transfer is not cut off. */
const IDLE_TIMEOUT_MS = 60_000;
/** An unused connection is closed; a server that means to do it earlier says so in its Keep-Alive header. */
const KEEP_ALIVE_MS = 30_000;
/**
 * How long one of several addresses of a host may take before the next is tried as well. Node's own 250 ms is less than the
 * way to a far store and back.
 */
const NEXT_ADDRESS_MS = 1_000;

/** What differs between transports. */
export interface UndiciTransportOptions {
  /** PEM certificates to trust besides the usual roots. */
  readonly certificateAuthorities?: string | undefined;
  /** `http[s]://[user:password@]host[:port]` of a proxy that is asked (CONNECT) for every connection. */
  readonly proxy?: string | undefined;
  /** Ms for TCP and TLS together; 10 s when left out. */
  readonly connectTimeout?: number | undefined;
  /** Ms of silence in either direction after which a request is given up; 60 s when left out. */
  readonly idleTimeout?: number | undefined;
  /** What it shares with others; left out: it has all that there is. */
  readonly bandwidth?: Bandwidth | undefined;
}

/** What undici must be told of an origin with each request. */
interface Destination {
  readonly dispatcher: Dispatcher;
  /** Whom the certificate must name; `undefined` for an IP address, which is compared as such. */
  readonly servername: string | undefined;
}

/**
 * Transport over undici: a pool of kept-alive connections for each origin, one request at a time on each, no redirects, no
 * decompression, no repetition. Loads undici at the first request, because that takes 45 ms. Besides errors of Node's own it
 * rejects with codes `UND_ERR_*` (timeouts, an answer that breaks off).
 */
export class UndiciTransport implements Transport {
  #options: UndiciTransportOptions;
  readonly #bandwidth: Bandwidth;
  readonly #destinations = new Map<string, Destination>();
  #opener: Promise<Opener> | null = null;
  #open: Opener | null = null;
  #destroyed = false;

  constructor(options: UndiciTransportOptions = {}) {
    this.#options = options;
    this.#bandwidth = options.bandwidth ?? new Bandwidth();
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    // While one is made, `trust` may ask for another.
    while (!this.#open) {
      this.#opener ??= opener(this.#options, this.#bandwidth);
      const asked = this.#opener;
      const made = await asked;
      if (asked === this.#opener) this.#open = made;
    }
    if (this.#destroyed) throw new Error('The transport is closed.');
    request.signal.throwIfAborted();
    const flow = this.#bandwidth.flow(request);
    const turn = flow.receiving();
    if (turn) {
      await waitFor(turn, flow, request.signal);
      if (this.#destroyed) {
        flow.end();
        throw new Error('The transport is closed.');
      }
    }
    const destination = this.#destination(request.origin, this.#open);
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(request, flow, resolve, reject);
      destination.dispatcher.dispatch(dispatchOptions(request, flow, destination.servername), exchange);
    });
  }

  /** Trusts these PEM certificates in place of those before: by new connections. What is under way ends on the old ones. */
  trust(certificateAuthorities: string | undefined): void {
    this.#options = { ...this.#options, certificateAuthorities };
    this.#opener = null;
    this.#open = null;
    for (const { dispatcher } of this.#destinations.values()) void dispatcher.close();
    this.#destinations.clear();
  }

  destroy(): void {
    this.#destroyed = true;
    for (const { dispatcher } of this.#destinations.values()) void dispatcher.destroy();
    this.#destinations.clear();
  }

  #destination(origin: string, open: Opener): Destination {
    const known = this.#destinations.get(origin);
    if (known) return known;
    const { hostname } = new URL(origin);
    const servername = isAddress(hostname) ? undefined : hostname;
    const made = { dispatcher: open(origin), servername };
    this.#destinations.set(origin, made);
    return made;
  }
}

/** Makes the dispatcher for an origin. */
type Opener = (origin: string) => Dispatcher;

async function opener(options: UndiciTransportOptions, { download }: Bandwidth): Promise<Opener> {
  const { connectTimeout = CONNECT_TIMEOUT_MS, idleTimeout = IDLE_TIMEOUT_MS } = options;
  const { certificateAuthorities, proxy } = options;
  const secureContext: SecureContext | undefined =
    certificateAuthorities === undefined ? undefined : trustingAlso(certificateAuthorities);
  const connect = {
    timeout: connectTimeout,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    ...(secureContext && { secureContext }),
  };
  const pool: Pool.Options = {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: idleTimeout,
    bodyTimeout: idleTimeout,
  };
  if (proxy !== undefined) return openProxy(proxy, pool, connect);
  const { default: Pool } = await import('undici/lib/dispatcher/pool.js');
  return (origin) => new Pool(origin, { ...pool, connect: { ...connect, onread: leanReading(download) } });
}

function dispatchOptions(
  request: TransportRequest,
  flow: Flow,
  servername: string | undefined,
): Dispatcher.DispatchOptions {
  const { method, origin, path, body, headers, idleTimeout, onSent } = request;
  const long = body !== undefined && (isLong(body) || (flow.isLimited && body.length > 0));
  return {
    method,
    origin,
    path,
    // A body in pieces does not tell how long it is.
    headers: long ? { ...headers, 'content-length': String(body.length) } : headers,
    body: long ? sliced(body, flow, onSent) : (body ?? null),
    ...(idleTimeout !== undefined && { headersTimeout: idleTimeout, bodyTimeout: idleTimeout }),
    // Always the same for an origin: undici closes a connection that was made for another name.
    servername,
    // Without this, undici closes the connection after each HEAD.
    reset: false,
  } as Dispatcher.DispatchOptions;
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
}
