/** MD5s of what lies on the disk: what is compared with the ETags of stores. */
import { createHash, type Hash } from 'node:crypto';
import { userFs } from '../../../user-fs.ts';
import { LANES } from './md5-code.ts';
import { LANE_BYTES, Md5Lanes } from './md5-lanes.ts';

/** So much of a part is taken before others have their turn: a few milliseconds. */
const TURN_BYTES = 16 * LANE_BYTES;
export const MD5_BYTES = 16;

/** Bytes of a file from `first` to before `end`, in parts of `partBytes`; the last one may be shorter. */
export interface Stretch {
  /** Absolute. */
  readonly path: string;
  readonly first: number;
  readonly end: number;
  readonly partBytes: number;
}

/** The MD5 of each part of a stretch, one after the other, of none that is not there whole; or what the file system said. */
export type DigestAnswer =
  | { readonly id: number; readonly md5: Uint8Array }
  | { readonly id: number; readonly refusal: { readonly code: string; readonly message: string } };

/** A stretch whose parts are taken. */
interface Asked {
  readonly id: number;
  readonly stretch: Stretch;
  readonly file: number;
  readonly digests: Uint8Array;
  /** How many parts there are, as far as is known. */
  parts: number;
  /** The next one to begin. */
  next: number;
  /** Those that others had their turn after. */
  paused: Part[];
  underWay: number;
}

/** A part that is being taken: alone by its hash, or with others in lanes, where it comes from state to state. */
interface Part {
  readonly asked: Asked;
  readonly index: number;
  readonly first: number;
  readonly end: number;
  readonly hash: Hash | null;
  position: number;
  state: Uint8Array | undefined;
}

/**
 * MD5s of stretches, of which several have their turns together. One MD5 at a time takes 0.5 GB in a second, four side by side take
 * 1.5: so parts are taken in fours where there are others.
 */
export class DigestWork {
  readonly #lanes: Md5Lanes | null;
  readonly #asked = new Map<number, Asked>();
  #answers: DigestAnswer[] = [];
  #buffer: Buffer | null = null;

  constructor(lanes: Md5Lanes | null = Md5Lanes.create()) {
    this.#lanes = lanes;
  }

  /** False where nothing is left to do; `turn` has all answers then. */
  get isBusy(): boolean {
    return this.#asked.size > 0 || this.#answers.length > 0;
  }

  ask(id: number, stretch: Stretch): void {
    const { path, first, end, partBytes } = stretch;
    try {
      const parts = Math.ceil((end - first) / partBytes);
      const digests = new Uint8Array(parts * MD5_BYTES);
      const file = userFs.openSync(path, 'r');
      this.#asked.set(id, { id, stretch, file, digests, parts, next: 0, paused: [], underWay: 0 });
    } catch (error) {
      this.#answers.push(refusal(id, error));
    }
  }

  /** Nobody waits for it any more. */
  drop(id: number): void {
    const asked = this.#asked.get(id);
    if (asked) this.#close(asked);
  }

  /** Takes a few milliseconds' worth of what was asked, and answers what is done. */
  turn(): readonly DigestAnswer[] {
    const parts = this.#nextParts();
    for (const part of parts) if (part.hash) this.#takeAlone(part, part.hash);
    if (this.#lanes)
      this.#takeInLanes(
        parts.filter((part) => !part.hash),
        this.#lanes,
      );
    for (const asked of [...this.#asked.values()]) {
      if (asked.underWay > 0 || asked.next < asked.parts) continue;
      this.#close(asked);
      this.#answers.push({ id: asked.id, md5: asked.digests.subarray(0, asked.parts * MD5_BYTES) });
    }
    const answers = this.#answers;
    this.#answers = [];
    return answers;
  }

  /** As many parts as there are lanes: one of each stretch, then another one of each. */
  #nextParts(): Part[] {
    const parts: Part[] = [];
    for (let found = -1; found < parts.length && parts.length < LANES; ) {
      found = parts.length;
      for (const asked of this.#asked.values()) {
        if (parts.length === LANES) break;
        const part = asked.paused.shift() ?? this.#begin(asked, parts.length);
        if (part) parts.push(part);
      }
    }
    // Others come first next time.
    for (const { asked } of parts) {
      this.#asked.delete(asked.id);
      this.#asked.set(asked.id, asked);
    }
    return parts;
  }

