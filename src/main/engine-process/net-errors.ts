import type { IncomingMessage } from 'electron';
import { PailError } from '../../shared/errors.ts';
import type { TransportRequest } from '../engine/s3/transport/transport.ts';

const PROXY_AUTHENTICATION_REQUIRED = 407;
/** What Chromium unpacks, asked for or not. Other values, such as S3's own `aws-chunked`, it leaves alone. */
const UNPACKED = /\b(gzip|x-gzip|deflate|br|zstd)\b/i;

/** The error for what Chromium said: `net::ERR_*` becomes its code. What it cannot unpack is a failure of ours to read. */
export function netError(message: string, request: TransportRequest): Error {
  if (message === 'net::ERR_CONTENT_DECODING_FAILED') return packed(request, '');
  const code = /^net::ERR_\w+/.exec(message)?.[0];
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** The error for an answer that must not be taken for the store's, or not for its object; `null` for any other. */
export function refusalOf(request: TransportRequest, { statusCode, headers }: IncomingMessage): Error | null {
  if (statusCode === PROXY_AUTHENTICATION_REQUIRED) return netError('net::ERR_PROXY_AUTH_REQUESTED', request);
  const encoding = [headers['content-encoding'] ?? ''].flat().join(', ');
  const hasBody = request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
  return hasBody && UNPACKED.test(encoding) ? packed(request, encoding) : null;
}

/** The failure for a path that Chromium would change before it sends it; `null` for any other. */
export function pathRefusal(request: TransportRequest): PailError | null {
  const { pathname, search } = new URL(request.origin + request.path);
  if (pathname + search === request.path) return null;
  const reason = 'the network of the system, which is needed here, cannot ask for names with the parts "." or ".."';
  return new PailError('name-invalid', { subject: subjectOf(request), reason });
}

function packed(request: TransportRequest, encoding: string): PailError {
  const stored = `it is stored with a Content-Encoding${encoding && ` (${encoding})`}`;
  const reason = `${stored}, and the network of the system, which is needed here, would unpack it`;
  return new PailError('storage-refused', { subject: subjectOf(request), reason });
}

/** The last segment of the path, as a person knows it. */
function subjectOf({ path }: TransportRequest): string {
  const [pathname = ''] = path.split('?');
  return decodeURIComponent(pathname.split('/').filter(Boolean).pop() ?? '');
}
