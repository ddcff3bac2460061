import { expect, test } from 'vitest';
import type { PartFile } from './part-file.ts';
import { PartWriter, SLAB_BYTES } from './part-writer.ts';

const MEBIBYTE = 1_048_576;

/** A file in memory, each write of which ends when it is told to. */
function file(fails = false) {
  const content = Buffer.alloc(8 * MEBIBYTE);
  const ends: Array<() => void> = [];
  const write = (piece: Uint8Array, position: number) =>
    new Promise<void>((resolve, reject) => {
      ends.push(() => {
        content.set(piece, position);
        if (fails) reject(new Error('disk full'));
        else resolve();
      });
    });
  return { content, ends, part: { write } as Partial<PartFile> as PartFile };
}

test('writes what arrives in one piece after the other, and holds up what is faster than the disk', async () => {
  const { content, ends, part } = file();
  let told = 0;
  const writer = new PartWriter(part, 100, 3 * MEBIBYTE, (bytes) => {
    told += bytes;
  });
  const source = Buffer.from(Array.from({ length: 75_000 }, (_, at) => (at * 7) & 0xff));
  expect(writer.take(source)).toBeNull();
  const held = [1, 2, 3, 4, 5, 6, 7].map(() => writer.take(source)).at(-1);
  expect(held).toBeInstanceOf(Promise);
  expect([ends.length, told]).toEqual([2, 0]);
  ends[0]?.();
  await held;
  expect(told).toBe(SLAB_BYTES);
  const end = writer.end();
  for (const finish of ends) finish();
  await end;
  expect([writer.received, writer.written, told]).toEqual([600_000, 600_000, 600_000]);
  expect(content.subarray(100, 600_100).equals(Buffer.concat(Array(8).fill(source)))).toBe(true);
});

test('a write that failed fails what comes after it, and the end', async () => {
  const { ends, part } = file(true);
  const writer = new PartWriter(part, 0, 2 * MEBIBYTE, () => undefined);
  writer.take(Buffer.alloc(SLAB_BYTES));
  ends[0]?.();
  await writer.settled();
  expect(() => writer.take(Buffer.alloc(1))).toThrow('disk full');
  await expect(writer.end()).rejects.toThrow('disk full');
  expect(writer.written).toBe(0);
});

test('up to where nothing is missing is told, whatever is written first', async () => {
  const { ends, part } = file();
  const reached: number[] = [];
  const writer = new PartWriter(part, 100, MEBIBYTE, (_bytes, upTo) => reached.push(upTo));
  writer.take(Buffer.alloc(2 * SLAB_BYTES));
  ends[1]?.();
  await new Promise(setImmediate);
  expect(reached).toEqual([100]);
  ends[0]?.();
  await writer.end();
  expect(reached).toEqual([100, 100 + 2 * SLAB_BYTES]);
});

test('behind what could not be written nothing counts as there', async () => {
  const writes = [Promise.reject(new Error('disk full')), Promise.resolve()];
  const part = { write: () => writes.shift() } as Partial<PartFile> as PartFile;
  const reached: number[] = [];
  const writer = new PartWriter(part, 0, MEBIBYTE, (_bytes, upTo) => reached.push(upTo));
  writer.take(Buffer.alloc(2 * SLAB_BYTES));
  await expect(writer.end()).rejects.toThrow('disk full');
  expect(reached).toEqual([0]);
});

test('more than was announced is refused before it is written', async () => {
  const { content, ends, part } = file();
  const writer = new PartWriter(part, 0, 10, () => undefined);
  expect(() => writer.take(Buffer.alloc(11, 'x'))).toThrow('incomplete');
  expect([ends.length, content.subarray(0, 20).equals(Buffer.alloc(20))]).toEqual([0, true]);
});
