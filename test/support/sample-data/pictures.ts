import { crc32, deflateSync } from 'node:zlib';
import { SeededRandom } from './random.ts';

/** Red, green, blue, 8 bits each, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

type Color = readonly [number, number, number];

const SUN: Color = [255, 246, 220];
const PALETTES: readonly (readonly [Color, Color, Color])[] = [
  [
    [36, 62, 110],
    [250, 176, 120],
    [38, 52, 72],
  ],
  [
    [92, 160, 214],
    [232, 240, 244],
    [44, 94, 76],
  ],
  [
    [68, 40, 96],
    [244, 128, 132],
    [46, 30, 62],
  ],
  [
    [24, 92, 104],
    [198, 226, 196],
    [20, 60, 56],
  ],
  [
    [120, 140, 170],
    [240, 224, 196],
    [96, 76, 60],
  ],
];

/** A landscape: sky, sun and rows of hills. The same for the same seed. */
export function landscape(seed: number, width: number, height: number): Picture {
  const random = new SeededRandom(seed);
  const [zenith, horizon, ground] = random.pick(PALETTES);
  const sun = { x: random.next() * width, y: height * (0.15 + 0.35 * random.next()), radius: height * 0.07 };
  const ridges = Array.from({ length: 4 }, (_, row) =>
    ridge(random, width, height * (0.5 + row * 0.12), height * 0.09),
  );
  const hills = ridges.map((_tops, row) => mix(horizon, ground, 0.4 + row * 0.2));
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const sky = mix(zenith, horizon, Math.min(1, y / (height * 0.65)));
    for (let x = 0; x < width; x += 1) {
      const inSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.radius ** 2;
      let color = inSun ? SUN : sky;
      for (let row = 0; row < ridges.length && y >= (ridges[row]?.[x] as number); row += 1) {
        color = hills[row] as Color;
      }
      const place = (y * width + x) * 3;
      [pixels[place], pixels[place + 1], pixels[place + 2]] = color;
    }
  }
  return { width, height, pixels };
}

/** The picture as a PNG file. */
export function png(picture: Picture): Buffer {
  const { width, height, pixels } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits a channel, RGB, no interlace.
  const rows = Buffer.alloc(height * (1 + width * 3)); // Each row starts with its filter: 0, none.
  for (let y = 0; y < height; y += 1) {
    pixels.copy(rows, y * (1 + width * 3) + 1, y * width * 3, (y + 1) * width * 3);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A logo of three overlapping discs, as SVG. */
export function logoSvg(name: string, seed: number): Buffer {
  const random = new SeededRandom(seed);
  const discs = [0, 1, 2].map((place) => {
    const hue = random.between(0, 359);
    return `<circle cx="${60 + place * 40}" cy="80" r="44" fill="hsl(${hue} 70% 55%)" fill-opacity="0.75"/>`;
  });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 160" width="420" height="160">
<title>${name}</title><rect width="420" height="160" fill="#f8f9fb"/>${discs.join('')}
<text x="210" y="92" font-family="sans-serif" font-size="34" font-weight="700" fill="#1d2939">${name}</text>
</svg>
`);
}

function ridge(random: SeededRandom, width: number, base: number, rise: number): number[] {
  const waves = Array.from({ length: 4 }, (_, n) => ({
    pace: (n + 1) * (1 + random.next()),
    start: random.next() * 7,
  }));
  return Array.from({ length: width }, (_, x) => {
    const heights = waves.map(({ pace, start }, n) => Math.sin(start + (pace * x * 4) / width) / (n + 1));
    return base - rise * heights.reduce((sum, one) => sum + one, 0);
  });
}

function mix(from: Color, to: Color, share: number): Color {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [channel(0), channel(1), channel(2)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
