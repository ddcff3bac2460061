import { connect, type DetailedPeerCertificate } from 'node:tls';

const TIMEOUT_MS = 5_000;
/** No honest chain is longer. */
const MAX_CHAIN = 10;

/**
 * Who issued the topmost certificate that a server (`https://host[:port]`) shows, by common name or else organisation; `null` where it
 * shows none. Nothing is sent to the server and nothing read from it beyond the handshake, so it need not be trusted. Never rejects.
 */
export function issuerServedBy(origin: string): Promise<string | null> {
  const { protocol, hostname, port } = new URL(origin);
  if (protocol !== 'https:') return Promise.resolve(null);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isName = !/^[\d.]+$|:/.test(host);
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isName && { servername: host }),
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    const end = (issuer: string | null): void => {
      resolve(issuer);
      socket.destroy();
    };
    socket.once('secureConnect', () => end(topIssuer(socket.getPeerCertificate(true))));
    socket.once('timeout', () => end(null));
    // Why it is not trusted is known already; this only looks for a name.
    socket.once('error', () => end(null));
  });
}

function topIssuer(leaf: DetailedPeerCertificate): string | null {
  let top = leaf;
  for (let depth = 0; depth < MAX_CHAIN; depth += 1) {
    const next = top.issuerCertificate;
    // The last one names itself.
    if (!next || next.fingerprint256 === top.fingerprint256) break;
    top = next;
  }
  const name = top.issuer?.CN ?? top.issuer?.O ?? null;
  return [name].flat()[0] ?? null;
}
