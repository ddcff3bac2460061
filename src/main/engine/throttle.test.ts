import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

test('runs the first request at once and the rest at the end of the interval', () => {
  const run = vi.fn();
  const throttled = throttle(run, 100);
  throttled.request();
  expect(run).toHaveBeenCalledTimes(1);
  throttled.request();
  throttled.request();
  vi.advanceTimersByTime(99);
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(2);
});

test('runs at most ten times a second however often it is asked', () => {
  const run = vi.fn();
  const throttled = throttle(run, 100);
  for (let ms = 0; ms < 1000; ms += 1) {
    throttled.request();
    vi.advanceTimersByTime(1);
  }
  expect(run.mock.calls.length).toBeLessThanOrEqual(11);
});

test('now runs at once and takes the place of what is pending', () => {
  const run = vi.fn();
  const throttled = throttle(run, 100);
  throttled.request();
  throttled.request();
  throttled.now();
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(2);
});

test('stop forgets what is pending', () => {
  const run = vi.fn();
  const throttled = throttle(run, 100);
  throttled.request();
  throttled.request();
  throttled.stop();
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(1);
});
