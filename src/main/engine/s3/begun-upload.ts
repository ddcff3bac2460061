/** A multipart upload that was begun before, and the parts of it that the store has. */
export interface BegunUpload {
  readonly uploadId: string;
  readonly parts: readonly SentPart[];
}

/** A part that the store has: its number, from 1, its ETag as the store sent it, and its CRC-32 in base64 where it was sent with one. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly crc32?: string;
}

/**
 * Hears of an upload that was begun. `isRepeated`: that took more than one attempt, so that the store may have begun others, of which
 * nobody has heard: for the caller to take back.
 */
export type OnBegun = (uploadId: string, isRepeated: boolean) => void;
