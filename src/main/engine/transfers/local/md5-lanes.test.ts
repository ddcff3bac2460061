import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { LANES } from './md5-code.ts';
import { LANE_BYTES, Md5Lanes } from './md5-lanes.ts';

const bytes = Buffer.from(Array.from({ length: 3 * LANE_BYTES }, (_, index) => (index * 131 + (index >>> 8)) & 0xff));
const md5 = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');

/** The MD5s of streams, as many of them at a time as there are lanes. */
function digests(lanes: Md5Lanes, streams: readonly Buffer[]): string[] {
  const found: string[] = [];
  let next = 0;
  const under = new Map<number, { index: number; at: number; isLast: boolean }>();
  for (;;) {
    for (let lane = 0; lane < LANES; lane += 1) {
      const current = under.get(lane);
      if (current && !lanes.isTaken(lane)) continue;
      if (current?.isLast) {
        found[current.index] = Buffer.from(lanes.state(lane)).toString('hex');
        under.delete(lane);
      }
      if (!under.has(lane)) {
        if (next === streams.length) continue;
        lanes.begin(lane);
        under.set(lane, { index: next++, at: 0, isLast: false });
      }
      const now = under.get(lane) as { index: number; at: number; isLast: boolean };
      const stream = streams[now.index] as Buffer;
      const piece = stream.subarray(now.at, now.at + LANE_BYTES);
      lanes.room(lane).set(piece);
      now.at += piece.length;
      now.isLast = now.at === stream.length;
      if (now.isLast) lanes.filledToEnd(lane, piece.length, stream.length);
      else lanes.filled(lane, piece.length);
    }
    if (under.size === 0) return found;
    lanes.take([...under.keys()]);
  }
}

const create = (): Md5Lanes => Md5Lanes.create() as Md5Lanes;

test('of RFC 1321, A.5: the test suite', () => {
  const suite: Record<string, string> = {
    '': 'd41d8cd98f00b204e9800998ecf8427e',
    a: '0cc175b9c0f1b6a831c399e269772661',
    abc: '900150983cd24fb0d6963f7d28e17f72',
    'message digest': 'f96b697d7cb7938d525a2f31aaf161d0',
    abcdefghijklmnopqrstuvwxyz: 'c3fcd3d76192e4007dfb496cca67e13b',
    ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: 'd174ab98d277d9f5a5611c2c9f419d9f',
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890':
      '57edf4a22be3c955ac49da2e2107b67a',
  };
  const streams = Object.keys(suite).map((text) => Buffer.from(text));
  expect(digests(create(), streams)).toEqual(Object.values(suite));
});

test('of every length about a block and about what is there at a time', () => {
  const lengths = [
    ...Array.from({ length: 3 * 64 }, (_, length) => length),
    ...Array.from({ length: 130 }, (_, index) => LANE_BYTES - 65 + index),
    2 * LANE_BYTES,
    2 * LANE_BYTES + 1,
    3 * LANE_BYTES,
  ];
  const streams = lengths.map((length) => bytes.subarray(0, length));
  expect(digests(create(), streams)).toEqual(streams.map(md5));
});

test('streams of different lengths side by side do not touch each other', () => {
  const streams = [5, 100_000, 64, 131_073, 0, 70_000, 65_536, 1, 99_999].map((length, index) =>
    bytes.subarray(index * 17, index * 17 + length),
  );
  const lanes = create();
  expect(digests(lanes, streams)).toEqual(streams.map(md5));
  // Of one that is alone, too, and whatever was there before.
  expect(digests(lanes, streams.slice(1, 2))).toEqual([md5(streams[1] as Buffer)]);
});

test('a stream is gone on with in another lane', () => {
  const lanes = create();
  lanes.begin(0);
  lanes.room(0).set(bytes.subarray(0, 640));
  lanes.filled(0, 640);
  lanes.take([0]);
  const state = lanes.state(0);
  lanes.begin(0);
  lanes.begin(3, state);
  lanes.room(3).set(bytes.subarray(640, 1000));
  lanes.filledToEnd(3, 360, 1000);
  lanes.take([3]);
  expect(Buffer.from(lanes.state(3)).toString('hex')).toBe(md5(bytes.subarray(0, 1000)));
});
