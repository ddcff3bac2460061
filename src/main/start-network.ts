import { NetTransport } from './engine-process/net-transport.ts';
import { ServiceNetwork } from './network/service-network.ts';
import { routeTo } from './platform/proxy.ts';
import { refusedIssuer, servicesNet } from './platform/services-session.ts';

/** The network of sign-in and keys, over Node and over what Electron has of the system. */
export function startNetwork(): ServiceNetwork {
  return new ServiceNetwork({
    transport: () => new NetTransport(servicesNet),
    route: routeTo,
    refusedIssuer,
  });
}
