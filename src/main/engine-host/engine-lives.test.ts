import { expect, test } from 'vitest';
import { EngineLives } from './engine-lives.ts';

test('the third death within a minute is the last one, until somebody wants it back', () => {
  const lives = new EngineLives();
  expect([lives.died(0), lives.died(100), lives.isDown]).toEqual([true, true, false]);
  expect([lives.died(59_999), lives.isDown]).toEqual([false, true]);
  lives.forgive();
  expect([lives.isDown, lives.died(60_000), lives.died(60_001), lives.died(60_002)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('one that dies now and then is always started again', () => {
  const lives = new EngineLives();
  for (let minute = 0; minute < 10; minute += 1) {
    expect(lives.died(minute * 30_000), `death ${minute}`).toBe(true);
  }
});
