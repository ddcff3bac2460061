import { expect, test } from 'vitest';
import { ObservedClock } from './clock.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const header = (ms: number): string => new Date(ms).toUTCString();

function clockAt(): { clock: ObservedClock; set: (ms: number) => void } {
  let local = NOON;
  return {
    clock: new ObservedClock(() => local),
    set: (ms) => {
      local = ms;
    },
  };
}

test('without an answer, without a Date or with a wrong one the local clock counts', () => {
  const { clock } = clockAt();
  for (const date of [undefined, '', 'yesterday']) clock.observe(date);
  expect(clock.skew).toBe(0);
  expect(clock.now()).toBe(NOON);
});

test.each([-2 * MINUTE + 1000, -1000, 0, MINUTE, 2 * MINUTE - 1000])('clocks %i ms apart count as equal', (apart) => {
  const { clock } = clockAt();
  clock.observe(header(NOON + apart));
  expect(clock.now()).toBe(NOON);
  expect(clock.storeTime()).toBe(NOON + apart);
});

test.each([-20 * MINUTE, 2 * MINUTE, 24 * 60 * MINUTE])(
  'a difference of %i ms is followed, as the clock goes on',
  (apart) => {
    const { clock, set } = clockAt();
    clock.observe(header(NOON + apart));
    expect(clock.skew).toBe(apart);
    set(NOON + MINUTE);
    expect(clock.now()).toBe(NOON + apart + MINUTE);
  },
);

test('small changes of a known difference are the way of the answer, large ones a clock that was set', () => {
  const { clock, set } = clockAt();
  clock.observe(header(NOON + 20 * MINUTE));
  clock.observe(header(NOON + 20 * MINUTE + 9000));
  expect(clock.skew).toBe(20 * MINUTE);
  clock.observe(header(NOON + 40 * MINUTE));
  expect(clock.skew).toBe(40 * MINUTE);
  set(NOON + 40 * MINUTE);
  clock.observe(header(NOON + 40 * MINUTE + 1000));
  expect(clock.skew).toBe(0);
});
