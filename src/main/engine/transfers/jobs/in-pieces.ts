import { setImmediate as otherWork } from 'node:timers/promises';

/** Summing up more in one go would keep the engine from everything else for too long. */
const SUMMED_AT_ONCE = 1_048_576;

/** Hands bytes on in pieces, in order, with time for other work between them. */
export async function eachPiece(bytes: Uint8Array, take: (piece: Uint8Array) => void): Promise<void> {
  for (let from = 0; from < bytes.length; from += SUMMED_AT_ONCE) {
    if (from > 0) await otherWork();
    take(bytes.subarray(from, from + SUMMED_AT_ONCE));
  }
}
