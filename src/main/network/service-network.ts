/** How main reaches sign-in services, STS and identity pools: as the engine reaches stores, so networks behave alike for all of them. */
import { networkError, type UntrustedAuthority } from '../../shared/network-errors.ts';
import { issuerServedBy } from '../engine/s3/transport/certificate-issuer.ts';
import { ChoosingTransport, type SystemNetwork } from '../engine/s3/transport/choosing-transport.ts';
import { trustingBehindProxies } from '../engine/s3/transport/system-way.ts';
import type { Transport, TransportRequest, TransportResponse } from '../engine/s3/transport/transport.ts';
import { UndiciTransport } from '../engine/s3/transport/undici-transport.ts';

export type { Transport as ServiceTransport } from '../engine/s3/transport/transport.ts';

/** Nobody waits longer for a service than this, in ms of silence. */
const SILENCE_MS = 20_000;

/** The operating system's network as main has it. */
export interface ServiceSystem extends SystemNetwork {
  /** The issuer of the certificate for which the system refused a host last, by its common name; `null` where it did not. */
  refusedIssuer(hostname: string): string | null;
}

/**
 * The network for all services. By Node where that is the way, trusting the authorities of the profile and of the person besides the usual
 * ones; by the system where it has a proxy for the service, or alone trusts it. Behind a proxy, too, the profile's authorities count.
 */
export class ServiceNetwork {
  readonly #system: ServiceSystem | null;
  readonly #ways = new Map<string, Transport>();
  #personTrusts = '';

  /** `null`: straight to the services, by Node. */
  constructor(system: ServiceSystem | null = null) {
    this.#system = system;
  }

  /**
   * The way to the services of a profile that trusts these authorities (PEM) besides. It rejects as every Transport does; where an authority
   * is not trusted, the error names it (see {@link networkError}).
   */
  trusting(certificateAuthorities = ''): Transport {
    return {
      request: (request) => this.#request(certificateAuthorities, request),
      // Others go the same way.
      destroy: () => undefined,
    };
  }

  /** Trusts these authorities (PEM) for every profile besides, and looks for the way to every service anew: proxies may be others, too. */
  settingsChanged(certificateAuthorities: string | null): void {
    this.#personTrusts = certificateAuthorities ?? '';
    // Requests under way end as they began; unused connections close by themselves.
    this.#ways.clear();
  }

  async #request(profileTrusts: string, request: TransportRequest): Promise<TransportResponse> {
    try {
      return await this.#way(profileTrusts).request({ idleTimeout: SILENCE_MS, ...request });
    } catch (error) {
      throw request.signal.aborted ? error : await this.#explained(error, request.origin);
    }
  }

  #way(profileTrusts: string): Transport {
    const known = this.#ways.get(profileTrusts);
    if (known) return known;
    const authorities = [profileTrusts, this.#personTrusts].filter((pem) => pem !== '').join('\n') || undefined;
    const node = new UndiciTransport({ certificateAuthorities: authorities });
    const system = this.#system;
    const made = system
      ? new ChoosingTransport(
          node,
          trustingBehindProxies(system, () => authorities),
        )
      : node;
    this.#ways.set(profileTrusts, made);
    return made;
  }

  /** The error with the authority that is not trusted, where that can be found out. */
  async #explained(error: unknown, origin: string): Promise<unknown> {
    const network = networkError(error);
    if (network?.kind !== 'authority' || network.issuer !== undefined) return error;
    const isDirect = (await this.#system?.route(origin).catch(() => '')) ?? 'DIRECT';
    const seen = this.#system?.refusedIssuer(new URL(origin).hostname) ?? null;
    const issuer = seen ?? (isDirect === 'DIRECT' ? await issuerServedBy(origin) : null);
    const named: Partial<UntrustedAuthority> = issuer === null ? {} : { issuer };
    return Object.assign(new Error('untrusted', { cause: error }), { code: network.code }, named);
  }
}
