import {
  BLOCK_BYTES,
  CONSTANTS_AT,
  constants,
  DATA_AT,
  LANES,
  type Md5Exports,
  md5Module,
  STATE_AT,
} from './md5-code.ts';

/** Bytes of a lane that are there at a time: those of all lanes lie in a processor's own cache. */
export const LANE_BYTES = 65_536;
/** RFC 1321, 3.1 and 3.2: a bit, zeros and the length come after a stream, up to a whole block. */
const PADDING_BYTES = 2 * BLOCK_BYTES;
const LENGTH_BYTES = 8;
const PAGE_BYTES = 65_536;
/** RFC 1321, 3.3: what the MD5 of nothing begins with; as bytes, as an MD5 is written. */
const BEGIN = Uint8Array.from(
  [0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210].flatMap((word) => [word >>> 24, word >>> 16, word >>> 8, word]),
);
const STATE_WORDS = 4;

/** What ECMAScript's declarations lack of WebAssembly, and the engine needs: it is built without those of browsers. */
interface WebAssemblyApi {
  validate(module: Uint8Array): boolean;
  Module: new (module: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: { env: { memory: object } }) => { readonly exports: object };
}
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/**
 * The MD5s of four streams at a time, which takes a third of the time of one after the other. A lane is filled, and taken with the
 * others as far as all are filled.
 */
export class Md5Lanes {
  readonly #take: Md5Exports['take'];
  readonly #memory: Uint8Array;
  readonly #view: DataView;
  /** Where each lane goes on, and how many blocks of it wait there. */
  readonly #from = new Uint32Array(LANES);
  readonly #blocks = new Uint32Array(LANES);

  private constructor(module: Uint8Array) {
    const bytes = laneAt(LANES);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
    this.#take = (instance.exports as Md5Exports).take;
    this.#memory = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
    constants().forEach((value, index) => {
      this.#view.setUint32(CONSTANTS_AT + index * 4, value, true);
    });
  }

  /** `null` where it cannot be had, as where the processor has no vectors. */
  static create(): Md5Lanes | null {
    const module = md5Module();
    try {
      return WebAssembly.validate(module) ? new Md5Lanes(module) : null;
    } catch {
      // There is none here, or no memory for it: it goes without, more slowly.
      return null;
    }
  }

  /** Begins another stream in a lane, or goes on with one that had come to `state`. */
  begin(lane: number, state: Uint8Array = BEGIN): void {
    for (let word = 0; word < STATE_WORDS; word += 1) {
      this.#memory.set(state.subarray(word * 4, word * 4 + 4), wordAt(word, lane));
    }
    this.#blocks[lane] = 0;
  }

  /** Where the next bytes of a lane go, all that was there having been taken. */
  room(lane: number): Uint8Array {
    return this.#memory.subarray(laneAt(lane), laneAt(lane) + LANE_BYTES);
  }

  /** The first `bytes` of the room are there, of whole blocks. */
  filled(lane: number, bytes: number): void {
    this.#from[lane] = laneAt(lane);
    this.#blocks[lane] = bytes / BLOCK_BYTES;
  }

  /** The first `bytes` of the room are there, and they are the last ones of a stream of `total`. */
  filledToEnd(lane: number, bytes: number, total: number): void {
    const end = Math.ceil((bytes + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
    const start = laneAt(lane);
    this.#memory.fill(0, start + bytes, start + end);
    this.#memory[start + bytes] = 0x80;
    this.#view.setBigUint64(start + end - LENGTH_BYTES, BigInt(total) * 8n, true);
    this.filled(lane, end);
  }

  /** Whether all that was there of a lane has been taken. */
  isTaken(lane: number): boolean {
    return this.#blocks[lane] === 0;
  }

  /** Takes from each of these lanes, none of which is taken already, as much as is there of all. */
  take(lanes: readonly number[]): void {
    const blocks = Math.min(...lanes.map((lane) => this.#blocks[lane] ?? 0));
    // What is in the other lanes is taken as well, and means nothing.
    const idle = laneAt(0);
    const from = (lane: number): number => (lanes.includes(lane) ? (this.#from[lane] ?? idle) : idle);
    this.#take(from(0), from(1), from(2), from(3), blocks);
    for (const lane of lanes) {
      this.#from[lane] = (this.#from[lane] ?? 0) + blocks * BLOCK_BYTES;
      this.#blocks[lane] = (this.#blocks[lane] ?? 0) - blocks;
    }
  }

  /** What a lane has come to: the MD5 of a stream of which all is taken, to its end. */
  state(lane: number): Uint8Array {
    const state = new Uint8Array(BEGIN.length);
    for (let word = 0; word < STATE_WORDS; word += 1) {
      state.set(this.#memory.subarray(wordAt(word, lane), wordAt(word, lane) + 4), word * 4);
    }
    return state;
  }
}

const laneAt = (lane: number): number => DATA_AT + lane * (LANE_BYTES + PADDING_BYTES);
const wordAt = (word: number, lane: number): number => STATE_AT + (word * LANES + lane) * 4;
