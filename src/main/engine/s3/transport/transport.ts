import type { BodyStream } from './body.ts';

/** The header that makes a PUT a copy, which the store works at without a body on the wire. */
export const COPY_SOURCE = 'x-amz-copy-source';

/** One HTTP request to a store: signed, encoded, ready to go on the wire. */
export interface TransportRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** `scheme://host[:port]`, without a path. */
  readonly origin: string;
  /** Path and query as they go on the wire, percent-encoded already, beginning with `/`. */
  readonly path: string;
  /**
   * Names in lower case. `host` and `content-length` are the transport's, but where given they are what it sends. They may be
   * made when they are first read, so nobody reads them before the request goes.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Left out: no body. It must not change before the answer. */
  readonly body?: Uint8Array;
  /** Hears how many bytes of a long body have gone to the connection so far. */
  readonly onSent?: (bytes: number) => void;
  /** `interactive`: somebody looks at the screen and waits; it goes before `bulk`. */
  readonly priority: 'interactive' | 'bulk';
  /** Ms of silence on the wire, in either direction, after which it is given up; 60 s when left out. */
  readonly idleTimeout?: number;
  readonly signal: AbortSignal;
}

/** The answer to a request, once its headers are there. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case; several values of one name are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as it came, never decompressed. The caller reads it to its end or destroys it, also an empty one. An abort of
   * the request's signal destroys it.
   */
  readonly body: BodyStream;
}

/**
 * A way to send HTTP requests. One request is one attempt: it repeats nothing and follows no redirect. It rejects with the
 * error of the network (Node's `code` on it or on its `cause`, such as `ECONNREFUSED`), or with the reason of the signal.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Closes the connections; what is under way is cut off. */
  destroy(): void;
}
