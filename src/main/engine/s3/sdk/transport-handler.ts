import { Readable } from 'node:stream';
import type { StoreClock } from '../connection.ts';
import { encodeUri } from '../endpoint.ts';
import { COPY_SOURCE, type Transport, type TransportRequest } from '../transport/transport.ts';

/** A request as the client library describes it (Smithy's HttpRequest). */
interface LibraryRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Ours: see `hearingSent`. */
  readonly onSent?: (bytes: number) => void;
}

/** An answer as the library expects it (Smithy's HttpResponse): recognised by its fields. */
interface LibraryAnswer {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Readable;
  };
}

/**
 * A copy takes as long as the store needs to read and write the whole, and not every store lets hear of itself meanwhile as S3
 * does. Given up too early it would be begun again, beside the one that goes on.
 */
const COPY_IDLE_MS = 15 * 60_000;

/** Never aborted. */
const NEVER = new AbortController().signal;

/** As much of a connection as the client library's requests need. */
interface Sending {
  readonly transport: Transport;
  readonly clock: Pick<StoreClock, 'observe'>;
}

/** What the client library calls a request handler: sends its requests over the connection that all share, and tells the store's clock what answers say. */
export class TransportHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #connection: Sending;

  constructor(connection: Sending) {
    this.#connection = connection;
  }

  async handle(request: LibraryRequest, options: { readonly abortSignal?: unknown } = {}): Promise<LibraryAnswer> {
    const sent = transportRequest(request, (options.abortSignal as AbortSignal | undefined) ?? NEVER);
    const { status, headers, body } = await this.#connection.transport.request(sent);
    this.#connection.clock.observe(headers['date']);
    // The library does not look for a body here, and whoever has one must read it to its end.
    if (sent.method === 'HEAD') body.resume();
    return { response: { statusCode: status, headers, body: sent.method === 'HEAD' ? Readable.from([]) : body } };
  }

  /** The connection belongs to others as well. */
  destroy(): void {}

  /** There is nothing to set: timeouts and the like are the connection's. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function transportRequest(request: LibraryRequest, signal: AbortSignal): TransportRequest {
  const { protocol, hostname, port, path, headers, onSent } = request;
  const body = bytesOf(request.body);
  const query = queryOf(request.query);
  return {
    method: request.method as TransportRequest['method'],
    origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
    path: query === '' ? path : `${path}?${query}`,
    headers,
    priority: isListing(request) ? 'interactive' : 'bulk',
    signal,
    ...(isCopy(request) && { idleTimeout: COPY_IDLE_MS }),
    ...(body && { body }),
    ...(onSent && { onSent }),
  };
}

/** A listing, which somebody waits for. */
function isListing({ method, query }: LibraryRequest): boolean {
  return method === 'GET' && (query['list-type'] !== undefined || query['delimiter'] !== undefined);
}

/** A copy of an object, or of a part of one. */
function isCopy({ headers }: LibraryRequest): boolean {
  return headers[COPY_SOURCE] !== undefined;
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  throw new TypeError('only bodies in memory are sent');
}

/** In the order and the spelling in which the library has signed it. */
function queryOf(query: LibraryRequest['query']): string {
  const parts: string[] = [];
  for (const name of Object.keys(query).sort()) {
    const values = query[name];
    if (values === null || values === undefined) parts.push(encodeUri(name));
    else for (const value of [values].flat()) parts.push(`${encodeUri(name)}=${encodeUri(value)}`);
  }
  return parts.join('&');
}
