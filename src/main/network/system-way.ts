import { networkError } from '../../shared/network-errors.ts';
import type { Transport, TransportRequest, TransportResponse } from '../engine/s3/transport/transport.ts';
import { UndiciTransport } from '../engine/s3/transport/undici-transport.ts';

/**
 * The address of the HTTP proxy that a way through the network begins with (`PROXY host:port` or `HTTPS host:port`, as Chromium words it);
 * `null` for a direct one and for kinds of proxies that Node cannot ask.
 */
export function httpProxyOf(route: string): string | null {
  const [, kind, address] = /^\s*(PROXY|HTTPS)\s+([^\s;]+)/.exec(route) ?? [];
  return address === undefined ? null : `${kind === 'HTTPS' ? 'https' : 'http'}://${address}`;
}

/**
 * The system's way, which trusts no authority but the system's own; where that refuses a service, a tunnel by Node through the same proxy, which
 * trusts those of the profile as well. A certificate is refused before anything of a request is sent, so a second try sends nothing twice.
 */
export class SystemWay implements Transport {
  readonly #system: Transport;
  readonly #route: (origin: string) => Promise<string>;
  readonly #authorities: string | undefined;
  readonly #tunnels = new Map<string, Transport>();

  constructor(system: Transport, route: (origin: string) => Promise<string>, authorities: string | undefined) {
    this.#system = system;
    this.#route = route;
    this.#authorities = authorities;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const known = this.#tunnels.get(request.origin);
    if (known) return this.#through(known, request);
    try {
      return await this.#system.request(request);
    } catch (error) {
      if (request.signal.aborted || this.#authorities === undefined || !isUntrusted(error)) throw error;
      const proxy = httpProxyOf(await this.#route(request.origin));
      if (proxy === null) throw error;
      return this.#through(new UndiciTransport({ proxy, certificateAuthorities: this.#authorities }), request);
    }
  }

  destroy(): void {
    this.#system.destroy();
    for (const tunnel of this.#tunnels.values()) tunnel.destroy();
  }

  /** A tunnel that worked is taken again, until it does not. */
  async #through(tunnel: Transport, request: TransportRequest): Promise<TransportResponse> {
    try {
      const answer = await tunnel.request(request);
      this.#tunnels.set(request.origin, tunnel);
      return answer;
    } catch (error) {
      if (networkError(error)) this.#tunnels.delete(request.origin);
      throw error;
    }
  }
}

function isUntrusted(error: unknown): boolean {
  const kind = networkError(error)?.kind;
  return kind === 'authority' || kind === 'tls';
}
