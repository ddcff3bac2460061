import {
  type Certificate,
  type ClientRequest,
  type ClientRequestConstructorOptions,
  net,
  type Session,
  session,
} from 'electron';

/** No honest chain is longer. */
const MAX_CHAIN = 10;
/** Hosts whose certificate was refused; the oldest give way. */
const MAX_HOSTS = 100;

const refusedIssuers = new Map<string, string>();
let services: Session | null = null;

/**
 * The system's network for main's own requests to services: in memory only, apart from the window's session, which reaches nothing. Only
 * after `ready`.
 */
export function servicesSession(): Session {
  if (services) return services;
  services = session.fromPartition('services');
  services.setCertificateVerifyProc(({ hostname, certificate, errorCode }, decide) => {
    if (errorCode !== 0) noteRefused(hostname, topIssuer(certificate));
    // Chromium decides; this only listens.
    decide(-3);
  });
  return services;
}

/** Who issued the certificate that the system refused last for a host, by common name; `null` where it refused none. */
export function refusedIssuer(hostname: string): string | null {
  return refusedIssuers.get(hostname) ?? null;
}

/** Electron's `net` over that session. */
export const servicesNet = {
  request: (options: ClientRequestConstructorOptions | string): ClientRequest =>
    net.request({ ...(typeof options === 'string' ? { url: options } : options), session: servicesSession() }),
};

function noteRefused(hostname: string, issuer: string): void {
  refusedIssuers.delete(hostname);
  refusedIssuers.set(hostname, issuer);
  const [oldest] = refusedIssuers.keys();
  if (refusedIssuers.size > MAX_HOSTS && oldest !== undefined) refusedIssuers.delete(oldest);
}

function topIssuer(leaf: Certificate): string {
  let top = leaf;
  // The last one names itself, or nobody.
  for (let depth = 0; depth < MAX_CHAIN; depth += 1) {
    if (!top.issuerCert || top.issuerCert.fingerprint === top.fingerprint) break;
    top = top.issuerCert;
  }
  return top.issuerName;
}
