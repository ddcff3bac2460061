import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrames, encodeFrame, lastFrame, MAGIC, MAX_PAYLOAD_BYTES } from './frames.ts';

const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
const fileOf = (all: readonly Uint8Array[]): Buffer => Buffer.concat([MAGIC, ...all.map(encodeFrame)]);
const plain = (all: readonly Uint8Array[]): number[][] => all.map((one) => [...one]);

test('every beginning of a journal holds exactly the frames that are whole in it', () => {
  fc.assert(
    fc.property(payloads, (all) => {
      const file = fileOf(all);
      const ends = all.map((_, index) => fileOf(all.slice(0, index + 1)).length);
      for (let length = 0; length <= file.length; length += 1) {
        const { payloads: found, wholeBytes } = decodeFrames(file.subarray(0, length));
        const whole = ends.filter((end) => end <= length);
        expect(plain(found)).toEqual(plain(all.slice(0, whole.length)));
        expect(wholeBytes).toBe(length < MAGIC.length ? 0 : (whole.at(-1) ?? MAGIC.length));
      }
    }),
    { numRuns: 50 },
  );
});

test('a flipped bit ends the reading there: no other payload comes of it', () => {
  fc.assert(
    fc.property(payloads, (all) => {
      const file = fileOf(all);
      for (let bit = 0; bit < file.length * 8; bit += 1) {
        const damaged = Buffer.from(file);
        damaged[bit >>> 3] = (damaged[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
        const { payloads: found } = decodeFrames(damaged);
        const before = all.filter((_, index) => fileOf(all.slice(0, index + 1)).length <= bit >>> 3);
        expect(plain(found)).toEqual(bit >>> 3 < MAGIC.length ? [] : plain(before));
      }
    }),
    { numRuns: 20 },
  );
});

test('garbage, an empty file and another kind of file hold no frame', () => {
  for (const file of [Buffer.alloc(0), Buffer.from('PAILJRN'), Buffer.from('{"a":1}\n'), Buffer.alloc(1000, 0xff)]) {
    expect(decodeFrames(file)).toEqual({ payloads: [], wholeBytes: 0 });
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
      const { payloads: found, wholeBytes } = decodeFrames(Buffer.concat([MAGIC, garbage]));
      expect(fileOf(found).length).toBe(wholeBytes);
      expect(decodeFrames(Buffer.concat([fileOf([Buffer.from('first')]), garbage])).payloads[0]?.toString()).toBe(
        'first',
      );
    }),
  );
});

test('the last frame is found from the end, and only where it is whole', () => {
  const file = fileOf([Buffer.from('first'), Buffer.from('last')]);
  expect(lastFrame(file)?.toString()).toBe('last');
  expect(lastFrame(file.subarray(20))?.toString()).toBe('last');
  for (let length = 0; length < file.length; length += 1) {
    if (length === fileOf([Buffer.from('first')]).length) continue;
    expect(lastFrame(file.subarray(0, length))).toBeNull();
  }
});

test('an empty payload and one that is too long are refused', () => {
  expect(() => encodeFrame(Buffer.alloc(0))).toThrow(RangeError);
  expect(() => encodeFrame({ length: MAX_PAYLOAD_BYTES + 1 } as Uint8Array)).toThrow(RangeError);
});
