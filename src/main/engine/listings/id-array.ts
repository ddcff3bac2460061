/**
 * Memory for so many ids, with anything in it: the caller writes to all that it reads. The platform would clear it first, in one
 * go, and for a long listing that keeps others waiting.
 */
export function idArray(count: number): Uint32Array {
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(count * Uint32Array.BYTES_PER_ELEMENT);
  return new Uint32Array(buffer, byteOffset, count);
}
