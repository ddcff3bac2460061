import { expect, test } from 'vitest';
import { Rate } from './rate.ts';

function setup() {
  const clock = { now: 12_345 };
  return { clock, rate: new Rate(() => clock.now) };
}

test('is nothing before the first byte', () => {
  expect(setup().rate.bytesPerSecond()).toBe(0);
});

test('settles on a steady flow', () => {
  const { clock, rate } = setup();
  for (let step = 0; step < 100; step += 1) {
    rate.add(1000);
    clock.now += 100;
  }
  expect(rate.bytesPerSecond()).toBeGreaterThan(9000);
  expect(rate.bytesPerSecond()).toBeLessThan(11_000);
});

test('is not exaggerated by the first moment', () => {
  const { clock, rate } = setup();
  rate.add(1000);
  clock.now += 1;
  expect(rate.bytesPerSecond()).toBeLessThanOrEqual(4000);
});

test('falls to nothing within three seconds of silence', () => {
  const { clock, rate } = setup();
  rate.add(1_000_000);
  clock.now += 3000;
  expect(rate.bytesPerSecond()).toBe(0);
});
