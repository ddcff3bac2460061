import { expect, test } from 'vitest';
import { MemoryPool } from './memory-pool.ts';

test('memory that came back is used again, and no more of it is kept than was said', () => {
  const pool = new MemoryPool(16, 2);
  const [one, two, three] = [pool.take(), pool.take(), pool.take()];
  expect(new Set([one.buffer, two.buffer, three.buffer]).size).toBe(3);
  for (const piece of [one, two, three]) pool.release(piece);
  const again = [pool.take(), pool.take(), pool.take()];
  expect(again.filter(({ buffer }) => [one.buffer, two.buffer, three.buffer].includes(buffer))).toHaveLength(2);
});

test('another size is not the pool\u2019s business', () => {
  const pool = new MemoryPool(16, 2);
  const other = pool.take(8);
  pool.release(other);
  expect(other).toHaveLength(8);
  expect(pool.take(8).buffer).not.toBe(other.buffer);
  expect(pool.take()).toHaveLength(16);
});
