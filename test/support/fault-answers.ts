import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './fault-choice.ts';

/** Status, code and message as AWS gives them. */
const REFUSALS: Readonly<Record<Refusal, readonly [number, string, string]>> = {
  'service-unavailable': [503, 'ServiceUnavailable', 'Service is unable to handle request.'],
  'slow-down': [503, 'SlowDown', 'Please reduce your request rate.'],
  'internal-error': [500, 'InternalError', 'We encountered an internal error. Please try again.'],
  'expired-token': [400, 'ExpiredToken', 'The provided token has expired.'],
  'time-skewed': [
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  ],
  'access-denied': [403, 'AccessDenied', 'Access Denied'],
};

export function isRefusal(kind: string): kind is Refusal {
  return kind in REFUSALS;
}

/** Answers in the name of the store, once the request has arrived to its end. */
export function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  refusal: Refusal,
  retryAfter: number | undefined,
): void {
  const [status, code, message] = REFUSALS[refusal];
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>fault</RequestId></Error>`;
  incoming.resume().once('end', () => {
    outgoing.writeHead(status, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(document),
      'x-amz-request-id': 'fault',
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    });
    outgoing.end(incoming.method === 'HEAD' ? undefined : document);
  });
}
