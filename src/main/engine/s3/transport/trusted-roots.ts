import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';

/** Newer Nodes also tell what the person who started the program trusts besides (NODE_EXTRA_CA_CERTS). */
const { getCACertificates } = tls as { readonly getCACertificates?: (type: 'default') => string[] };

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * What connections trust: the usual roots and these certificates (PEM, one or more). Made once for all connections, because
 * reading some hundred and fifty roots takes longer than a handshake. Throws an Error with the code `INVALID_CA` for what is
 * no certificate: OpenSSL would pass over it, and then trust less than was asked for.
 */
export function trustingAlso(certificateAuthorities: string): tls.SecureContext {
  const given = certificateAuthorities.match(PEM) ?? [];
  if (given.length === 0) throw noCertificate();
  for (const certificate of given) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw noCertificate(error);
    }
  }
  const usual = getCACertificates?.('default') ?? tls.rootCertificates;
  return tls.createSecureContext({ ca: [...usual, ...given] });
}

function noCertificate(cause?: unknown): Error {
  const error = new Error('The certificate authorities of the profile hold what is no certificate.', { cause });
  return Object.assign(error, { code: 'INVALID_CA' });
}
