import type { Readable } from 'node:stream';
import type { Transport, TransportRequest } from '../engine/s3/transport/transport.ts';

/** What of a request's settings is heeded; the names and meanings of `fetch`. Redirects are never followed. */
export interface FetchOptions {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/** As much of `fetch` as identity needs: one attempt, an answer of up to 1 MiB, whole in memory. */
export type Fetch = (address: string, options?: FetchOptions) => Promise<Response>;

/** Metadata, keys and tokens take a few kilobytes. */
const MAX_BYTES = 1_048_576;
const NEVER = new AbortController().signal;
/** Answers that have no body. */
const BODYLESS = new Set([204, 205, 304]);

/**
 * A `fetch` over a transport. Rejects with the reason of the signal, else with a TypeError as `fetch` does, whose cause is the network's error.
 */
export function fetchOver(transport: Transport): Fetch {
  return async (address, options = {}) => {
    const { origin, pathname, search } = new URL(address);
    const signal = options.signal ?? NEVER;
    const body = bytesOf(options.body);
    const request: TransportRequest = {
      method: (options.method ?? 'GET').toUpperCase() as TransportRequest['method'],
      origin,
      path: pathname + search,
      headers: { ...lowerCase(options.headers ?? {}), 'accept-encoding': 'identity' },
      priority: 'interactive',
      signal,
      ...(body && { body }),
    };
    try {
      const { status, headers, body: stream } = await transport.request(request);
      const bytes = await whole(stream);
      return new Response(BODYLESS.has(status) ? null : bytes, { status, headers });
    } catch (cause) {
      signal.throwIfAborted();
      throw new TypeError('fetch failed', { cause });
    }
  };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string' || body instanceof URLSearchParams) return Buffer.from(body.toString());
  throw new TypeError('only bodies in memory are sent');
}

async function whole(stream: Readable): Promise<Buffer<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += (piece as Buffer).length;
    // Leaving the loop destroys the stream.
    if (size > MAX_BYTES) throw new Error(`an answer of more than ${MAX_BYTES} bytes`);
    pieces.push(Buffer.from(piece as Uint8Array));
  }
  return Buffer.concat(pieces);
}
