/** What the network's own errors mean, wherever a request is made: the one list of their codes. Pure. */

/** The other side is not whom it says, or nobody knows who vouches for it. OpenSSL's words, Node's, then Chromium's. */
const TRUST_CODE =
  /^(?:(?:CERT|CRL)_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|ERROR_IN_C(?:ERT|RL)_|PATH_LENGTH_EXCEEDED$|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|ERR_TLS_CERT|net::ERR_CERT)/;
/** Of those, the ones that say: whoever issued the certificate is not known here. */
const AUTHORITY_CODE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|net::ERR_CERT_AUTHORITY_INVALID)$/;
/**
 * Nobody was reached, or the connection broke. The system's codes by name, since those of its file system look alike (`ENOENT`), and of
 * undici's own only those that are not about its use. What goes wrong in TLS but for the certificate is here: it is as likely a damaged
 * connection.
 */
const UNREACHABLE_CODE =
  /^(?:ECONN|ENOTFOUND$|EAI_|ETIMEDOUT$|ESOCKET|EPIPE$|EPROTO$|EHOST|ENET|EADDRNOTAVAIL$|ERR_SSL|ERR_STREAM_PREMATURE_CLOSE$|HPE_|UND_ERR_(?:SOCKET|CONNECT|HEADERS_T|BODY|RES_CONTENT|PRX)|net::ERR_)/;

/** What an error may bear besides its code, where it is known. */
export interface UntrustedAuthority {
  /** The common name of whoever issued the certificate that is not trusted. */
  readonly issuer: string;
}

/**
 * `authority`: whoever issued the other side's certificate is not trusted; `tls`: the other side is not trusted for another reason (name,
 * date); `proxy`: a proxy wants a name and a password; else `unreachable`.
 */
export type NetworkErrorKind = 'authority' | 'tls' | 'proxy' | 'unreachable';

/** A failure below HTTP. */
export interface NetworkError {
  readonly code: string;
  readonly kind: NetworkErrorKind;
  readonly issuer?: string;
}

/** What a code of the network means; `null` for any other. `message`: what came with it, which tells some proxies apart. */
export function networkErrorKind(code: string, message = ''): NetworkErrorKind | null {
  if (code === 'net::ERR_PROXY_AUTH_REQUESTED' || (code === 'UND_ERR_PRX_REFUSED' && message.includes('(407)'))) {
    return 'proxy';
  }
  if (AUTHORITY_CODE.test(code)) return 'authority';
  if (TRUST_CODE.test(code)) return 'tls';
  return UNREACHABLE_CODE.test(code) ? 'unreachable' : null;
}

/** The first code of the network in a chain of causes; `null` where it was no failure of the network. */
export function networkError(error: unknown): NetworkError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const { code, issuer } = at as { code?: unknown; issuer?: unknown };
    const kind = typeof code === 'string' ? networkErrorKind(code, at.message) : null;
    if (kind) return { code: String(code), kind, ...(typeof issuer === 'string' && { issuer }) };
  }
  return null;
}
