import { createHash, type Hash } from 'node:crypto';
import { bareEtag } from '../../s3/etag.ts';

const MEBIBYTE = 1_048_576;
/** Sizes of parts that uploaders use, the commonest first; others are taken by their being whole MiB. */
const COMMON_MEBIBYTES = [8, 5, 16, 10, 15, 64, 100, 32, 50, 25, 20, 128, 256, 512];

/**
 * The size of the parts of an object, as its size and their number let it be guessed; `null` where no size in whole MiB
 * fits. Uploaders cut at whole MiB with few exceptions, but nothing obliges them to.
 */
export function guessPartBytes(size: number, etag: string): number | null {
  const parts = Number(bareEtag(etag).split('-')[1]);
  if (!Number.isSafeInteger(parts) || parts < 1) return null;
  if (parts === 1) return size;
  const least = Math.ceil(size / parts / MEBIBYTE);
  // With larger ones there would be a part less.
  const most = Math.ceil(size / (parts - 1) / MEBIBYTE) - 1;
  if (least > most) return null;
  const common = COMMON_MEBIBYTES.find((mebibytes) => mebibytes >= least && mebibytes <= most);
  return (common ?? least) * MEBIBYTE;
}

/** The MD5 of each part of an object, taken while its ranges arrive in any order. */
export class PartsMd5 {
  readonly #partBytes: number;
  readonly #size: number;
  readonly #digests: Buffer[] = [];

  /** `partBytes`: of each part but the last. */
  constructor(partBytes: number, size: number) {
    this.#partBytes = partBytes;
    this.#size = size;
  }

  /** Takes the bytes from `first`, where a part begins, in order. Taking the same ones again replaces what they gave. */
  from(first: number): { update(piece: Uint8Array): void } {
    let position = first;
    let hash: Hash | null = null;
    return {
      update: (piece) => {
        for (let taken = 0; taken < piece.length; ) {
          hash ??= createHash('md5');
          const index = Math.floor(position / this.#partBytes);
          const end = Math.min((index + 1) * this.#partBytes, this.#size);
          const bytes = Math.min(end - position, piece.length - taken);
          // Beyond the end of the object there is no part to belong to: the length of the body tells that it is too long.
          if (bytes <= 0) return;
          hash.update(piece.subarray(taken, taken + bytes));
          position += bytes;
          taken += bytes;
          if (position < end) continue;
          this.#digests[index] = hash.digest();
          hash = null;
        }
      },
    };
  }

  /** The ETag that S3 gives to an object of these parts, without quotes. */
  etag(): string {
    const parts = Math.ceil(this.#size / this.#partBytes);
    const all = Buffer.concat(Array.from({ length: parts }, (_, index) => this.#digests[index] ?? Buffer.alloc(0)));
    return `${createHash('md5').update(all).digest('hex')}-${parts}`;
  }
}
