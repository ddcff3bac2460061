/**
 * How a journal lies on the disk: eight bytes that say what it is, then frames. A frame is the length of its payload and the
 * CRC-32 of that (each 32 bits, little-endian), the payload, and the length once more, so that the last frame can be found
 * from the end of the file. A frame that was not written whole, with all that follows it, counts as never written.
 */
import { crc32 } from 'node:zlib';

export const MAGIC = Buffer.from('PAILJRN1');
/** What journals of all versions begin with. */
const FAMILY = MAGIC.subarray(0, -1);

const HEAD_BYTES = 8;
/** The length at the end of a frame. */
export const TAIL_BYTES = 4;
/** What a frame is longer than its payload. */
export const FRAME_BYTES = HEAD_BYTES + TAIL_BYTES;
/** No frame that Pail writes is longer; a length above it is no length. */
export const MAX_PAYLOAD_BYTES = 64 * 1_048_576;
export const MAX_FRAME_BYTES = MAX_PAYLOAD_BYTES + FRAME_BYTES;

export function encodeFrame(payload: Uint8Array): Buffer {
  if (payload.length === 0 || payload.length > MAX_PAYLOAD_BYTES)
    throw new RangeError(`a frame of ${payload.length} B`);
  const frame = Buffer.allocUnsafe(HEAD_BYTES + payload.length + TAIL_BYTES);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  frame.set(payload, HEAD_BYTES);
  frame.writeUInt32LE(payload.length, HEAD_BYTES + payload.length);
  return frame;
}

/** What was read of a journal. */
export interface Frames {
  readonly payloads: readonly Buffer[];
  /** Bytes up to the end of the last whole frame; 0 where the file is no journal. What is behind them is to be cut off. */
  readonly wholeBytes: number;
}

/** All whole frames from the start of a journal, up to the first that is not. Never throws. */
export function decodeFrames(journal: Buffer): Frames {
  if (!journal.subarray(0, MAGIC.length).equals(MAGIC)) return { payloads: [], wholeBytes: 0 };
  const payloads: Buffer[] = [];
  let position = MAGIC.length;
  for (;;) {
    const payload = frameAt(journal, position);
    if (!payload) return { payloads, wholeBytes: position };
    payloads.push(payload);
    position += HEAD_BYTES + payload.length + TAIL_BYTES;
  }
}

/** Whether it is a journal that is written in a way that this Pail does not know. */
export function isOfOtherVersion(journal: Buffer): boolean {
  const isJournal = journal.subarray(0, FAMILY.length).equals(FAMILY);
  return isJournal && journal.length > FAMILY.length && journal[FAMILY.length] !== MAGIC[FAMILY.length];
}

/**
 * Whether nothing was ever written whole: the file ends within its first frame, or there are but zeros where that would be, as a
 * power cut leaves it. Anything else without a whole first frame is damaged, or no journal of ours.
 */
export function isUnwritten(journal: Buffer): boolean {
  if (isZeros(journal)) return true;
  if (journal.length < MAGIC.length) return MAGIC.subarray(0, journal.length).equals(journal);
  if (!journal.subarray(0, MAGIC.length).equals(MAGIC)) return false;
  const rest = journal.subarray(MAGIC.length);
  if (rest.length < HEAD_BYTES || isZeros(rest)) return true;
  const length = rest.readUInt32LE(0);
  const runsOut = length <= MAX_PAYLOAD_BYTES && length + FRAME_BYTES > rest.length;
  if (!runsOut) return false;
  // Where the file ends as a frame does it was the length at its start that was damaged.
  const isWhole =
    rest.length > FRAME_BYTES && rest.readUInt32LE(rest.length - TAIL_BYTES) + FRAME_BYTES === rest.length;
  return !isWhole && lastFrame(rest) === null;
}

const isZeros = (bytes: Buffer): boolean => !bytes.some((byte) => byte !== 0);

function frameAt(journal: Buffer, position: number): Buffer | null {
  if (position + HEAD_BYTES > journal.length) return null;
  const length = journal.readUInt32LE(position);
  const start = position + HEAD_BYTES;
  if (length === 0 || length > MAX_PAYLOAD_BYTES || start + length + TAIL_BYTES > journal.length) return null;
  const payload = journal.subarray(start, start + length);
  const isWhole =
    crc32(payload) === journal.readUInt32LE(position + 4) && journal.readUInt32LE(start + length) === length;
  return isWhole ? payload : null;
}

/** The payload of the last frame, where the end of the file is `end`; `null` where that is no whole frame. */
export function lastFrame(end: Buffer): Buffer | null {
  if (end.length < HEAD_BYTES + TAIL_BYTES) return null;
  const length = end.readUInt32LE(end.length - TAIL_BYTES);
  const start = end.length - TAIL_BYTES - length - HEAD_BYTES;
  return start < 0 ? null : frameAt(end, start);
}
