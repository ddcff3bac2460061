import { type ErrorCode, PailError } from '../../shared/errors.ts';
import { networkError } from '../../shared/network-errors.ts';

/**
 * The failure of a request that the network prevented; `null` for any other error. `host` is whom it was for, `unreachable` the code where
 * nobody answered; the others are `tls-untrusted` and `proxy-authentication`.
 */
export function networkFailure(error: unknown, host: string, unreachable: ErrorCode): PailError | null {
  const network = networkError(error);
  if (!network) return null;
  const { kind, code: reason, issuer } = network;
  const detail = { subject: host, reason, ...(issuer !== undefined && { issuer }) };
  if (kind === 'proxy') return new PailError('proxy-authentication', detail, { cause: error });
  return new PailError(kind === 'unreachable' ? unreachable : 'tls-untrusted', detail, { cause: error });
}
