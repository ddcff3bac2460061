import type { Picture } from './pictures.ts';

// Every symbol gets a code of the same length: files a little larger than with tuned tables, and no tables to carry.
const DC_CODE_BITS = 4;
const AC_CODE_BITS = 8;
const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size);
const AC_SYMBOLS = [
  0x00,
  0xf0,
  ...Array.from({ length: 160 }, (_, index) => (Math.floor(index / 10) << 4) | ((index % 10) + 1)),
];
const AC_CODES = new Map(AC_SYMBOLS.map((symbol, code) => [symbol, code]));

const COSINES = Array.from({ length: 64 }, (_, index) => {
  const [frequency, place] = [index >> 3, index & 7];
  return Math.cos(((2 * place + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

/** Positions of a block in the order of rising frequency. */
const ZIGZAG = Array.from({ length: 64 }, (_, index) => index).sort((a, b) => {
  const [sumA, sumB] = [(a >> 3) + (a & 7), (b >> 3) + (b & 7)];
  return sumA - sumB || (sumA % 2 === 0 ? (b >> 3) - (a >> 3) : (a >> 3) - (b >> 3));
});

/** Shares of red, green and blue in Y, Cb and Cr. */
const WEIGHTS = [
  [0.299, 0.587, 0.114],
  [-0.1687, -0.3313, 0.5],
  [0.5, -0.4187, -0.0813],
] as const;

const STEPS = Array.from({ length: 64 }, (_, index) => 3 + 2 * ((index >> 3) + (index & 7)));

/** The picture as a JPEG file: baseline, full colour resolution, about quality 85. */
export function jpeg(picture: Picture): Buffer {
  const { width, height } = picture;
  const bits = new BitWriter();
  const previous: [number, number, number] = [0, 0, 0];
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (const channel of [0, 1, 2] as const) {
        const levels = quantized(block(picture, left, top, channel));
        writeBlock(bits, levels, previous[channel]);
        previous[channel] = levels[0] as number;
      }
    }
  }
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...ZIGZAG.map((position) => STEPS[position] as number)]),
    segment(0xc0, frame),
    segment(0xc4, [0x00, ...codeCounts(DC_CODE_BITS, DC_SYMBOLS.length), ...DC_SYMBOLS]),
    segment(0xc4, [0x10, ...codeCounts(AC_CODE_BITS, AC_SYMBOLS.length), ...AC_SYMBOLS]),
    segment(0xda, [3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0]),
    bits.end(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** One channel (Y, Cb, Cr) of 8 by 8 pixels around zero; beyond the picture its last row and column go on. */
function block({ width, height, pixels }: Picture, left: number, top: number, channel: 0 | 1 | 2): Float64Array {
  const [red, green, blue] = WEIGHTS[channel];
  const samples = new Float64Array(64);
  for (let index = 0; index < 64; index += 1) {
    const x = Math.min(width - 1, left + (index & 7));
    const y = Math.min(height - 1, top + (index >> 3));
    const place = (y * width + x) * 3;
    const sum = red * at(pixels, place) + green * at(pixels, place + 1) + blue * at(pixels, place + 2);
    samples[index] = channel === 0 ? sum - 128 : sum;
  }
  return samples;
}

/** The block's frequencies in zigzag order, divided by their steps. */
function quantized(samples: Float64Array): number[] {
  const frequencies = transformedRowsAsColumns(transformedRowsAsColumns(samples));
  return ZIGZAG.map((position) => Math.round(at(frequencies, position) / at(STEPS, position)));
}

function transformedRowsAsColumns(samples: Float64Array): Float64Array {
  const columns = new Float64Array(64);
  for (let row = 0; row < 8; row += 1) {
    for (let frequency = 0; frequency < 8; frequency += 1) {
      let sum = 0;
      for (let place = 0; place < 8; place += 1) {
        sum += at(samples, row * 8 + place) * at(COSINES, frequency * 8 + place);
      }
      columns[frequency * 8 + row] = sum;
    }
  }
  return columns;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

function writeBlock(bits: BitWriter, levels: readonly number[], previousDc: number): void {
  const step = (levels[0] as number) - previousDc;
  bits.write(sizeOf(step), DC_CODE_BITS);
  bits.writeLevel(step);
  let zeros = 0;
  for (const level of levels.slice(1)) {
    if (level === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) {
      bits.write(AC_CODES.get(0xf0) as number, AC_CODE_BITS);
    }
    bits.write(AC_CODES.get((zeros << 4) | sizeOf(level)) as number, AC_CODE_BITS);
    bits.writeLevel(level);
    zeros = 0;
  }
  if (zeros > 0) {
    bits.write(AC_CODES.get(0x00) as number, AC_CODE_BITS);
  }
}

function sizeOf(level: number): number {
  return 32 - Math.clz32(Math.abs(level));
}

function codeCounts(bits: number, symbols: number): number[] {
  return Array.from({ length: 16 }, (_, index) => (index === bits - 1 ? symbols : 0));
}

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) {
        this.#bytes.push(this.#pending);
        if (this.#pending === 0xff) {
          this.#bytes.push(0); // So that no marker appears inside the data.
        }
        [this.#pending, this.#count] = [0, 0];
      }
    }
  }

  /** A number of as many bits as it needs; a negative one as the complement of its opposite. */
  writeLevel(level: number): void {
    const size = sizeOf(level);
    this.write(level > 0 ? level : level + (1 << size) - 1, size);
  }

  end(): Buffer {
    while (this.#count > 0) {
      this.write(1, 1);
    }
    return Buffer.from(this.#bytes);
  }
}
