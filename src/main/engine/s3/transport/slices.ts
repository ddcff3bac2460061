import type { Flow } from './bandwidth.ts';

/** Bytes that are handed to the connection at a time. */
const SLICE_BYTES = 256 * 1024;

/** True for a body that takes a while on a slow line. */
export function isLong(body: Uint8Array): boolean {
  return body.length > SLICE_BYTES;
}

/**
 * A long body piece by piece. undici's clock for the answer starts when a body is handed over: whole, a part of 8 MiB would
 * have to be through within the idle timeout; in pieces the clock starts anew with each that goes out. Where the bandwidth is
 * limited, each piece waits for its turn, and undici's clock does not run meanwhile. Can be read again.
 */
export function sliced(
  body: Uint8Array,
  flow: Flow,
  onSent: (bytes: number) => void = () => undefined,
): Iterable<Buffer | Promise<Buffer>> {
  return {
    *[Symbol.iterator]() {
      let start = 0;
      const next = (): Buffer => {
        const rest = body.length - start;
        const length = flow.isLimited ? flow.sent(rest) : Math.min(SLICE_BYTES, rest);
        const slice = Buffer.from(body.buffer, body.byteOffset + start, length);
        start += length;
        return slice;
      };
      while (start < body.length) {
        // What was handed over before is through: nobody asks for more earlier.
        onSent(start);
        const turn = flow.isLimited ? flow.sending() : null;
        // Who reads this waits for the piece before it asks for another.
        yield turn ? turn.then(next) : next();
      }
    },
  };
}
