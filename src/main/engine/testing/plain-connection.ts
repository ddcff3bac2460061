import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Quirks } from '../../../shared/model/quirks.ts';
import type { Connection } from '../s3/connection.ts';
import type { Transport } from '../s3/transport/transport.ts';
import { CAREFUL_QUIRKS } from './careful-quirks.ts';

/** The simplest transport there is, for tests of what is above it. Plain http. */
export function plainTransport(): Transport {
  const agent = new Agent({ keepAlive: true });
  return {
    request: ({ method, origin, path, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(origin);
        const length = body || method === 'PUT' || method === 'POST' ? { 'content-length': body?.length ?? 0 } : {};
        const host = hostname.replace(/^\[|\]$/g, '');
        const sent = httpRequest({ agent, host, port, method, path, headers: { ...headers, ...length }, signal });
        sent.once('response', (answer) =>
          resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), body: answer }),
        );
        sent.once('error', (error) => reject(signal.aborted ? signal.reason : error));
        sent.end(body);
      }),
    destroy: () => agent.destroy(),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

/**
 * A connection for tests: nothing is paced, what may be temporary is tried four times without a pause, and the store differs as
 * told.
 */
export function plainConnection(quirks: Partial<Quirks> = {}, transport: Transport = plainTransport()): Connection {
  let skew = 0;
  const all: Quirks = { ...CAREFUL_QUIRKS, ...quirks };
  return {
    transport,
    limitsUploads: false,
    retries: {
      delayAfter: (attempt, { status, networkCode }) => {
        const mayPass = networkCode !== '' || status === undefined || status >= 500 || status === 429;
        return mayPass && attempt < 4 ? 0 : null;
      },
      succeeded: () => undefined,
    },
    clock: {
      now: () => Date.now() + skew,
      storeTime: () => Date.now() + skew,
      get skew() {
        return skew;
      },
      observe: (date) => {
        const difference = Date.parse(date ?? '') - Date.now();
        if (Math.abs(difference) > 1000) skew = difference;
      },
    },
    isLost: false,
    quirks: async () => all,
    decide: async () => ({ provider: null, decidedBy: 'default', quirks: all, overridden: [] }),
    setOptions: () => undefined,
    destroy: () => transport.destroy(),
  };
}
