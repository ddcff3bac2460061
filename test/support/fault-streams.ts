/** What happens within a body on its way through the fault proxy. */

type Bytes = AsyncIterable<Buffer>;
type Through = (source: Bytes) => AsyncGenerator<Buffer, void>;

/** Passes a body on with one bit of byte `at` the other way round. `done` is called as that byte passes. */
export function flipping(at: number, bit: number, done: () => void): Through {
  return async function* (source) {
    let passed = 0;
    for await (const piece of source) {
      const here = at - passed;
      passed += piece.length;
      if (here < 0 || here >= piece.length) {
        yield piece;
        continue;
      }
      const damaged = Buffer.from(piece);
      damaged[here] = (piece[here] as number) ^ (1 << bit);
      done();
      yield damaged;
    }
  };
}

/**
 * Passes on what comes before byte `at`, and calls `stopped` instead of passing that byte on; with the rest it goes on once
 * `stopped` has resolved with true.
 */
export function stopping(at: number, stopped: () => Promise<boolean>): Through {
  return async function* (source) {
    let passed = 0;
    for await (const piece of source) {
      const here = at - passed;
      passed += piece.length;
      if (here < 0 || here >= piece.length) {
        yield piece;
        continue;
      }
      if (here > 0) yield piece.subarray(0, here);
      if (!(await stopped())) return;
      yield piece.subarray(here);
    }
  };
}
