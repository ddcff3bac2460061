/** Bytes that are handed to the connection at a time. */
const SLICE_BYTES = 256 * 1024;

/** True for a body that takes a while on a slow line. */
export function isLong(body: Uint8Array): boolean {
  return body.length > SLICE_BYTES;
}

/**
 * A long body piece by piece. undici's clock for the answer starts when a body is handed over: whole, a part of 8 MiB would
 * have to be through within the idle timeout; in pieces the clock starts anew with each that goes out. Can be read again.
 */
export function sliced(body: Uint8Array): Iterable<Buffer> {
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < body.length; start += SLICE_BYTES) {
        const length = Math.min(SLICE_BYTES, body.length - start);
        yield Buffer.from(body.buffer, body.byteOffset + start, length);
      }
    },
  };
}
