/**
 * MD5 (RFC 1321) of four streams at a time, as WebAssembly: its vectors have four words of 32 bits, and MD5 is made of such words. The
 * code is the same few instructions sixty-four times, so it is written here by what RFC 1321 says differs between them.
 */

export const LANES = 4;
/** RFC 1321, 3.4: bytes that are taken at a time. */
export const BLOCK_BYTES = 64;
const STEPS = 64;
const VECTOR_BYTES = 16;

/** Where in the memory the state of the lanes is: four vectors, A to D, a word of each lane in each. */
export const STATE_AT = 0;
/** Where the numbers that `constants` answers belong. */
export const CONSTANTS_AT = STATE_AT + 4 * VECTOR_BYTES;
export const DATA_AT = CONSTANTS_AT + STEPS * VECTOR_BYTES;

/** RFC 1321, 3.4: by how many bits the four steps of each round rotate. */
const ROTATIONS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
/** RFC 1321, 3.4: which of the sixteen words of a block a step takes, in each round. */
const WORDS = [
  (step: number) => step % 16,
  (step: number) => (5 * step + 1) % 16,
  (step: number) => (3 * step + 5) % 16,
  (step: number) => (7 * step) % 16,
];

/**
 * RFC 1321, 3.4: the number that each step adds, once for each lane. Less one in the last round: its function is subtracted there
 * without its complement, which is the same less one.
 */
export function constants(): Uint32Array {
  const all = new Uint32Array(STEPS * LANES);
  for (let step = 0; step < STEPS; step += 1) {
    const sine = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
    all.fill(step < 48 ? sine : sine - 1, step * LANES, (step + 1) * LANES);
  }
  return all;
}

/** What the module exports: takes `blocks` of each lane, from where the first four numbers say. */
export interface Md5Exports {
  take(lane0: number, lane1: number, lane2: number, lane3: number, blocks: number): void;
}

// WebAssembly's binary format: https://webassembly.github.io/spec/core/binary/
const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY_BLOCK = 0x40;
const END = 0x0b;

type Code = readonly number[];

/** An unsigned number in LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}
/** A signed number in LEB128: seven bits hold -64 to 63. */
function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const vector = (instruction: number, ...rest: Code): Code => [0xfd, ...unsigned(instruction), ...rest];
const get = (local: number): Code => [0x20, ...unsigned(local)];
const set = (local: number): Code => [0x21, ...unsigned(local)];
const tee = (local: number): Code => [0x22, ...unsigned(local)];
const number = (value: number): Code => [0x41, ...signed(value)];
const addNumber: Code = [0x6a];
const loop = (body: Code): Code => [0x03, EMPTY_BLOCK, ...body, END];
const repeatIfNotZero: Code = [0x0d, 0];

/** Aligned to a byte only: a lane's blocks are wherever its bytes were read to. */
const load = (offset: number): Code => vector(0x00, 0, ...unsigned(offset));
const store = (offset: number): Code => vector(0x0b, 0, ...unsigned(offset));
const and = vector(0x4e);
/** What is in the first and not in the second. */
const andNot = vector(0x4f);
const or = vector(0x50);
const xor = vector(0x51);
const add = vector(0xae);
const subtract = vector(0xb1);
const shiftLeft = vector(0xab);
const shiftRight = vector(0xad);
/** Four of the eight words of two vectors. */
const pick = (...words: readonly number[]): Code =>
  vector(0x0d, ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte)));

const POINTERS = [0, 1, 2, 3];
const BLOCKS = 4;
const STATE = [5, 6, 7, 8];
const MESSAGE = Array.from({ length: 16 }, (_, word) => 9 + word);
const ROWS = [25, 26, 27, 28];
const PAIRS = [29, 30, 31, 32];
const VECTORS = 28;

