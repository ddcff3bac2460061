import { networkError } from '../../../../shared/network-errors.ts';
import type { Bandwidth } from './bandwidth.ts';
import type { SystemNetwork, SystemTransport } from './choosing-transport.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { UndiciTransport } from './undici-transport.ts';

/**
 * The address of the HTTP proxy that a way through the network begins with (`PROXY host:port` or `HTTPS host:port`, as Chromium words it);
 * `null` for a direct one and for kinds of proxies that Node cannot ask.
 */
export function httpProxyOf(route: string): string | null {
  const [, kind, address] = /^\s*(PROXY|HTTPS)\s+([^\s;]+)/.exec(route) ?? [];
  return address === undefined ? null : `${kind === 'HTTPS' ? 'https' : 'http'}://${address}`;
}

/**
 * A system's network which trusts these authorities (PEM, as they are at the time) behind HTTP proxies as well, though the system itself
 * trusts none but its own.
 */
export function trustingBehindProxies(network: SystemNetwork, authorities: () => string | undefined): SystemNetwork {
  const route = (origin: string): Promise<string> => network.route(origin);
  return {
    route,
    transport: (bandwidth) => new SystemWay(network.transport(bandwidth), route, authorities, bandwidth),
  };
}

/** A tunnel with the authorities that it trusts. */
interface Tunnel {
  readonly authorities: string;
  readonly transport: UndiciTransport;
}

/**
 * The system's way; where that refuses a certificate, a tunnel by Node through the same proxy. A certificate is refused before anything of a
 * request is sent, so a second try sends nothing twice.
 */
class SystemWay implements SystemTransport {
  readonly #system: Transport;
  readonly #route: (origin: string) => Promise<string>;
  readonly #authorities: () => string | undefined;
  readonly #bandwidth: Bandwidth | undefined;
  /** Those that worked, by origin: they are taken again until they do not. */
  readonly #tunnels = new Map<string, Tunnel>();

  constructor(
    system: Transport,
    route: (origin: string) => Promise<string>,
    authorities: () => string | undefined,
    bandwidth: Bandwidth | undefined,
  ) {
    this.#system = system;
    this.#route = route;
    this.#authorities = authorities;
    this.#bandwidth = bandwidth;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const authorities = this.#authorities();
    const known = this.#tunnels.get(request.origin);
    if (known && known.authorities === authorities) return this.#through(known, request);
    try {
      return await this.#system.request(request);
    } catch (error) {
      if (request.signal.aborted || authorities === undefined || networkError(error)?.kind !== 'authority') throw error;
      const proxy = httpProxyOf(await this.#route(request.origin));
      if (proxy === null) throw error;
      return this.#through(this.#open(request.origin, proxy, authorities), request);
    }
  }

  /** What is under way in tunnels ends in them; their unused connections close by themselves. */
  forget(): void {
    this.#tunnels.clear();
  }

  destroy(): void {
    this.#system.destroy();
    for (const { transport } of this.#tunnels.values()) transport.destroy();
    this.#tunnels.clear();
  }

  /** Of many requests that are refused at once the first opens it. */
  #open(origin: string, proxy: string, certificateAuthorities: string): Tunnel {
    const known = this.#tunnels.get(origin);
    if (known && known.authorities === certificateAuthorities) return known;
    const transport = new UndiciTransport({ proxy, certificateAuthorities, bandwidth: this.#bandwidth });
    const opened = { authorities: certificateAuthorities, transport };
    this.#tunnels.set(origin, opened);
    return opened;
  }

  async #through(tunnel: Tunnel, request: TransportRequest): Promise<TransportResponse> {
    try {
      return await tunnel.transport.request(request);
    } catch (error) {
      // The proxy may be another one by now.
      if (networkError(error) && this.#tunnels.get(request.origin) === tunnel) this.#tunnels.delete(request.origin);
      throw error;
    }
  }
}
