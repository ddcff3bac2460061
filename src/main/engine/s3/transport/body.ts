import type { Readable } from 'node:stream';

/** Takes a body as it arrives. */
export interface BodySink {
  /**
   * Takes bytes, which are good during the call only: what is kept must be copied. A promise: nothing more comes until it is
   * settled, and its rejection ends the reading.
   */
  take(bytes: Uint8Array): Promise<void> | null;
}

/** The body of an answer. */
export interface BodyStream extends Readable {
  /** Hands the rest of the body to a sink with no memory in between; resolves at its end. Rejects as reading does. */
  consume?(sink: BodySink): Promise<void>;
}

/** Reads a body into a sink. Rejects with what the body or the sink ends in; the body is destroyed then. */
export async function readBody(body: BodyStream, sink: BodySink): Promise<void> {
  if (body.consume) return body.consume(sink);
  for await (const piece of body as AsyncIterable<Uint8Array>) await sink.take(piece);
}
