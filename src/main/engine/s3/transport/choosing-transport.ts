import { isLoopbackUrl } from '../../../../shared/model/profile/fields.ts';
import { networkError } from '../../../../shared/network-errors.ts';
import { isTlsCode, networkCodeOf } from '../errors.ts';
import type { Bandwidth } from './bandwidth.ts';
import { issuerServedBy } from './certificate-issuer.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

/** A transport over the system's network. */
export interface SystemTransport extends Transport {
  /** The network is another one now: requests from now on go by none of the ways that were found before. Left out: it knows none. */
  forget?(): void;
}

/** The operating system's own way to the network, where the process has one. */
export interface SystemNetwork {
  /** Makes a transport over it, which keeps to the bandwidth where one is given. */
  transport(bandwidth?: Bandwidth): SystemTransport;
  /** The way of requests to an origin as Chromium words it: `DIRECT`, `PROXY host:port`, several of them separated by `;`. */
  route(origin: string): Promise<string>;
}

/**
 * Decides for each origin by which of two ways requests go there: by Node, which is several times as fast, or by the system's
 * network, which knows its proxies (scripts and Kerberos too) and whom it trusts. Node's way is taken unless the system
 * has a proxy for the origin, or only the system trusts the certificate. Loopback never has a proxy. Once the network fails
 * on the way that was chosen, the next request asks again: the computer may have moved.
 */
export class ChoosingTransport implements Transport {
  readonly #node: Transport;
  readonly #network: SystemNetwork;
  readonly #bandwidth: Bandwidth | undefined;
  #system: SystemTransport | null = null;
  readonly #chosen = new Map<string, Transport>();
  readonly #asking = new Map<string, Promise<Transport>>();

  constructor(node: Transport, network: SystemNetwork, bandwidth?: Bandwidth) {
    this.#node = node;
    this.#network = network;
    this.#bandwidth = bandwidth;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    const { origin, signal } = request;
    const way = this.#chosen.get(origin) ?? (await this.#choose(origin));
    try {
      return await way.request(request);
    } catch (error) {
      const code = networkCodeOf(error);
      if (signal.aborted || code === '') throw error;
      if (this.#chosen.get(origin) === way) this.#chosen.delete(origin);
      if (way !== this.#node || !isTlsCode(code)) throw error;
      return this.#trustedBySystem(request, error);
    }
  }

  /** Forgets by which way each origin is reached: the network is another now, or whom it trusts. */
  forget(): void {
    this.#chosen.clear();
    this.#asking.clear();
    this.#system?.forget?.();
  }

  destroy(): void {
    this.#node.destroy();
    this.#system?.destroy();
  }

  /** Sends it by the system's way. Where nobody trusts the certificate, `refusal` is the better explanation, with who issued it. */
  async #trustedBySystem(request: TransportRequest, refusal: unknown): Promise<TransportResponse> {
    const system = this.#systemWay();
    try {
      const answer = await system.request(request);
      this.#chosen.set(request.origin, system);
      return answer;
    } catch (error) {
      throw isTlsCode(networkCodeOf(error)) ? await withIssuer(refusal, request.origin) : error;
    }
  }

  #choose(origin: string): Promise<Transport> {
    const known = this.#asking.get(origin);
    if (known) return known;
    const asking = this.#ask(origin);
    this.#asking.set(origin, asking);
    // Unless it was forgotten meanwhile: what it says is old then.
    const over = (way: Transport | null): void => {
      if (this.#asking.get(origin) !== asking) return;
      this.#asking.delete(origin);
      if (way) this.#chosen.set(origin, way);
    };
    asking.then(over, () => over(null));
    return asking;
  }

  async #ask(origin: string): Promise<Transport> {
    const proxied = !isLoopbackUrl(new URL(origin)) && (await this.#network.route(origin)) !== 'DIRECT';
    return proxied ? this.#systemWay() : this.#node;
  }

  #systemWay(): Transport {
    this.#system ??= this.#network.transport(this.#bandwidth);
    return this.#system;
  }
}

/** An error that says that an authority is not trusted, with its name, where the other side shows it. */
async function withIssuer(error: unknown, origin: string): Promise<unknown> {
  if (!(error instanceof Error) || networkError(error)?.kind !== 'authority') return error;
  const issuer = await issuerServedBy(origin);
  return issuer === null ? error : Object.assign(error, { issuer });
}
