import type { ClientRequest, Net } from 'electron';
import { Bandwidth, type Flow, waitFor } from '../engine/s3/transport/bandwidth.ts';
import type { Transport, TransportRequest, TransportResponse } from '../engine/s3/transport/transport.ts';
import { pathRefusal } from './net-errors.ts';
import { NetExchange } from './net-exchange.ts';

/** Silence on the wire, in either direction, unless a request says otherwise; as for Node's connections. */
const IDLE_TIMEOUT_MS = 60_000;
/** Chromium makes these itself, and refuses a request that brings them. */
const RESERVED_HEADERS = new Set(['host', 'content-length', 'connection']);

/**
 * Transport over Electron's `net`: the system's proxies, proxy authentication by Kerberos or NTLM, and certificates that the
 * system trusts. A small request costs 2.3 ms of CPU, some thirty times as much as over Node's own connections. Rejects with
 * Chromium's `net::ERR_*` as the `code`.
 *
 * What Chromium does to a request and an answer, measured in Electron 33 (Chromium 130), and what is done about it:
 * - A path with segments `.` or `..`, also as `%2E`, is sent without them: another path than was signed. It is refused here.
 * - A body with Content-Encoding gzip is unpacked, while its Content-Length is still that of the packed one. With
 *   `accept-encoding: identity`, and for each range, it fails with ERR_CONTENT_DECODING_FAILED before the headers are told.
 *   There is no way to the bytes as they are, so this is a failure however it shows: wrong bytes are worse than none. HEAD with
 *   `identity` fails as well, and does not without.
 * - `redirect: 'manual'` tells status and headers of a redirect, but not its body, and then ends in an error.
 * - The 407 of a proxy comes as if the store had said it; its body then fails with ERR_TUNNEL_CONNECTION_FAILED.
 * - A body is taken whole before any of it is sent. Where the bandwidth is limited it waits until all of it may go: the average
 *   holds, but it goes as fast as the line bears.
 * - With `credentials: 'omit'` cookies are neither kept nor sent, and the store's 401 comes through; with
 *   `cache: 'no-store'` each request reaches the store. Headers are sent in lower case, with `sec-fetch-*` besides.
 */
export class NetTransport implements Transport {
  readonly #net: Pick<Net, 'request'>;
  readonly #bandwidth: Bandwidth;
  readonly #idleTimeout: number;
  readonly #underWay = new Set<NetExchange>();
  #destroyed = false;

  /** `bandwidth`: what it shares with others. `idleTimeout`: ms of silence after which a request is given up. */
  constructor(net: Pick<Net, 'request'>, bandwidth: Bandwidth = new Bandwidth(), idleTimeout = IDLE_TIMEOUT_MS) {
    this.#net = net;
    this.#bandwidth = bandwidth;
    this.#idleTimeout = idleTimeout;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const { signal, body, idleTimeout = this.#idleTimeout } = request;
    signal.throwIfAborted();
    const refusal = pathRefusal(request);
    if (refusal) throw refusal;
    const flow = this.#bandwidth.flow(request);
    if (flow.isLimited) {
      await permitted(flow, request);
      if (this.#destroyed) {
        flow.end();
        throw new Error('The transport is closed.');
      }
    }
    return new Promise((resolve, reject) => {
      const sent = this.#open(request);
      const ended = (exchange: NetExchange): void => {
        this.#underWay.delete(exchange);
      };
      const options = { flow, idleTimeout, ended };
      this.#underWay.add(new NetExchange(request, sent, options, resolve, reject));
      if (body && body.length > 0) sent.write(Buffer.from(body.buffer, body.byteOffset, body.length));
      sent.end();
    });
  }

  destroy(): void {
    this.#destroyed = true;
    for (const exchange of [...this.#underWay]) exchange.fail(new Error('The transport is closed.'));
  }

  #open({ method, origin, path, headers }: TransportRequest): ClientRequest {
    const sent = this.#net.request({
      method,
      url: origin + path,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
    });
    if (method !== 'HEAD') sent.setHeader('accept-encoding', 'identity');
    for (const [name, value] of Object.entries(headers)) {
      if (!RESERVED_HEADERS.has(name)) sent.setHeader(name, value);
    }
    return sent;
  }
}

/** Waits until a request may be made, with all of its body. Rejects with its signal's reason. */
async function permitted(flow: Flow, { body, signal }: TransportRequest): Promise<void> {
  const turn = flow.receiving();
  if (turn) await waitFor(turn, flow, signal);
  for (let rest = body?.length ?? 0; rest > 0 && flow.isLimited; ) {
    const next = flow.sending();
    if (next) await waitFor(next, flow, signal);
    rest -= flow.sent(rest);
  }
}
