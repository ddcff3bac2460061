/** One part of a body. */
export interface BodyPart {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** A body cut into parts of `size` bytes, the last one shorter; none for an empty body. A piece that is a part is not copied. */
export async function* inParts(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<BodyPart, void> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  const part = (): BodyPart => {
    const [only] = pieces;
    const bytes = only && pieces.length === 1 ? only : Buffer.concat(pieces, length);
    pieces = [];
    length = 0;
    number += 1;
    return { number, bytes };
  };
  for await (const piece of body) {
    for (let from = 0; from < piece.length; ) {
      const taken = piece.subarray(from, from + size - length);
      pieces.push(taken);
      length += taken.length;
      from += taken.length;
      if (length === size) yield part();
    }
  }
  if (length > 0) yield part();
}
