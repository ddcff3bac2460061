/** What the network's own errors mean, wherever a request is made. Pure. */

const SYSTEM_CODE =
  /^(?:E[A-Z][A-Z0-9_]+|UND_ERR_[A-Z_]+|net::ERR_\w+|INVALID_CA|[A-Z_]*(?:CERT|SSL|TLS|SIGNATURE|HOSTNAME_MISMATCH)[A-Z0-9_]*)$/;
const TRUST_CODE = /CERT|SSL|TLS|SIGNATURE|HOSTNAME_MISMATCH|INVALID_CA/;
/** Of those, the ones that say: whoever issued the certificate is not known here. OpenSSL's words, then Chromium's. */
const AUTHORITY_CODE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|net::ERR_CERT_AUTHORITY_INVALID)$/;

/** What an error may bear besides its code, where it is known. */
export interface UntrustedAuthority {
  /** The common name of whoever issued the certificate that is not trusted. */
  readonly issuer: string;
}

/**
 * A failure below HTTP. `authority`: whoever issued the other side's certificate is not trusted; `tls`: the other side is not trusted for another
 * reason (name, date, protocol); `proxy`: a proxy wants a name and a password; else `unreachable`.
 */
export interface NetworkError {
  readonly code: string;
  readonly kind: 'authority' | 'tls' | 'proxy' | 'unreachable';
  readonly issuer?: string;
}

/** The first system code in a chain of causes; `null` where it was no failure of the network. */
export function networkError(error: unknown): NetworkError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const { code, issuer } = at as { code?: unknown; issuer?: unknown };
    if (typeof code !== 'string' || !SYSTEM_CODE.test(code)) continue;
    return { code, kind: kindOf(code, at.message), ...(typeof issuer === 'string' && { issuer }) };
  }
  return null;
}

function kindOf(code: string, message: string): NetworkError['kind'] {
  if (code === 'net::ERR_PROXY_AUTH_REQUESTED' || (code === 'UND_ERR_PRX_REFUSED' && message.includes('(407)'))) {
    return 'proxy';
  }
  if (AUTHORITY_CODE.test(code)) return 'authority';
  return TRUST_CODE.test(code) ? 'tls' : 'unreachable';
}
