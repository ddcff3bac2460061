/** What the network's own errors mean, wherever a request is made. Pure. */

const SYSTEM_CODE =
  /^(?:E[A-Z][A-Z0-9_]+|UND_ERR_[A-Z_]+|[A-Z_]*(?:CERT|SSL|TLS|SIGNATURE|HOSTNAME_MISMATCH)[A-Z0-9_]*)$/;
const TRUST_CODE = /CERT|SSL|TLS|SIGNATURE|HOSTNAME_MISMATCH/;

/** A failure below HTTP: `tls` where the other side is not trusted, else `unreachable`. */
export interface NetworkError {
  readonly code: string;
  readonly kind: 'tls' | 'unreachable';
}

/** The first system code in a chain of causes; `null` where it was no failure of the network. */
export function networkError(error: unknown): NetworkError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code !== 'string' || !SYSTEM_CODE.test(code)) continue;
    return { code, kind: TRUST_CODE.test(code) ? 'tls' : 'unreachable' };
  }
  return null;
}
