import { expect, it } from 'vitest';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

const summary = (bytesPerSecond: number, bytesDone = 0) =>
  transferSummary({ bytesTotal: 1000, bytesDone, bytesPerSecond });

/** What is shown each half second for these rests as the rate has them, all in seconds. */
function shown(rests: readonly number[]): number[] {
  let left: TimeLeft | null = null;
  return rests.map((seconds, n) => {
    left = timeLeft(left, summary(1000 / seconds), n * 500);
    return (left?.shown ?? Number.NaN) / 1000;
  });
}

it('does not jump with a rate that wavers about a whole minute', () => {
  const minutes = shown([900, 20, 500, 238, 238, 262, 235, 270, 241, 225, 255, 238]).map((seconds) =>
    Math.ceil(seconds / 60),
  );
  // Nothing in the first two seconds, in which it is anybody's guess.
  expect(minutes.slice(0, 4)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(new Set(minutes.slice(4))).toEqual(new Set([4]));
});

it('follows a rate that stays slower, or faster, after a while', () => {
  const changing = (before: number, after: number) =>
    shown(Array.from({ length: 60 }, (_, n) => (n < 10 ? before : after)));
  const slower = changing(60, 600);
  expect(slower[9]).toBeGreaterThan(50);
  expect(slower.at(-1)).toBeGreaterThan(450);
  expect(slower.at(-1)).toBeLessThanOrEqual(600);
  const faster = changing(600, 40).at(-1) ?? 0;
  expect(faster).toBeGreaterThan(30);
  expect(faster).toBeLessThan(50);
});

it('counts down to the end without going back', () => {
  let left: TimeLeft | null = null;
  const said = Array.from({ length: 50 }, (_, n) => {
    left = timeLeft(left, summary(20 + (n % 3), n * 20), n * 1000);
    return left?.shown ?? Number.NaN;
  });
  expect(said.slice(2)).toEqual(said.slice(2).sort((a, b) => b - a));
  expect(said.at(-1)).toBeLessThan(5000);
});

it('says nothing while nothing moves', () => {
  expect(timeLeft(null, summary(0), 0)).toBeNull();
  expect(timeLeft(null, transferSummary({ state: 'paused', bytesPerSecond: 10 }), 0)).toBeNull();
});