/** From four words of each lane, lane by lane, to the same words, word by word. */
function transposed(quarter: number): Code {
  const [row0 = 0, row1 = 0, row2 = 0, row3 = 0] = ROWS;
  const [low01 = 0, low23 = 0, high01 = 0, high23 = 0] = PAIRS;
  const from = (one: number, other: number, words: Code, to: number | undefined): Code => [
    ...get(one),
    ...get(other),
    ...words,
    ...set(to ?? 0),
  ];
  const lows = pick(0, 4, 1, 5);
  const highs = pick(2, 6, 3, 7);
  const firsts = pick(0, 1, 4, 5);
  const seconds = pick(2, 3, 6, 7);
  return [
    ...POINTERS.flatMap((pointer, lane) => [...get(pointer), ...load(quarter * VECTOR_BYTES), ...set(ROWS[lane] ?? 0)]),
    ...from(row0, row1, lows, low01),
    ...from(row2, row3, lows, low23),
    ...from(row0, row1, highs, high01),
    ...from(row2, row3, highs, high23),
    ...from(low01, low23, firsts, MESSAGE[quarter * 4]),
    ...from(low01, low23, seconds, MESSAGE[quarter * 4 + 1]),
    ...from(high01, high23, firsts, MESSAGE[quarter * 4 + 2]),
    ...from(high01, high23, seconds, MESSAGE[quarter * 4 + 3]),
  ];
}

/** RFC 1321, 3.4: F, G, H and I of B, C and D, added to what is there. F and G choose bits, so that each bit comes from one of two sides. */
const FUNCTIONS: readonly ((b: Code, c: Code, d: Code) => Code)[] = [
  (b, c, d) => [...d, ...b, ...andNot, ...add, ...b, ...c, ...and, ...add],
  (b, c, d) => [...c, ...d, ...andNot, ...add, ...b, ...d, ...and, ...add],
  (b, c, d) => [...c, ...d, ...xor, ...b, ...xor, ...add],
  (b, c, d) => [...d, ...b, ...andNot, ...c, ...xor, ...subtract],
];

/** A = B + ((A + function(B, C, D) + word + constant) rotated). */
function step(index: number): Code {
  const round = Math.floor(index / 16);
  // The four change places from step to step.
  const [a = 0, b = 0, c = 0, d = 0] = STATE.map((_, place) => STATE[(place - index + STEPS) % 4] ?? 0);
  const bits = ROTATIONS[round]?.[index % 4] ?? 0;
  const word = MESSAGE[WORDS[round]?.(index) ?? 0] ?? 0;
  return [
    ...get(a),
    ...get(word),
    ...add,
    ...number(0),
    ...load(CONSTANTS_AT + index * VECTOR_BYTES),
    ...add,
    ...(FUNCTIONS[round]?.(get(b), get(c), get(d)) ?? []),
    ...tee(a),
    ...number(bits),
    ...shiftLeft,
    ...get(a),
    ...number(32 - bits),
    ...shiftRight,
    ...or,
    ...get(b),
    ...add,
    ...set(a),
  ];
}

const stateAt = (part: number): number => STATE_AT + part * VECTOR_BYTES;

function body(): Code {
  const block = [
    ...[0, 1, 2, 3].flatMap(transposed),
    ...Array.from({ length: STEPS }, (_, index) => step(index)).flat(),
    ...STATE.flatMap((local, part) => [
      ...number(0),
      ...number(0),
      ...load(stateAt(part)),
      ...get(local),
      ...add,
      ...tee(local),
      ...store(stateAt(part)),
    ]),
    ...POINTERS.flatMap((pointer) => [...get(pointer), ...number(BLOCK_BYTES), ...addNumber, ...set(pointer)]),
    ...get(BLOCKS),
    ...number(-1),
    ...addNumber,
    ...tee(BLOCKS),
    ...repeatIfNotZero,
  ];
  const begin = STATE.flatMap((local, part) => [...number(0), ...load(stateAt(part)), ...set(local)]);
  return [1, ...unsigned(VECTORS), V128, ...begin, ...loop(block), END];
}

const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const section = (id: number, ...content: Code): Code => [id, ...sized(content)];
const text = (name: string): Code => sized([...Buffer.from(name)]);

/** The module. It imports its memory, `env.memory`, and exports what `Md5Exports` says. */
export function md5Module(): Uint8Array<ArrayBuffer> {
  const parameters = [...POINTERS, BLOCKS].map(() => I32);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, ...sized(parameters), 0),
    ...section(2, 1, ...text('env'), ...text('memory'), 0x02, 0, 1),
    ...section(3, 1, 0),
    ...section(7, 1, ...text('take'), 0, 0),
    ...section(10, 1, ...sized(body())),
  ]);
}