  #begin(asked: Asked, others: number): Part | null {
    if (asked.next >= asked.parts) return null;
    const index = asked.next;
    asked.next += 1;
    asked.underWay += 1;
    const first = asked.stretch.first + index * asked.stretch.partBytes;
    const end = Math.min(first + asked.stretch.partBytes, asked.stretch.end);
    const isAlone = others === 0 && this.#asked.size === 1 && asked.next === asked.parts;
    const hash = isAlone || !this.#lanes ? createHash('md5') : null;
    return { asked, index, first, end, hash, position: first, state: undefined };
  }

  #takeAlone(part: Part, hash: Hash): void {
    this.#buffer ??= Buffer.allocUnsafeSlow(4 * LANE_BYTES);
    for (const stop = Math.min(part.end, part.position + TURN_BYTES); part.position < stop; ) {
      const read = this.#read(part, this.#buffer.subarray(0, Math.min(this.#buffer.length, stop - part.position)));
      if (!read) return;
      hash.update(read);
    }
    if (part.position < part.end) part.asked.paused.push(part);
    else this.#done(part, hash.digest());
  }

  #takeInLanes(parts: readonly Part[], lanes: Md5Lanes): void {
    const inLanes = new Map(parts.entries());
    const stops = parts.map((part) => part.position + TURN_BYTES);
    for (const [lane, part] of inLanes) lanes.begin(lane, part.state);
    while (inLanes.size > 0) {
      for (const [lane, part] of inLanes) {
        if (lanes.isTaken(lane) && !this.#fill(part, lane, stops[lane] ?? 0, lanes)) inLanes.delete(lane);
      }
      if (inLanes.size > 0) lanes.take([...inLanes.keys()]);
    }
  }

  /** False where nothing more comes into the lane: the part is done, or paused, or cannot be read. */
  #fill(part: Part, lane: number, stop: number, lanes: Md5Lanes): boolean {
    const { end, first } = part;
    if (part.position === end) {
      this.#done(part, lanes.state(lane));
      return false;
    }
    if (part.position >= stop) {
      part.state = lanes.state(lane);
      part.asked.paused.push(part);
      return false;
    }
    const read = this.#read(part, lanes.room(lane).subarray(0, end - part.position));
    if (!read) return false;
    if (part.position === end) lanes.filledToEnd(lane, read.length, end - first);
    else lanes.filled(lane, read.length);
    return true;
  }

  /** Fills a piece of memory with what comes next of a part; `null` where that is not there, or cannot be read. */
  #read(part: Part, memory: Uint8Array): Uint8Array | null {
    const { asked } = part;
    // Dropped, or failed by another of its parts.
    if (!this.#asked.has(asked.id)) return null;
    try {
      for (let filled = 0; filled < memory.length; ) {
        const read = userFs.readSync(asked.file, memory, filled, memory.length - filled, part.position);
        if (read === 0) {
          asked.parts = Math.min(asked.parts, part.index);
          asked.underWay -= 1;
          return null;
        }
        filled += read;
        part.position += read;
      }
      return memory;
    } catch (error) {
      this.#close(asked);
      this.#answers.push(refusal(asked.id, error));
      return null;
    }
  }

  #done(part: Part, digest: Uint8Array): void {
    part.asked.digests.set(digest, part.index * MD5_BYTES);
    part.asked.underWay -= 1;
  }

  #close(asked: Asked): void {
    this.#asked.delete(asked.id);
    try {
      userFs.closeSync(asked.file);
    } catch {
      // Nothing was written to it, and what was read is here.
    }
  }
}

/** The same at once, by this thread. Throws the file system's error. */
export function md5OfParts(stretch: Stretch): Uint8Array {
  const work = new DigestWork(null);
  work.ask(0, stretch);
  for (;;) {
    const [answer] = work.turn();
    if (!answer) continue;
    if ('md5' in answer) return answer.md5;
    throw Object.assign(new Error(answer.refusal.message), answer.refusal);
  }
}

function refusal(id: number, error: unknown): DigestAnswer {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return { id, refusal: { code, message } };
}
