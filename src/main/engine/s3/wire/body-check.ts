import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { UNSIGNED_PAYLOAD } from './sign.ts';

/** What a request says of its body, so that the store refuses one that arrived otherwise. */
export interface CheckedBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly payloadHash: string;
}

/** Sums up a body piece by piece, in the way that the store verifies. */
export class BodyCheck {
  readonly #hash: Hash | null;
  readonly #kind: Quirks['bodyChecksum'];
  #crc = 0;

  constructor(kind: Quirks['bodyChecksum']) {
    this.#kind = kind;
    this.#hash = kind === 'crc32' ? null : createHash(kind);
  }

  update(piece: Uint8Array): this {
    if (this.#hash) this.#hash.update(piece);
    else this.#crc = crc32(piece, this.#crc);
    return this;
  }

  /** After the last piece; once. */
  done(): CheckedBody {
    switch (this.#kind) {
      case 'sha256':
        return { headers: {}, payloadHash: this.#hash?.digest('hex') ?? UNSIGNED_PAYLOAD };
      case 'md5':
        return { headers: { 'content-md5': this.#hash?.digest('base64') ?? '' }, payloadHash: UNSIGNED_PAYLOAD };
      case 'crc32': {
        const sum = Buffer.alloc(4);
        sum.writeUInt32BE(this.#crc);
        return { headers: { [CRC32_HEADER]: sum.toString('base64') }, payloadHash: UNSIGNED_PAYLOAD };
      }
    }
  }
}

/** The header with the CRC-32 of a body, big-endian, in base64. */
export const CRC32_HEADER = 'x-amz-checksum-crc32';
